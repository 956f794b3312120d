"""Makes the parts that change sources."""

from collections.abc import Callable
from functools import cached_property

from bot.books import Books
from bot.errors import SettingsError
from bot.keeper import Keeper
from bot.refreshing import Refresher
from bot.settings import Settings
from ingest.fetching.fetcher import Fetcher
from ingest.pipeline import Pipeline
from ingest.sandbox.reader import SandboxedReader
from vectorstore.catalog import Catalog
from vectorstore.history import History

_FETCH_TIMEOUT = 30.0
"""Seconds for one page from the web, all of it."""


class Changing:
    """What changes sources; each part is made when it is first asked for."""

    def __init__(
        self,
        settings: Settings,
        pipeline: Callable[[], Pipeline],
        catalog: Catalog,
        history: History,
        books: Books,
    ) -> None:
        """`pipeline` gives the one writer, and loads the model for it."""
        self._settings = settings
        self._pipeline = pipeline
        self._catalog = catalog
        self._history = history
        self._books = books
        self._reader = SandboxedReader()  # starts nothing until it reads

    @cached_property
    def fetcher(self) -> Fetcher:
        """What gets pages from the web; raises `SettingsError` for an odd FETCH_ALLOW."""
        allow = self._settings.fetch_allow.replace(",", " ").split()
        try:
            return Fetcher(allow, self.most_bytes, _FETCH_TIMEOUT)
        except ValueError as error:
            raise SettingsError(str(error)) from error

    @property
    def most_bytes(self) -> int:
        """The most bytes that one document may have."""
        return self._settings.source_mb * 1_000_000

    @cached_property
    def keeper(self) -> Keeper:
        """How sources come, change, go and come back; what was cut off is cleaned up first."""
        fetcher = self.fetcher  # first: it may name a setting that cannot be used
        pipeline = self._pipeline()
        pipeline.recover(alone=self._settings.chroma_url is None)
        pipeline.prune()
        keeper = Keeper(pipeline, self._catalog, self._history, self._reader, fetcher)
        keeper.on_purge(self._books.purge)
        return keeper

    @cached_property
    def refresher(self) -> Refresher:
        """How sources from the web are looked at again."""
        books = self._books
        return Refresher(books.watches, self.keeper, self._catalog, books.log_channels)

    def close(self) -> None:
        """End the processes that read documents."""
        self._reader.close()
