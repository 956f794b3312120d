"""The real client and the real keeper of sources, on a simulated Discord with two servers."""

from dataclasses import dataclass, field

import discord
import pytest
import sqlalchemy as sa
from discord_fakes import SmallLibrary
from simcord import Env, GuildHandle, MemberActor
from simcord.builders import ChannelHandle
from source_clicks import BEES, LATER, given

from bot.discord.client import PilcrowClient
from bot.discord.desk import Desk
from bot.discord.sources.desk import SourceDesk
from bot.discord.workers import Workers
from bot.keeper import Keeper
from bot.ledger import Ledger
from bot.log_channels import LogChannels
from bot.scheduling import Schedules
from bot.watches import Watches
from ingest.document import Document
from ingest.errors import IngestError
from ingest.fetching import NotModified
from ingest.formats import parse
from ingest.given import Given, Validators
from ingest.pipeline import Pipeline
from tests.encoders import WordEncoder
from vectorstore.catalog import Catalog
from vectorstore.history import History
from vectorstore.index import VectorIndex
from vectorstore.model import Scope
from vectorstore.publishing import Publisher


class Here:
    """Reads in this process."""

    def read(self, given: Given) -> Document:
        return parse(given)


@dataclass
class Web:
    """Pages by their addresses."""

    pages: dict[str, str] = field(default_factory=dict)

    def fetch(self, address: str, validators: Validators | None = None) -> Given | NotModified:
        if address not in self.pages:
            raise IngestError(address, f"The page {address} is not there (404): check the address.")
        name = address.rpartition("/")[2]
        return Given(address, name, self.pages[address].encode(), "text/markdown")


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture
def keeper(
    database: sa.Engine,
    catalog: Catalog,
    publisher: Publisher,
    index: VectorIndex,
    encoder: WordEncoder,
    web: Web,
) -> Keeper:
    pipeline = Pipeline(catalog, publisher, index, encoder)
    return Keeper(pipeline, catalog, History(database), Here(), web)


@pytest.fixture
def log_channels(database: sa.Engine) -> LogChannels:
    return LogChannels(database)


@pytest.fixture
def desk(
    keeper: Keeper, log_channels: LogChannels, database: sa.Engine, catalog: Catalog
) -> SourceDesk:
    schedules = Schedules(Watches(database), catalog)
    return SourceDesk(keeper, log_channels, schedules, most_bytes=100_000)


@pytest.fixture
def simcord_bot(
    library: SmallLibrary, ledger: Ledger, workers: Workers, desk: SourceDesk
) -> discord.Client:
    return PilcrowClient(Desk(library, ledger), workers, sources=desk)


@pytest.fixture
def admin(simcord_env: Env, server: GuildHandle) -> MemberActor:
    role = server.create_role("keepers", permissions=discord.Permissions(manage_guild=True))
    return server.add_member(simcord_env.create_user("ada"), roles=[role])


@pytest.fixture
def scope(server: GuildHandle) -> Scope:
    return Scope(str(server.id))


@pytest.fixture
def bees(keeper: Keeper, scope: Scope) -> Scope:
    """The scope of the server, which has a source with one revision."""
    keeper.ingest(given(BEES), scope, actor="operator")
    return scope


@pytest.fixture
def two(keeper: Keeper, bees: Scope) -> Scope:
    """The same with two revisions."""
    keeper.ingest(given(LATER), bees, actor="operator")
    return bees


@pytest.fixture
def elsewhere(simcord_env: Env) -> GuildHandle:
    return simcord_env.create_guild()


@pytest.fixture
def hall(elsewhere: GuildHandle) -> ChannelHandle:
    return elsewhere.create_text_channel("hall")


@pytest.fixture
def stranger(simcord_env: Env, elsewhere: GuildHandle) -> MemberActor:
    """An admin, but of another server."""
    role = elsewhere.create_role("keepers", permissions=discord.Permissions(manage_guild=True))
    return elsewhere.add_member(simcord_env.create_user("mallory"), roles=[role])
