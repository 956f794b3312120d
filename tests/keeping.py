"""The writing and the reading side of Pilcrow over real stores, small enough for a test."""

from dataclasses import dataclass

import sqlalchemy as sa

from answering.engine import Engine, ModelWriting
from answering.judging import Judge
from bot.keeper import Keeper, Pages
from bot.library import Library
from bot.log_channels import LogChannels
from bot.scheduling import Schedules
from bot.watches import Watches
from ingest.document import Document
from ingest.errors import IngestError
from ingest.fetching import NotModified
from ingest.fetching.fetcher import Fetcher
from ingest.formats import parse
from ingest.given import Given, Validators
from ingest.pipeline import Pipeline
from tests.encoders import WordEncoder
from vectorstore.catalog import Catalog
from vectorstore.encoder import Encoder
from vectorstore.history import History
from vectorstore.index import VectorIndex
from vectorstore.model import Scope
from vectorstore.publishing import Publisher
from vectorstore.search import Search


class ReadHere:
    """Reads documents in this process: those of a test are known."""

    def read(self, given: Given) -> Document:
        return parse(given)


class NoPages:
    """A web in which nothing can be reached."""

    def fetch(self, address: str, validators: Validators | None = None) -> Given | NotModified:
        raise IngestError(address, f"The page {address} was not fetched.")


@dataclass(frozen=True)
class House:
    """All that reads and writes the sources in one database and one Chroma."""

    engine: sa.Engine
    index: VectorIndex
    catalog: Catalog
    search: Search
    pipeline: Pipeline
    keeper: Keeper
    library: Library
    watches: Watches
    schedules: Schedules
    channels: LogChannels

    def publish(self, scope: Scope, source: str, text: str, **about: str) -> int:
        """Publish a text as the newest revision; gives its number."""
        name = about.get("name", f"{source}.md")
        given = Given(about.get("origin", name), name, text.encode())
        actor = about.get("actor", "operator")
        return self.keeper.ingest(given, scope, source=source, actor=actor).revision

    def offer(self, scope: Scope, source: str, text: str, actor: str = "operator") -> int:
        """Make a draft that waits; gives its key."""
        given = Given(f"{source}.md", f"{source}.md", text.encode())
        prepared = self.keeper.prepare(given, scope, source=source, actor=actor)
        key: int = prepared.key  # type: ignore[union-attr]
        return key

    def text(self, scope: Scope, source: str) -> str:
        """What a source says now."""
        return "\n\n".join(each.paragraph.text for each in self.keeper.paragraphs(scope, source))


def house(
    engine: sa.Engine,
    index: VectorIndex,
    *,
    encoder: Encoder | None = None,
    pages: Pages | None = None,
    writing: ModelWriting | None = None,
) -> House:
    """The house over these stores; `pages` is the web, which is out of reach by default."""
    encoder = encoder or WordEncoder()
    catalog = Catalog(engine)
    search = Search(catalog, index, encoder, None)
    pipeline = Pipeline(catalog, Publisher(engine), index, encoder)
    keeper = Keeper(pipeline, catalog, History(engine), ReadHere(), pages or NoPages())
    watches, channels = Watches(engine), LogChannels(engine)
    keeper.on_purge(watches.purge)
    keeper.on_purge(channels.purge)
    return House(
        engine,
        index,
        catalog,
        search,
        pipeline,
        keeper,
        Library(Engine(Judge(search, threshold=0.0), writing), catalog),
        watches,
        Schedules(watches, catalog),
        channels,
    )


def loopback_pages() -> Fetcher:
    """The real fetcher, which may reach this machine."""
    return Fetcher(["127.0.0.0/8"], 1_000_000, 15.0)
