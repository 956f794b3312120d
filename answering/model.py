"""Questions and answers, as frozen values."""

from dataclasses import dataclass
from enum import StrEnum

from vectorstore.model import Scope


class WriterName(StrEnum):
    """Who worded an answer."""

    EXTRACTIVE = "extractive"
    MODEL = "model"


class Note(StrEnum):
    """What a reader should know about how an answer came to be."""

    LEFT_OUT = "left_out"
    """The language model answers; sentences of it that could not be checked are left out."""
    NOTHING_HELD = "nothing_held"
    """Quotations: no sentence of the language model could be checked."""
    MODEL_SLOW = "model_slow"
    """Quotations: the language model took too long."""
    MODEL_FAILED = "model_failed"
    """Quotations: the language model could not be reached, or refused."""
    MODEL_CUT_SHORT = "model_cut_short"
    """Quotations: the language model broke off in the middle."""
    MODEL_RESTING = "model_resting"
    """Quotations: the language model failed several times, and is left alone for a while."""
    MEMBER_LIMIT = "member_limit"
    """Quotations: this member has used up a limit for today."""
    SERVER_LIMIT = "server_limit"
    """Quotations: this server has used up a limit for today."""
    DAILY_LIMIT = "daily_limit"
    """Quotations: the limit of the day for everybody is used up."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement rests: one paragraph of one revision, and the quoted words.

    `page` is where the paragraph begins in a paged document, counted from 1.
    """

    scope: Scope
    source: str
    title: str
    revision: int
    paragraph: int
    heading: str | None
    quote: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer, with at least one citation."""

    text: str
    citations: tuple[Citation, ...]

    def __post_init__(self) -> None:
        if not self.citations:
            raise ValueError("A statement must cite at least one paragraph.")


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A paragraph that the search found, quoted by its best sentence.

    `score` is between 0 and 1; it grows with how well the paragraph fits the question.
    """

    citation: Citation
    score: float


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence that a writer made and that failed its check."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Statements that rest on retrieved paragraphs, best first.

    `confidence` is the calibrated probability, 0 to 1, that the sources answer the question.
    `retrieved` holds the ten best paragraphs, best first.
    `understood` is the question that was answered, where a conversation made it another one.
    `tokens` are what the language model counted, for the question and the answer.
    """

    question: str
    statements: tuple[Statement, ...]
    retrieved: tuple[Retrieved, ...]
    confidence: float
    writer: WriterName
    elapsed_ms: float
    dropped: tuple[Dropped, ...] = ()
    note: Note | None = None
    understood: str | None = None
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The sources don't say; `retrieved` holds the nearest paragraphs, best first.

    `unmentioned` holds names and numbers of the question that no paragraph has.
    `writer` is who found nothing to say.
    """

    question: str
    retrieved: tuple[Retrieved, ...]
    confidence: float
    elapsed_ms: float
    dropped: tuple[Dropped, ...] = ()
    unmentioned: tuple[str, ...] = ()
    writer: WriterName = WriterName.EXTRACTIVE
    note: Note | None = None
    understood: str | None = None
    tokens: int = 0
