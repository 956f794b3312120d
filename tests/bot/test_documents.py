"""The JSON documents have exactly the fields that other programs rely on."""

import json

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
)
from ingest.errors import IngestError
from ingest.report import Changes, Ingested
from vectorstore.model import SHARED

CITED = Citation(SHARED, "bees", "About bees", 2, 16, "Habits", "They dance.", 3)


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
                        "page": 3,
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
    done = Ingested("bees", "About bees", 2, 20, Changes(1, 2, 4, 3, 13), 9, 0.12345)
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
                "moved": 4,
                "removed": 3,
                "unchanged": 13,
                "passages_embedded": 9,
                "seconds": 0.123,
            }
        ],
        "failed": [{"origin": "moths.txt", "error": "There is no file moths.txt: check the path."}],
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
