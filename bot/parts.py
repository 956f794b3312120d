"""Builds the parts from the settings: the one place that knows all of them.

The libraries behind the parts take seconds to import, so each is imported when its part is
first asked for. Nowhere else are imports hidden in functions.
"""

from functools import cached_property
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Self

from bot.errors import SettingsError, StartError

if TYPE_CHECKING:
    from sqlalchemy import Engine as Database

    from answering.chat.streaming import StreamedModel
    from answering.engine import ModelWriting
    from answering.generative.checking import Entailment
    from answering.summaries.summarizer import Summarizer
    from bot.books import Books
    from bot.budgets import Budgets
    from bot.changing import Changing
    from bot.checks import Check
    from bot.keeper import Keeper
    from bot.ledger import Ledger
    from bot.library import Library
    from bot.lock import StoreLock
    from bot.records import Records
    from bot.settings import Settings
    from ingest.pipeline import Pipeline
    from vectorstore.catalog import Catalog
    from vectorstore.encoder import Encoder
    from vectorstore.history import History
    from vectorstore.index import VectorIndex
    from vectorstore.piece_store import PieceStore
    from vectorstore.reranking import Reranker
    from vectorstore.search import Search

COMPUTING_AT_ONCE = 2
"""Questions that are searched for or checked at the same time; more would only share the time."""


class Parts:
    """The parts of one process, each made once. Use it as a context manager.

    `purpose` names the command, such as `pilcrow run`, to whoever finds the store busy.
    """

    def __init__(self, settings: "Settings", purpose: str) -> None:
        self.settings = settings
        self._purpose = purpose

    @classmethod
    def open(cls, purpose: str, *, log_to_stderr: bool = False) -> Self:
        """The parts for the settings in force, with the logs set up.

        Raises `SettingsError` when a setting cannot be used.
        """
        from bot.logs import configure_logs
        from bot.settings import load_settings

        settings = load_settings()
        try:
            configure_logs(settings, to_stderr=log_to_stderr)
        except OSError as error:
            raise SettingsError(
                f"DATA_DIR has the value '{settings.data_dir}'. "
                f"It must be a folder that can be written: {error.strerror}."
            ) from error
        return cls(settings, purpose)

    @cached_property
    def _lock(self) -> "StoreLock":
        from bot.lock import StoreLock

        return StoreLock(self.settings.data_dir)

    @cached_property
    def database(self) -> "Database":
        """The catalogue's and the ledger's database, migrated."""
        from vectorstore.database import open_database

        return open_database(self.settings.database)

    @cached_property
    def catalog(self) -> "Catalog":
        """What is known."""
        from vectorstore.catalog import Catalog

        return Catalog(self.database)

    @cached_property
    def history(self) -> "History":
        """What was known before, and what waits."""
        from vectorstore.history import History

        return History(self.database)

    @cached_property
    def records(self) -> "Records":
        """What is on record of a scope's sources; it takes no lock."""
        from bot.records import Records

        return Records(self.catalog, self.history)

    @cached_property
    def encoder(self) -> "Encoder":
        """The embedding model."""
        from vectorstore.backends.opening import open_encoder

        settings = self.settings
        return open_encoder(settings.embedding_model, settings.embedding_backend, settings.data_dir)

    @cached_property
    def index(self) -> "VectorIndex":
        """Chroma; the embedded store is locked first."""
        if self.settings.chroma_url is None:
            self._lock.acquire(self._purpose)
        from vectorstore.index import VectorIndex, open_embedded, open_server

        url = self.settings.chroma_url
        client = open_server(url) if url else open_embedded(self.settings.data_dir / "chroma")
        return VectorIndex(client, self.encoder.name)

    @cached_property
    def pieces(self) -> "PieceStore | None":
        """The word pieces of paragraphs; None for a model that has no map of them."""
        if self.encoder.piece_map is None:
            return None
        from vectorstore.piece_store import PieceStore

        return PieceStore(self.database, self.encoder.piece_map)

    @cached_property
    def search(self) -> "Search":
        """How paragraphs are found."""
        from vectorstore.search import Search

        return Search(self.catalog, self.index, self.encoder, self.pieces, self.reranker)

    @cached_property
    def reranker(self) -> "Reranker | None":
        """The model that reads the best paragraphs again; None unless one is set."""
        if self.settings.reranker_model is None:
            return None
        from vectorstore.cross_encoder import CrossEncoderReranker

        return CrossEncoderReranker(self.settings.reranker_model)

    @cached_property
    def _gate(self) -> BoundedSemaphore:
        """Bounds what computes at the same time; the language model is waited for outside it."""
        return BoundedSemaphore(COMPUTING_AT_ONCE)

    @cached_property
    def library(self) -> "Library":
        """What readers may ask for."""
        from answering.engine import Engine
        from answering.judging import Judge
        from answering.strictness import THRESHOLDS
        from bot.library import Library

        judge = Judge(self.search, THRESHOLDS[self.settings.strictness], self._gate)
        return Library(Engine(judge, self.model_writing), self.catalog)

    @cached_property
    def summarizer(self) -> "Summarizer":
        """How sources are summed up."""
        from answering.summaries.summarizer import Summarizer

        return Summarizer(self.catalog, self.index)

    @cached_property
    def chat_model(self) -> "StreamedModel | None":
        """The language model; None unless one is set. Raises `SettingsError` if it cannot be."""
        settings = self.settings
        if settings.llm_model is None:
            return None
        from answering.chat.errors import ModelSetupError
        from answering.chat.opening import open_chat_model

        secret = settings.llm_api_key
        key = secret.get_secret_value() if secret else None
        try:
            return open_chat_model(settings.llm_model, base_url=settings.llm_base_url, api_key=key)
        except ModelSetupError as error:
            raise SettingsError(str(error)) from error

    def try_chat_model(self) -> str | None:
        """Ask the language model one tiny question; what is wrong with it, or None."""
        from answering.chat.opening import try_model

        assert self.chat_model is not None
        return try_model(self.chat_model, self.settings.llm_timeout)

    @cached_property
    def model_writing(self) -> "ModelWriting | None":
        """How the language model writes answers; None unless there is one."""
        if self.chat_model is None:
            return None
        from answering.cache import AnswerCache
        from answering.conversation.rephrasing import Rephraser
        from answering.engine import ModelWriting
        from answering.generative.checking import Checker
        from answering.generative.writer import Writer

        checker = Checker(self.encoder, self.entailment)
        return ModelWriting(
            Writer(self.chat_model, checker, self._gate),
            Rephraser(self.chat_model),
            AnswerCache(),
            self.settings.llm_timeout,
        )

    @cached_property
    def entailment(self) -> "Entailment | None":
        """The model that tells whether a paragraph supports a sentence; None unless one is set."""
        if self.settings.support_model is None:
            return None
        from vectorstore.cross_encoder import CrossEncoderEntailment

        return CrossEncoderEntailment(self.settings.support_model)

    @cached_property
    def budgets(self) -> "Budgets":
        """What may still be used of the language model today."""
        from bot.budgets import Budgets, Limits

        return Budgets(self.database, Limits.of(self.settings))

    @cached_property
    def pipeline(self) -> "Pipeline":
        """How sources come in; beside an embedded store it is the only writer."""
        from ingest.pipeline import Pipeline
        from ingest.tidying import Keep
        from vectorstore.publishing import Publisher

        keep = Keep(self.settings.keep_revisions, self.settings.keep_removed_days)
        publisher = Publisher(self.database)
        return Pipeline(self.catalog, publisher, self.index, self.encoder, self.pieces, keep)

    @cached_property
    def books(self) -> "Books":
        """What is kept beside the sources."""
        from bot.books import Books

        return Books.open(self.database, self.catalog, self.history)

    @property
    def ledger(self) -> "Ledger":
        """Answers that were given in Discord."""
        return self.books.ledger

    @cached_property
    def changing(self) -> "Changing":
        """What changes sources."""
        from bot.changing import Changing

        settings, books = self.settings, self.books
        return Changing(settings, lambda: self.pipeline, self.catalog, self.history, books)

    @property
    def keeper(self) -> "Keeper":
        """How sources come, change, go and come back."""
        return self.changing.keeper

    def examine(self) -> "list[Check]":
        """What the doctor finds."""
        from bot.doctor import examine

        return examine(self)

    def run_bot(self) -> None:
        """Run the Discord bot until it is told to stop; raises `StartError` if it cannot start."""
        if self.settings.discord_token is None:
            raise StartError(
                "DISCORD_TOKEN is not set: put the token of your Discord application into .env."
            )
        from bot.stopping import ends_when_told

        with ends_when_told():  # from before the import, which takes a second
            from bot.online import stay_online

            stay_online(self, self.settings.discord_token.get_secret_value())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if "changing" in self.__dict__:
            self.changing.close()
        if "chat_model" in self.__dict__ and self.chat_model is not None:
            self.chat_model.close()
        if "_lock" in self.__dict__:
            self._lock.release()
        if "database" in self.__dict__:
            self.database.dispose()
