"""The JSON documents about sources have exactly the fields that other programs rely on."""

import json
from datetime import UTC, datetime
from typing import Any

from bot.records import Compared
from bot.schedules import Delivery, Every, Watch
from bot.source_documents import (
    change_document,
    difference_document,
    listed_document,
    log_document,
    source_document,
    text_document,
)
from bot.source_lists import Listed, Removed
from ingest.differences import differ
from ingest.report import Published
from vectorstore.changes import Action, LoggedChange, RemovedSource, WaitingDraft
from vectorstore.model import (
    SHARED,
    Paragraph,
    ParagraphKind,
    PlacedParagraph,
    Revision,
    Scope,
    Source,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TOLD = "2026-03-01T12:00:00+00:00"
REVISION = Revision(2, "About bees", "hash", NOON, "ann")
SOURCE = Source(SHARED, "bees", "bees.md", REVISION, 20)
SOURCE_DOCUMENT = {
    "source": "bees",
    "title": "About bees",
    "scope": "shared",
    "origin": "bees.md",
    "revision": 2,
    "created_at": TOLD,
    "author": "ann",
    "paragraphs": 20,
}


def as_json(document: dict[str, Any]) -> Any:
    """The document as another program reads it."""
    return json.loads(json.dumps(document))


def paragraph(number: int, text: str, page: int | None = None) -> Paragraph:
    headings = ("Bees", "Habits")
    return Paragraph(number, ParagraphKind.PROSE, headings, text, text, 0, len(text), page=page)


def paragraph_document(number: int, text: str, page: int | None = None) -> dict[str, Any]:
    return {
        "paragraph": number,
        "kind": "prose",
        "heading": "Habits",
        "headings": ["Bees", "Habits"],
        "page": page,
        "text": text,
    }


def test_a_source() -> None:
    assert as_json(source_document(SOURCE)) == SOURCE_DOCUMENT


def test_a_source_with_its_text() -> None:
    placed = PlacedParagraph(SHARED, "bees", "bees.md", REVISION, paragraph(1, "They dance.", 3))
    assert as_json(text_document(SOURCE, [placed])) == SOURCE_DOCUMENT | {
        "text": [paragraph_document(1, "They dance.", 3)]
    }


def test_a_list_of_sources_tells_schedules_removed_sources_and_drafts() -> None:
    watch = Watch(
        SHARED, "bees", Every.DAILY, Delivery.OFFER, NOON, failures=2, error="It is gone."
    )
    removed = RemovedSource(Scope("100"), "moths", "Moths", 3, NOON)
    draft = WaitingDraft(7, Scope("100"), "tides", "Tides", 2, "member:5", NOON, 1)
    found = Listed((SOURCE,), (Removed(removed, NOON),), (draft,), (watch,))
    assert as_json(listed_document(found)) == {
        "sources": [
            SOURCE_DOCUMENT
            | {
                "watch": {
                    "every": "daily",
                    "publish": str(Delivery.OFFER),
                    "due_at": TOLD,
                    "checked_at": None,
                    "failures": 2,
                    "error": "It is gone.",
                }
            }
        ],
        "removed": [
            {
                "source": "moths",
                "title": "Moths",
                "scope": "100",
                "revision": 3,
                "removed_at": TOLD,
                "kept_until": TOLD,
            }
        ],
        "waiting": [
            {
                "source": "tides",
                "title": "Tides",
                "scope": "100",
                "revision": 2,
                "base": 1,
                "author": "member:5",
                "ready_at": TOLD,
            }
        ],
    }


def test_a_source_that_is_not_watched_has_no_schedule() -> None:
    elsewhere = Watch(Scope("100"), "bees", Every.DAILY, Delivery.OFFER, NOON)
    document = listed_document(Listed((SOURCE,), (), (), (elsewhere,)))
    assert document["sources"][0]["watch"] is None


def test_a_difference() -> None:
    old = [paragraph(1, "They dance in the dark."), paragraph(2, "They sting.")]
    new = [paragraph(1, "Hello."), paragraph(2, "They dance in the hive.")]
    compared = Compared(1, 2, differ(old, new), "About bees")
    assert as_json(difference_document("bees", compared)) == {
        "source": "bees",
        "title": "About bees",
        "before": 1,
        "after": 2,
        "added": 1,
        "changed": 1,
        "moved": 0,
        "removed": 1,
        "unchanged": 0,
        "changes": [
            {
                "kind": "added",
                "before": None,
                "after": paragraph_document(1, "Hello."),
                "runs": [],
            },
            {
                "kind": "changed",
                "before": paragraph_document(1, "They dance in the dark."),
                "after": paragraph_document(2, "They dance in the hive."),
                "runs": [
                    {"kind": "same", "text": "They dance in the "},
                    {"kind": "removed", "text": "dark "},
                    {"kind": "added", "text": "hive"},
                    {"kind": "same", "text": "."},
                ],
            },
            {
                "kind": "removed",
                "before": paragraph_document(2, "They sting."),
                "after": None,
                "runs": [],
            },
        ],
    }


def test_what_was_done_to_a_source() -> None:
    done = Published(SHARED, "bees", "About bees", Action.ROLLED_BACK, 2, 1)
    assert as_json(change_document(done)) == {
        "source": "bees",
        "title": "About bees",
        "scope": "shared",
        "action": "rolled back",
        "before": 2,
        "after": 1,
    }


def test_a_log() -> None:
    change = LoggedChange(SHARED, "bees", "About bees", Action.REMOVED, "member:5", 2, None, NOON)
    assert as_json(log_document([change])) == {
        "changes": [
            {
                "at": TOLD,
                "source": "bees",
                "title": "About bees",
                "scope": "shared",
                "action": "removed",
                "actor": "member:5",
                "before": 2,
                "after": None,
            }
        ]
    }
