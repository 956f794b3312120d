"""What `--json` prints: plain documents. Fields may be added, not renamed."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from answering.model import Answer, Citation, NoAnswer, Statement
from answering.summaries.model import Summary
from bot.checks import Check, is_healthy
from bot.evaluating import Judged, tallies
from ingest.errors import IngestError
from ingest.report import Ingested

Document = dict[str, Any]


def answer_document(answer: Answer | NoAnswer, question_id: str | None = None) -> Document:
    """One answered or unanswered question."""
    answered = isinstance(answer, Answer)
    return {
        "id": question_id,
        "question": answer.question,
        "status": "answered" if answered else "not_found",
        "statements": _statements(answer.statements if isinstance(answer, Answer) else ()),
        "retrieved": [
            {
                "source": each.citation.source,
                "paragraph": each.citation.paragraph,
                "score": round(each.score, 4),
            }
            for each in answer.retrieved
        ],
        "confidence": round(answer.confidence, 4),
        "writer": answer.writer,
        "unmentioned": list(answer.unmentioned) if isinstance(answer, NoAnswer) else [],
        "note": answer.note,
        "understood": answer.understood,
        "tokens": answer.tokens,
        "dropped": [{"text": each.text, "reason": each.reason} for each in answer.dropped],
        "elapsed_ms": round(answer.elapsed_ms, 1),
    }


def summary_document(summary: Summary) -> Document:
    """What a source says, and how much of it that covers."""
    return {
        "source": summary.source,
        "title": summary.title,
        "revision": summary.revision,
        "section": summary.section,
        "statements": _statements(summary.statements),
        "coverage": asdict(summary.coverage),
        "writer": summary.writer,
    }


def ingest_document(done: Sequence[Ingested], failed: Sequence[IngestError]) -> Document:
    """What became of every file."""
    return {
        "sources": [
            {
                "source": each.source,
                "title": each.title,
                "revision": each.revision,
                "paragraphs": each.paragraphs,
                "added": each.changes.added,
                "changed": each.changes.changed,
                "moved": each.changes.moved,
                "removed": each.changes.removed,
                "unchanged": each.changes.unchanged,
                "passages_embedded": each.passages_embedded,
                "seconds": round(each.seconds, 3),
            }
            for each in done
        ],
        "failed": [{"origin": each.origin, "error": str(each)} for each in failed],
    }


def _statements(statements: Sequence[Statement]) -> list[Document]:
    return [
        {"text": each.text, "citations": list(map(_citation, each.citations))}
        for each in statements
    ]


def _citation(citation: Citation) -> Document:
    return {
        "source": citation.source,
        "title": citation.title,
        "revision": citation.revision,
        "paragraph": citation.paragraph,
        "heading": citation.heading,
        "page": citation.page,
        "quote": citation.quote,
    }


def checks_document(checks: Sequence[Check]) -> Document:
    """What the doctor found."""
    return {"ok": is_healthy(checks), "checks": [asdict(check) for check in checks]}


def evaluation_document(judged: Sequence[Judged]) -> Document:
    """The counts of an evaluation, and every question that went wrong."""
    return {
        "questions": len(judged),
        **{each.name: {"count": each.count, "of": each.of} for each in tallies(judged)},
        "wrong": [
            {
                "question": each.question,
                "answerable": each.expected.answerable,
                "answered": each.is_answered,
                "confidence": round(each.confidence, 4),
            }
            for each in judged
            if not each.is_right
        ],
    }


def print_document(document: Document, *, one_line: bool = False) -> None:
    """Print a document on standard output, where nothing else goes then."""
    text = json.dumps(document, ensure_ascii=False, indent=None if one_line else 2)
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
