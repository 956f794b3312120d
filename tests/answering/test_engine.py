"""Questions put to the sample article, through the real model and the real stores."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine as Database

from answering.engine import Engine
from answering.judging import Judge
from answering.model import Answer, NoAnswer
from answering.questions import QUESTION_LENGTH, QuestionError
from answering.strictness import THRESHOLDS, Strictness
from ingest.pipeline import Pipeline
from vectorstore.catalog import Catalog
from vectorstore.database import open_database
from vectorstore.embedding import SentenceEncoder
from vectorstore.errors import UnknownSourceError
from vectorstore.index import VectorIndex, open_embedded
from vectorstore.model import SHARED, Scope, readable_scopes
from vectorstore.publishing import Publisher
from vectorstore.retriever import ParagraphRetriever
from vectorstore.search import Search

SAMPLE = "russia-iran-partnership"
SERVER = Scope("1001")
OTHER_SERVER = Scope("1002")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    return open_database(f"sqlite:///{tmp_path_factory.mktemp('engine') / 'pilcrow.db'}")


@pytest.fixture(scope="module")
def catalog(database: Database) -> Catalog:
    return Catalog(database)


@pytest.fixture(scope="module")
def search(
    tmp_path_factory: pytest.TempPathFactory,
    repository: Path,
    database: Database,
    catalog: Catalog,
    sentence_encoder: SentenceEncoder,
) -> Search:
    """The sample for everybody, and a note that only one server has."""
    folder = tmp_path_factory.mktemp("chroma")
    index = VectorIndex(open_embedded(folder), sentence_encoder.name)
    pipeline = Pipeline(catalog, Publisher(database), index, sentence_encoder)
    pipeline.ingest(repository / "samples" / f"{SAMPLE}.md", SHARED)
    note = folder / "club-rules.txt"
    note.write_text("The club meets every Tuesday at seven in the old library.\n", "utf-8")
    pipeline.ingest(note, SERVER)
    return Search(catalog, index, sentence_encoder)


@pytest.fixture(scope="module")
def engine(search: Search) -> Engine:
    return Engine(Judge(search, THRESHOLDS[Strictness.BALANCED]))


@pytest.mark.parametrize(
    ("question", "paragraph", "words"),
    [
        ("How many Su-35 fighters will Iran receive?", 13, "24 Su-35 fighters"),
        ("Why did Iran prepare to fight the Taliban in 1998?", 3, "diplomats were killed"),
        ("Which satellite did a Soyuz rocket launch for Iran?", 14, "Khayyam"),
        ("Who was president of Iran from 2013 to 2021?", 17, "Hassan Rouhani"),
    ],
)
def test_the_first_statement_holds_the_answer_and_cites_its_paragraph(
    engine: Engine, question: str, paragraph: int, words: str
) -> None:
    answer = engine.answer(question, SHARED)
    assert isinstance(answer, Answer)
    first = answer.statements[0]
    assert words in first.text
    assert [citation.paragraph for citation in first.citations] == [paragraph]


@pytest.mark.parametrize(
    "question",
    [
        "What is the maximum range of the Shahed-136?",
        "Who was the architect of the opera house in Sydney?",
        "How do I bake sourdough bread?",
    ],
)
def test_a_question_that_the_sources_do_not_answer_gets_the_nearest_paragraphs(
    engine: Engine, question: str
) -> None:
    answer = engine.answer(question, SHARED)
    assert isinstance(answer, NoAnswer)
    assert len(answer.retrieved) == 10
    assert all(retrieved.citation.quote for retrieved in answer.retrieved)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("What is the maximum range of the Su-57?", ("Su-57",)),
        ("What is the maximum range of the Shahed-136?", ()),
    ],
)
def test_a_refusal_names_what_the_sources_never_mention(
    engine: Engine, question: str, missing: tuple[str, ...]
) -> None:
    answer = engine.answer(question, SHARED)
    assert isinstance(answer, NoAnswer)
    assert answer.unmentioned == missing


@pytest.mark.parametrize(
    "question",
    ["What did Iran gain?", "What was agreed in Tehran in July 2022?", "Which drones are used?"],
)
def test_every_statement_is_the_exact_wording_of_the_paragraph_it_cites(
    engine: Engine, catalog: Catalog, question: str
) -> None:
    answer = engine.answer(question, SHARED)
    assert isinstance(answer, Answer)
    assert 1 <= len(answer.statements) <= 3
    for statement in answer.statements:
        for citation in statement.citations:
            cited = catalog.paragraph(
                [SHARED], SHARED, citation.source, citation.revision, citation.paragraph
            )
            assert cited is not None
            assert statement.text in " ".join(cited.paragraph.text.split())
            assert citation.quote in " ".join(cited.paragraph.text.split())


def test_a_server_reads_its_own_sources_and_the_shared_ones(engine: Engine) -> None:
    own = engine.answer("When does the club meet?", SERVER)
    shared = engine.answer("How many Su-35 fighters will Iran receive?", SERVER)
    assert isinstance(own, Answer)
    assert own.statements[0].citations[0].source == "club-rules"
    assert isinstance(shared, Answer)
    assert shared.statements[0].citations[0].source == SAMPLE


@pytest.mark.parametrize("scope", [SHARED, OTHER_SERVER])
def test_nobody_else_finds_a_servers_source(engine: Engine, scope: Scope) -> None:
    answer = engine.answer("When does the club meet?", scope)
    assert isinstance(answer, NoAnswer)
    assert {retrieved.citation.source for retrieved in answer.retrieved} == {SAMPLE}
    with pytest.raises(UnknownSourceError, match="club-rules"):
        engine.answer("When does the club meet?", scope, "club-rules")


def test_one_source_can_be_asked_alone(engine: Engine) -> None:
    answer = engine.answer("How many Su-35 fighters will Iran receive?", SERVER, "club-rules")
    assert isinstance(answer, NoAnswer)
    assert {retrieved.citation.source for retrieved in answer.retrieved} == {"club-rules"}


@pytest.mark.parametrize("question", ["", " \n\t", "?!", "¶"])
def test_a_question_without_words_is_refused(engine: Engine, question: str) -> None:
    with pytest.raises(QuestionError, match="empty"):
        engine.answer(question, SHARED)


def test_an_overlong_question_is_refused_and_the_limit_named(engine: Engine) -> None:
    assert engine.answer("w" * QUESTION_LENGTH, SHARED)
    with pytest.raises(QuestionError, match="1,001 characters; ask it in 1,000 or fewer"):
        engine.answer("w" * (QUESTION_LENGTH + 1), SHARED)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(question=st.text(min_size=1, max_size=120))
def test_any_text_is_answered_or_refused_but_never_fails(engine: Engine, question: str) -> None:
    try:
        answer = engine.answer(question, SHARED)
    except QuestionError:
        return
    assert 0 <= answer.confidence <= 1
    assert all(0 <= retrieved.score <= 1 for retrieved in answer.retrieved)


def test_the_search_is_a_langchain_retriever(search: Search) -> None:
    retriever = ParagraphRetriever(search=search, scope=SERVER, k=3)
    documents = retriever.invoke("Which satellite did a Soyuz rocket launch for Iran?")
    assert len(documents) == 3
    assert "Khayyam" in documents[0].page_content
    assert documents[0].metadata["source"] == SAMPLE
    assert documents[0].metadata["paragraph"] == 14


def test_scopes_that_a_reader_sees() -> None:
    assert readable_scopes(SERVER) == (SERVER, SHARED)
    assert readable_scopes(SHARED) == (SHARED,)
