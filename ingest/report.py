"""What an ingest did, as values."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Changes:
    """How the paragraphs of a revision differ from those of the one before, as counts."""

    added: int
    changed: int
    removed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of one file; `seconds` is the time it took."""

    source: str
    title: str
    revision: int
    paragraphs: int
    changes: Changes
    passages_embedded: int
    seconds: float


def compare(old: Sequence[str], new: Sequence[str]) -> Changes:
    """Count the paragraphs added, changed in place, removed and unchanged between two lists."""
    added = changed = removed = unchanged = 0
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        before, after = old_end - old_start, new_end - new_start
        if tag == "equal":
            unchanged += before
            continue
        changed += min(before, after)
        added += max(after - before, 0)
        removed += max(before - after, 0)
    return Changes(added, changed, removed, unchanged)
