"""Questions to the sample article, answered by a language model over real HTTP, in all weathers."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from answering.allowance import Reservation
from answering.cache import AnswerCache
from answering.chat.opening import open_chat_model
from answering.conversation.rephrasing import Rephraser
from answering.conversation.turns import turn_of
from answering.engine import Engine, ModelWriting
from answering.generative.checking import Checker
from answering.generative.writer import Writer
from answering.judging import Judge
from answering.model import Answer, NoAnswer, Note, WriterName
from answering.strictness import THRESHOLDS, Strictness
from bot.budgets import Budgets, Limits
from bot.ledger import Place
from ingest.pipeline import Pipeline
from tests.wire.cast import Actor, play
from tests.wire.faults import Fault, Kind
from tests.wire.process import serving_process
from tests.wire.serving import Serving, running
from vectorstore.catalog import Catalog
from vectorstore.database import open_database
from vectorstore.embedding import SentenceEncoder
from vectorstore.index import VectorIndex, open_embedded
from vectorstore.model import SHARED, Scope
from vectorstore.publishing import Publisher
from vectorstore.search import Search

QUESTION = "How many Su-35 fighters will Iran receive?"
UNANSWERABLE = "What is the recipe for an apple pie with cinnamon?"
CLUB = Scope("77")
TIMEOUT = 20.0
SPARE = 2.0
"""Seconds beyond the timeout in which every answer must be there."""


@dataclass
class Store:
    """The sample for everybody, and room for more."""

    search: Search
    pipeline: Pipeline
    encoder: SentenceEncoder
    folder: Path
    gate: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(2))


@pytest.fixture(scope="module")
def store(
    tmp_path_factory: pytest.TempPathFactory, repository: Path, sentence_encoder: SentenceEncoder
) -> Store:
    folder = tmp_path_factory.mktemp("answers")
    database = open_database(f"sqlite:///{folder / 'pilcrow.db'}")
    catalog = Catalog(database)
    index = VectorIndex(open_embedded(folder / "chroma"), sentence_encoder.name)
    pipeline = Pipeline(catalog, Publisher(database), index, sentence_encoder)
    pipeline.ingest(repository / "samples" / "russia-iran-partnership.md", SHARED)
    return Store(Search(catalog, index, sentence_encoder), pipeline, sentence_encoder, folder)


@contextmanager
def engine(store: Store, url: str, timeout: float = TIMEOUT) -> Iterator[Engine]:
    """An engine whose model is behind `url`."""
    model = open_chat_model("openai:any", base_url=url, api_key="none")
    judge = Judge(store.search, THRESHOLDS[Strictness.BALANCED], store.gate)
    writer = Writer(model, Checker(store.encoder), store.gate)
    try:
        yield Engine(judge, ModelWriting(writer, Rephraser(model), AnswerCache(), timeout))
    finally:
        model.close()


@contextmanager
def asking(store: Store, serving: Serving, timeout: float = TIMEOUT) -> Iterator[Engine]:
    """An engine whose model is served in this process."""
    with running(serving) as server, engine(store, server.openai_url, timeout) as asked:
        yield asked


def is_complete(answer: Answer | NoAnswer) -> bool:
    """Whether every statement is a whole sentence that cites its paragraph."""
    return (
        isinstance(answer, Answer)
        and bool(answer.statements)
        and all(
            each.citations and each.text.rstrip("”\"')").endswith((".", "?", "!"))
            for each in answer.statements
        )
    )


def test_a_model_words_the_answer_and_cites_its_paragraph(store: Store) -> None:
    with asking(store, Serving(Actor("faithful"))) as asked:
        answer = asked.answer(QUESTION, SHARED)
    assert isinstance(answer, Answer)
    assert (answer.writer, answer.note, answer.dropped) == (WriterName.MODEL, None, ())
    assert answer.statements[0].citations[0].paragraph == 13
    assert answer.tokens > 100


def test_statements_are_told_one_by_one_while_the_reply_is_written(store: Store) -> None:
    text = (
        "Iran would receive 24 Su-35 fighters from Russia. [{key}] "
        "A member of the National Security Committee of the Iranian parliament announced it."
        " [{key}]"
    )
    said: list[tuple[float, int]] = []

    def watch(statements: object) -> None:
        assert isinstance(statements, tuple)
        said.append((time.monotonic(), len(statements)))

    with asking(store, Serving(citing(text), pace=0.02, chunk=4)) as asked:
        answer = asked.answer(QUESTION, SHARED, watch=watch)
    ended = time.monotonic()
    assert isinstance(answer, Answer)
    assert [count for _, count in said] == list(range(1, len(answer.statements) + 1))
    assert ended - said[0][0] > 0.2


def citing(text: str) -> Callable[[list[dict[str, Any]]], str]:
    """A model that says `text` with the key of the paragraph that fits the question best."""

    def reply(messages: list[dict[str, Any]]) -> str:
        faithful = play("faithful", messages).text
        return text.format(key=faithful.rpartition("[")[2].partition("]")[0])

    return reply


@pytest.mark.parametrize(
    ("faults", "note"),
    [
        ([Fault(Kind.STATUS, 500)] * 9, Note.MODEL_FAILED),
        ([Fault(Kind.STATUS, 401)], Note.MODEL_FAILED),
        ([Fault(Kind.HTML, 502)] * 9, Note.MODEL_FAILED),
        ([Fault(Kind.GARBAGE)] * 9, Note.MODEL_FAILED),
        ([Fault(Kind.CUT, after=60)], Note.MODEL_CUT_SHORT),
        ([Fault(Kind.STOP, after=60)], Note.MODEL_CUT_SHORT),
        ([Fault(Kind.GARBAGE, after=60)], Note.MODEL_CUT_SHORT),
        ([Fault(Kind.SILENT)], Note.MODEL_SLOW),
        ([Fault(Kind.HANG, after=60)], Note.MODEL_SLOW),
        ([Fault(Kind.TRICKLE, pause=0.3)], Note.MODEL_SLOW),
    ],
    ids=lambda value: (
        str(value) if isinstance(value, Note) else f"{value[0].kind}-{value[0].after}"
    ),
)
def test_whatever_goes_wrong_ends_in_quotations_with_a_note_in_time(
    store: Store, faults: list[Fault], note: Note
) -> None:
    timeout = 3.0
    with asking(store, Serving(Actor("faithful"), faults=faults), timeout) as asked:
        started = time.monotonic()
        answer = asked.answer(QUESTION, SHARED)
        seconds = time.monotonic() - started
    assert is_complete(answer)
    assert (answer.writer, answer.note) == (WriterName.EXTRACTIVE, note)
    assert seconds < timeout + SPARE


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_a_refusal_for_the_moment_is_tried_again(store: Store, status: int) -> None:
    serving = Serving(Actor("faithful"), faults=[Fault(Kind.STATUS, status)])
    with asking(store, serving) as asked:
        answer = asked.answer(QUESTION, SHARED)
    assert (answer.writer, answer.note) == (WriterName.MODEL, None)
    assert len(serving.received) == 2


def test_a_model_that_failed_several_times_is_left_alone(store: Store) -> None:
    serving = Serving(Actor("faithful"), faults=[Fault(Kind.STATUS, 401)] * 3)
    with asking(store, serving) as asked:
        notes = [asked.answer(QUESTION, SHARED).note for _ in range(4)]
    assert notes == [Note.MODEL_FAILED] * 3 + [Note.MODEL_RESTING]
    assert len(serving.received) == 3


def test_killing_the_server_anywhere_in_a_reply_leaves_a_whole_marked_answer(store: Store) -> None:
    moments = random.Random(20)
    for _ in range(10):
        with (
            serving_process("tests.wire.replies:faithful", pace=0.03, chunk=6) as server,
            engine(store, server.openai_url) as asked,
        ):
            kill = threading.Timer(moments.uniform(0.05, 1.0), server.kill)
            kill.start()
            started = time.monotonic()
            answer = asked.answer(QUESTION, SHARED)
            seconds = time.monotonic() - started
            kill.cancel()
        assert is_complete(answer)
        assert seconds < TIMEOUT + SPARE
        if answer.writer is WriterName.EXTRACTIVE:
            assert answer.note in (Note.MODEL_CUT_SHORT, Note.MODEL_FAILED)


def test_a_model_that_says_that_nothing_answers_is_believed(store: Store) -> None:
    with asking(store, Serving(Actor("declining"))) as asked:
        answer = asked.answer(QUESTION, SHARED)
    assert isinstance(answer, NoAnswer)
    assert (answer.writer, answer.note) == (WriterName.MODEL, None)
    assert answer.retrieved[0].citation.paragraph == 13


@pytest.mark.parametrize("part", ["empty", "another language", "invention"])
def test_a_reply_without_a_sentence_that_holds_ends_in_quotations(store: Store, part: str) -> None:
    with asking(store, Serving(Actor(part))) as asked:
        answer = asked.answer(QUESTION, SHARED)
    assert is_complete(answer)
    if answer.writer is WriterName.EXTRACTIVE:
        assert answer.note is Note.NOTHING_HELD
    else:
        assert answer.note is Note.LEFT_OUT


def test_a_question_that_the_sources_do_not_answer_is_never_sent(store: Store) -> None:
    serving = Serving(Actor("faithful"))
    with asking(store, serving) as asked:
        answer = asked.answer(UNANSWERABLE, SHARED)
    assert isinstance(answer, NoAnswer)
    assert serving.received == []


def test_the_same_question_is_asked_once_until_a_source_changes(store: Store) -> None:
    article = store.folder / "club.md"
    article.write_text("The club meets on Tuesdays at seven in the old library.\n", "utf-8")
    store.pipeline.ingest(article, CLUB)
    serving = Serving(Actor("faithful"))
    question = "When does the club meet?"
    with asking(store, serving) as asked:
        first = asked.answer(question, CLUB)
        again = asked.answer("when does the club meet", CLUB)
        assert isinstance(first, Answer)
        assert isinstance(again, Answer)
        assert again.statements == first.statements
        assert (again.question, again.tokens) == ("when does the club meet", 0)
        assert len(serving.received) == 1
        article.write_text("The club meets on Fridays at nine in the new library.\n", "utf-8")
        store.pipeline.ingest(article, CLUB)
        changed = asked.answer(question, CLUB)
    assert isinstance(changed, Answer)
    assert "Fridays" in changed.statements[0].text
    assert len(serving.received) == 2


def test_beyond_a_limit_the_model_is_not_asked(store: Store, tmp_path: Path) -> None:
    budgets = Budgets(open_database(f"sqlite:///{tmp_path / 'b.db'}"), Limits(1))
    allowance = budgets.allowance(Place("77", "1"), "5")
    serving = Serving(Actor("faithful"))
    with asking(store, serving) as asked:
        first = asked.answer(QUESTION, SHARED, allowance=allowance)
        kept = asked.answer(QUESTION, SHARED, allowance=allowance)
        beyond = asked.answer("Which satellite was launched?", SHARED, allowance=allowance)
    assert (first.writer, first.note) == (WriterName.MODEL, None)
    assert (kept.writer, kept.note) == (WriterName.MODEL, None)
    assert (beyond.writer, beyond.note) == (WriterName.EXTRACTIVE, Note.MEMBER_LIMIT)
    assert len(serving.received) == 1


def test_a_question_that_reached_no_model_counts_for_nothing(store: Store) -> None:
    settled: list[int | None] = []

    class Kept:
        def settle(self, tokens: int | None) -> None:
            settled.append(tokens)

    class Counting:
        def reserve(self, tokens: int) -> Reservation | Note:
            return Kept()

    with asking(store, Serving(Actor("faithful"))) as asked:
        asked.answer(UNANSWERABLE, SHARED, allowance=Counting())
        answer = asked.answer(QUESTION, SHARED, allowance=Counting())
    assert settled == [None, answer.tokens]


def test_a_follow_up_is_answered_in_the_light_of_what_was_said(store: Store) -> None:
    faithful = Actor("faithful")

    def reply(messages: list[dict[str, Any]]) -> str:
        rewriting = messages[0]["content"].startswith("You rewrite")
        return QUESTION if rewriting else faithful(messages)

    with asking(store, Serving(reply)) as asked:
        first = asked.answer("Which fighters will Iran receive from Russia?", SHARED)
        follow_up = asked.answer("How many of them?", SHARED, turns=[turn_of(first)])
    assert isinstance(follow_up, Answer)
    assert (follow_up.question, follow_up.understood) == ("How many of them?", QUESTION)
    assert follow_up.statements[0].citations[0].paragraph == 13


def test_a_follow_up_whose_model_fails_is_understood_by_the_rule(store: Store) -> None:
    with asking(store, Serving(Actor("faithful"))) as asked:
        first = asked.answer("Which Su-35 fighters will Iran receive from Russia?", SHARED)
    with asking(store, Serving(Actor("faithful"), faults=[Fault(Kind.STATUS, 401)] * 2)) as asked:
        follow_up = asked.answer("And how many of them?", SHARED, turns=[turn_of(first)])
    assert isinstance(follow_up, Answer)
    assert follow_up.understood is not None
    assert "Su-35" in follow_up.understood
    assert (follow_up.writer, follow_up.note) == (WriterName.EXTRACTIVE, Note.MODEL_FAILED)


def test_many_questions_at_once_hold_the_limit_exactly(store: Store, tmp_path: Path) -> None:
    budgets = Budgets(
        open_database(f"sqlite:///{tmp_path / 'b.db'}"), Limits(questions_per_server=15)
    )
    serving = Serving(Actor("faithful"), delay=0.5)
    with asking(store, serving) as asked, ThreadPoolExecutor(32) as threads:

        def ask(number: int) -> Answer | NoAnswer:
            allowance = budgets.allowance(Place("77", "1"), str(number))
            return asked.answer(f"{QUESTION} ({number})", SHARED, allowance=allowance)

        answers = list(threads.map(ask, range(40)))
    assert all(map(is_complete, answers))
    assert len(serving.received) == 15
    assert sum(each.note is Note.SERVER_LIMIT for each in answers) == 25
