"""The JSON documents have exactly the fields that other programs rely on."""

import json
from datetime import UTC, datetime

import pytest

from answering.model import (
    Answer,
    Citation,
    Dropped,
    NoAnswer,
    Note,
    Retrieved,
    Statement,
    WriterName,
)
from bot.checks import Check, Status
from bot.documents import (
    answer_document,
    checks_document,
    ingest_document,
    print_document,
    source_document,
    text_document,
)
from ingest.errors import IngestError
from ingest.report import Changes, Ingested
from vectorstore.model import (
    SHARED,
    Paragraph,
    ParagraphKind,
    PlacedParagraph,
    Revision,
    Source,
)

CITED = Citation(SHARED, "bees", "About bees", 2, 16, "Habits", "They dance.")
REVISION = Revision(2, "About bees", "hash", datetime(2026, 3, 1, 12, tzinfo=UTC), "ann")
SOURCE = Source(SHARED, "bees", "bees.md", REVISION, 20)
SOURCE_DOCUMENT = {
    "source": "bees",
    "title": "About bees",
    "scope": "shared",
    "origin": "bees.md",
    "revision": 2,
    "created_at": "2026-03-01T12:00:00+00:00",
    "author": "ann",
    "paragraphs": 20,
}


def test_an_answer() -> None:
    answer = Answer(
        question="Who dances?",
        statements=(Statement("They dance.", (CITED,)),),
        retrieved=(Retrieved(CITED, 0.834567),),
        confidence=0.971234,
        writer=WriterName.EXTRACTIVE,
        elapsed_ms=12.345,
        note=Note.LEFT_OUT,
        understood="Where do the tides go?",
        tokens=321,
        dropped=(Dropped("They fly.", "not in the paragraph"),),
    )
    assert json.loads(json.dumps(answer_document(answer, "7"))) == {
        "id": "7",
        "question": "Who dances?",
        "status": "answered",
        "statements": [
            {
                "text": "They dance.",
                "citations": [
                    {
                        "source": "bees",
                        "title": "About bees",
                        "revision": 2,
                        "paragraph": 16,
                        "heading": "Habits",
                        "quote": "They dance.",
                    }
                ],
            }
        ],
        "retrieved": [{"source": "bees", "paragraph": 16, "score": 0.8346}],
        "confidence": 0.9712,
        "writer": "extractive",
        "unmentioned": [],
        "note": "left_out",
        "understood": "Where do the tides go?",
        "tokens": 321,
        "dropped": [{"text": "They fly.", "reason": "not in the paragraph"}],
        "elapsed_ms": 12.3,
    }


def test_no_answer_has_the_same_fields_and_what_was_retrieved() -> None:
    answer = NoAnswer("Who?", (Retrieved(CITED, 0.5),), 0.1, 1.0, unmentioned=("Su-57",))
    document = answer_document(answer)
    assert document == {
        "id": None,
        "question": "Who?",
        "status": "not_found",
        "statements": [],
        "retrieved": [{"source": "bees", "paragraph": 16, "score": 0.5}],
        "confidence": 0.1,
        "writer": "extractive",
        "unmentioned": ["Su-57"],
        "note": None,
        "understood": None,
        "tokens": 0,
        "dropped": [],
        "elapsed_ms": 1.0,
    }


def test_an_ingest() -> None:
    done = Ingested("bees", "About bees", 2, 20, Changes(1, 2, 3, 17), 9, 0.12345)
    failed = IngestError("moths.txt", "There is no file moths.txt: check the path.")
    assert ingest_document([done], [failed]) == {
        "sources": [
            {
                "source": "bees",
                "title": "About bees",
                "revision": 2,
                "paragraphs": 20,
                "added": 1,
                "changed": 2,
                "removed": 3,
                "unchanged": 17,
                "passages_embedded": 9,
                "seconds": 0.123,
            }
        ],
        "failed": [{"origin": "moths.txt", "error": "There is no file moths.txt: check the path."}],
    }


def test_a_source() -> None:
    assert source_document(SOURCE) == SOURCE_DOCUMENT


def test_a_source_with_its_text() -> None:
    paragraph = Paragraph(1, ParagraphKind.LIST, ("Bees", "Habits"), "- a\n- b", "a\nb", 0, 7)
    placed = PlacedParagraph(SHARED, "bees", "bees.md", REVISION, paragraph)
    assert json.loads(json.dumps(text_document(SOURCE, [placed]))) == SOURCE_DOCUMENT | {
        "text": [
            {
                "paragraph": 1,
                "kind": "list",
                "heading": "Habits",
                "headings": ["Bees", "Habits"],
                "text": "a\nb",
            }
        ]
    }


@pytest.mark.parametrize(
    ("status", "ok"), [(Status.OK, True), (Status.WARNING, True), (Status.FAILED, False)]
)
def test_checks(status: Status, ok: bool) -> None:
    document = checks_document([Check("model", status, "It embeds.")])
    assert json.loads(json.dumps(document)) == {
        "ok": ok,
        "checks": [{"name": "model", "status": str(status), "message": "It embeds."}],
    }


@pytest.mark.parametrize(
    ("one_line", "printed"), [(True, '{"a": "¶\\n"}\n'), (False, '{\n  "a": "¶\\n"\n}\n')]
)
def test_a_document_is_printed_as_it_reads(
    capsys: pytest.CaptureFixture[str], one_line: bool, printed: str
) -> None:
    print_document({"a": "¶\n"}, one_line=one_line)
    assert capsys.readouterr().out == printed
