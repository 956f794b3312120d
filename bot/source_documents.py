"""What `--json` prints about sources. Fields may be added, not renamed."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bot.source_lists import Listed, Removed
from ingest.differences import ParagraphChange
from ingest.report import Published
from vectorstore.changes import LoggedChange, WaitingDraft
from vectorstore.model import Paragraph, PlacedParagraph, Source

if TYPE_CHECKING:  # they need the database's library, which `pilcrow --help` does without
    from bot.records import Compared
    from bot.schedules import Watch

Document = dict[str, Any]


def source_document(source: Source) -> Document:
    """One source without its text."""
    return {
        "source": source.id,
        "title": source.title,
        "scope": source.scope,
        "origin": source.origin,
        "revision": source.revision.number,
        "created_at": source.revision.created_at.isoformat(),
        "author": source.revision.author,
        "paragraphs": source.paragraphs,
    }


def listed_document(listed: Listed) -> Document:
    """All that a list of sources tells."""
    watches = {(each.scope, each.source): _watch(each) for each in listed.watches}
    return {
        "sources": [
            source_document(each) | {"watch": watches.get((each.scope, each.id))}
            for each in listed.sources
        ],
        "removed": list(map(_removed, listed.removed)),
        "waiting": list(map(_waiting, listed.waiting)),
    }


def text_document(source: Source, placed: Sequence[PlacedParagraph]) -> Document:
    """One source with its paragraphs."""
    return source_document(source) | {"text": [_paragraph(each.paragraph) for each in placed]}


def difference_document(source: str, compared: "Compared") -> Document:
    """How two revisions differ."""
    return {
        "source": source,
        "title": compared.title,
        "before": compared.before,
        "after": compared.after,
        **asdict(compared.difference.counts),
        "changes": list(map(_change, compared.difference.changes)),
    }


def change_document(published: Published) -> Document:
    """What was done to a source."""
    return {
        "source": published.source,
        "title": published.title,
        "scope": published.scope,
        "action": published.action,
        "before": published.before,
        "after": published.after,
    }


def log_document(changes: Sequence[LoggedChange]) -> Document:
    """What was done to sources, newest first."""
    return {
        "changes": [
            {
                "at": each.at.isoformat(),
                "source": each.source,
                "title": each.title,
                "scope": each.scope,
                "action": each.action,
                "actor": each.actor,
                "before": each.before,
                "after": each.after,
            }
            for each in changes
        ]
    }


def _paragraph(paragraph: Paragraph) -> Document:
    return {
        "paragraph": paragraph.number,
        "kind": paragraph.kind,
        "heading": paragraph.heading,
        "headings": list(paragraph.headings),
        "page": paragraph.page,
        "text": paragraph.text,
    }


def _change(change: ParagraphChange) -> Document:
    return {
        "kind": change.kind,
        "before": _paragraph(change.before) if change.before else None,
        "after": _paragraph(change.after) if change.after else None,
        "runs": [{"kind": each.kind, "text": each.text} for each in change.runs],
    }


def _removed(removed: Removed) -> Document:
    source = removed.source
    return {
        "source": source.id,
        "title": source.title,
        "scope": source.scope,
        "revision": source.number,
        "removed_at": source.removed_at.isoformat(),
        "kept_until": removed.until.isoformat(),
    }


def _waiting(draft: WaitingDraft) -> Document:
    return {
        "source": draft.source,
        "title": draft.title,
        "scope": draft.scope,
        "revision": draft.number,
        "base": draft.base,
        "author": draft.author,
        "ready_at": draft.ready_at.isoformat(),
    }


def _watch(watch: "Watch") -> Document:
    return {
        "every": watch.every,
        "publish": watch.delivery,
        "due_at": watch.due_at.isoformat(),
        "checked_at": watch.checked_at.isoformat() if watch.checked_at else None,
        "failures": watch.failures,
        "error": watch.error,
    }
