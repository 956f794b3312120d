"""Summaries of sources over real stores."""

import pytest
import sqlalchemy as sa

from answering.summaries.model import Coverage, Length, UnknownSectionError
from answering.summaries.summarizer import Summarizer
from tests.encoders import WordEncoder
from tests.keeping import House, house
from vectorstore.errors import LackingIndexError, UnknownSourceError
from vectorstore.index import VectorIndex
from vectorstore.model import SHARED, Scope, readable_scopes

TEXT = """# The harbour

Quill has the oldest harbour of the northern coast.

## Wall

The wall was built by Ada Marsh after the storm of 1953. It has never broken since.

## Ships

Ferries from Belize reach the harbour every morning in summer.

### Prices

Sailors pay nine shells a night for a place at the long pier.

| ship | price |
| --- | --- |
| ferry | 9 |
"""
SERVER = Scope("77")


@pytest.fixture
def kept(database: sa.Engine, index: VectorIndex, encoder: WordEncoder) -> House:
    made = house(database, index, encoder=encoder)
    made.publish(SHARED, "harbour", TEXT)
    return made


@pytest.fixture
def summarizer(kept: House) -> Summarizer:
    return Summarizer(kept.catalog, kept.index)


def test_a_summary_quotes_and_cites_each_section(kept: House, summarizer: Summarizer) -> None:
    summary = summarizer.summarize(SHARED, "harbour", Length.LONG)
    assert (summary.source, summary.title, summary.revision) == ("harbour", "The harbour", 1)
    assert summary.statements
    source = kept.catalog.source(readable_scopes(SHARED), "harbour")
    texts = {each.paragraph.number: each.paragraph for each in kept.catalog.paragraphs(source)}
    for statement in summary.statements:
        (citation,) = statement.citations
        paragraph = texts[citation.paragraph]
        assert statement.text == citation.quote
        assert citation.quote in paragraph.text
        assert (citation.heading, citation.revision) == (paragraph.heading, 1)
    numbers = [each.citations[0].paragraph for each in summary.statements]
    assert numbers == sorted(numbers)


def test_the_coverage_counts_paragraphs(summarizer: Summarizer) -> None:
    """A table is no part of what was read."""
    summary = summarizer.summarize(SHARED, "harbour", Length.SHORT)
    cited = {each.citations[0].paragraph for each in summary.statements}
    assert summary.coverage == Coverage(4, 5, len(cited))


def test_nothing_is_embedded(kept: House, summarizer: Summarizer, encoder: WordEncoder) -> None:
    before = list(encoder.embedded)
    summarizer.summarize(SHARED, "harbour", Length.LONG)
    assert encoder.embedded == before


@pytest.mark.parametrize(
    ("section", "named", "numbers"),
    [
        ("Ships", "Ships", {3, 4}),
        ("  pRICES ", "Prices", {4}),
        ("Ships › Prices", "Ships › Prices", {4}),
        ("WALL", "Wall", {2}),
    ],
)
def test_a_section_has_its_subheadings(
    summarizer: Summarizer, section: str, named: str, numbers: set[int]
) -> None:
    summary = summarizer.summarize(SHARED, "harbour", Length.LONG, section)
    assert summary.section == named
    assert {each.citations[0].paragraph for each in summary.statements} <= numbers
    assert summary.coverage.paragraphs_read == len(numbers)
    assert summary.coverage.paragraphs_total == 5


def test_an_unknown_section_lists_the_headings(summarizer: Summarizer) -> None:
    with pytest.raises(UnknownSectionError) as raised:
        summarizer.summarize(SHARED, "harbour", Length.SHORT, "Gulls")
    assert str(raised.value) == (
        "The source 'harbour' has no section 'Gulls'. Its sections: 'Wall'; 'Ships'; 'Prices'."
    )
    assert summarizer.sections(SHARED, "harbour") == raised.value.known


def test_a_source_without_headings_says_so(kept: House, summarizer: Summarizer) -> None:
    kept.publish(SHARED, "plain", "Quill has the oldest harbour of the coast.\n")
    with pytest.raises(UnknownSectionError, match="It has no headings: leave the section out"):
        summarizer.summarize(SHARED, "plain", Length.SHORT, "Gulls")


@pytest.mark.parametrize("length", Length)
def test_one_sentence_is_its_own_summary(
    kept: House, summarizer: Summarizer, length: Length
) -> None:
    text = "Quill has the oldest harbour of the coast."
    kept.publish(SHARED, "plain", f"{text}\n")
    summary = summarizer.summarize(SHARED, "plain", length)
    assert [each.text for each in summary.statements] == [text]
    assert summary.coverage == Coverage(1, 1, 1)


@pytest.mark.parametrize(
    "text", ["- nine shells\n- ten gulls\n", "```\nprint('harbour')\n```\n", "Is it?\n"]
)
def test_a_source_without_a_sentence_that_stands_has_no_statement(
    kept: House, summarizer: Summarizer, text: str
) -> None:
    kept.publish(SHARED, "plain", text)
    summary = summarizer.summarize(SHARED, "plain", Length.MEDIUM)
    assert summary.statements == ()
    assert (summary.coverage.paragraphs_total, summary.coverage.paragraphs_cited) == (1, 0)


def test_a_server_sums_up_its_own_sources_and_the_shared_ones(
    kept: House, summarizer: Summarizer
) -> None:
    kept.publish(SERVER, "secret", "Quill has a secret harbour behind the long pier.\n")
    assert summarizer.summarize(SERVER, "harbour", Length.SHORT).statements
    assert summarizer.summarize(SERVER, "secret", Length.SHORT).statements
    for scope in (SHARED, Scope("78")):
        with pytest.raises(UnknownSourceError):
            summarizer.summarize(scope, "secret", Length.SHORT)


def test_a_new_revision_is_summed_up_as_soon_as_it_is_published(
    kept: House, summarizer: Summarizer
) -> None:
    kept.publish(SHARED, "harbour", "# The harbour\n\nQuill closed the old harbour in winter.\n")
    summary = summarizer.summarize(SHARED, "harbour", Length.SHORT)
    assert summary.revision == 2
    assert [each.text for each in summary.statements] == ["Quill closed the old harbour in winter."]


def test_a_sentence_that_the_model_does_not_read_whole_is_weighed_by_its_words(
    kept: House, summarizer: Summarizer
) -> None:
    """It is kept in pieces, so it has no vector of its own."""
    text = f"Quill has a harbour with {' and '.join(f'pier{at}' for at in range(60))}."
    kept.publish(SHARED, "plain", f"{text}\n")
    (statement,) = summarizer.summarize(SHARED, "plain", Length.SHORT).statements
    assert statement.text == text


def test_vectors_that_are_lost_are_told(kept: House, summarizer: Summarizer) -> None:
    kept.index.clear(SHARED)
    with pytest.raises(LackingIndexError, match="run `pilcrow reindex`"):
        summarizer.summarize(SHARED, "harbour", Length.SHORT)
