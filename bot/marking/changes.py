"""What became of the paragraphs that an answer cites: values in, values out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final, Self

from ingest.differences import Difference, Kind, ParagraphChange, Run, RunKind
from vectorstore.model import Paragraph, Scope

_EXCERPT: Final = 240
"""The most characters of words that are kept of a changed paragraph."""

_AROUND: Final = 24
"""About so many characters of the words beside a change are kept."""

_ELLIPSIS: Final = "… "


class Fate(StrEnum):
    """What became of a cited paragraph."""

    CHANGED = "changed"
    REMOVED = "removed"
    SOURCE_REMOVED = "source removed"


@dataclass(frozen=True, slots=True)
class Cited:
    """A paragraph that an answer cites at `position`, by its number in the cited revision."""

    position: int
    scope: Scope
    source: str
    title: str
    revision: int
    paragraph: int
    quote: str


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a cited paragraph from revision `before` to `after`, None for none.

    `words` are an excerpt of a changed one: what was taken out and what was put in, with a few
    words beside it; empty where that is too long or not known.
    """

    position: int
    scope: Scope
    source: str
    title: str
    paragraph: int
    before: int
    after: int | None
    fate: Fate
    words: tuple[Run, ...] = ()

    def says_the_same_as(self, other: "Change") -> bool:
        """Whether a reader of the other would learn nothing new; a later revision alone is not."""
        if self.fate is Fate.SOURCE_REMOVED:
            return self == other
        return self == replace(other, after=self.after)

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "position": self.position,
            "scope": self.scope,
            "source": self.source,
            "title": self.title,
            "paragraph": self.paragraph,
            "before": self.before,
            "after": self.after,
            "fate": self.fate.value,
            "words": [[run.kind.value, run.text] for run in self.words],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """What `to_json` gave."""
        words = tuple(Run(RunKind(kind), text) for kind, text in kept["words"])
        return cls(**{**kept, "fate": Fate(kept["fate"]), "words": words})


Judgement = Callable[[Cited], Change | None]
"""What became of a paragraph that is cited from one certain revision; None if nothing did."""


def compared(difference: Difference, after: int) -> Judgement:
    """By what differs between the cited revision and the current one, which has number `after`.

    A paragraph that only moved is as it was, and so is one that has only other white space, or
    that is gone but stands whole in another one, as when two were joined.
    """
    fates = {
        each.before.number: each
        for each in difference.changes
        if each.before is not None and _is_told(each)
    }
    written = "\n".join(_spaced(each.after.text) for each in difference.changes if each.after)

    def judge(cited: Cited) -> Change | None:
        found = fates.get(cited.paragraph)
        if found is None:
            return None
        if found.kind is Kind.REMOVED:
            if found.before is not None and _spaced(found.before.text) in written:
                return None
            return _change(cited, Fate.REMOVED, after)
        return _change(cited, Fate.CHANGED, after, excerpt(found.runs))

    return judge


def by_quote(current: Iterable[Paragraph], after: int) -> Judgement:
    """By the quoted words, where the cited revision is not kept any more.

    A paragraph is as it was if one of the `current` ones has the words that were quoted from it.
    """
    text = "\n".join(_spaced(each.text) for each in current)

    def judge(cited: Cited) -> Change | None:
        return None if _spaced(cited.quote) in text else _change(cited, Fate.CHANGED, after)

    return judge


def source_removed(cited: Cited) -> Change | None:
    """Where the source was taken away."""
    return _change(cited, Fate.SOURCE_REMOVED, None)


def untouched(cited: Cited) -> Change | None:
    """Where the cited revision is the current one."""
    return None


def wanted(changes: Iterable[Change], before: Iterable[Change]) -> tuple[Change, ...]:
    """What a message should say, in the order of its citations, where it said `before`.

    What would tell a reader nothing new stays as it was said.
    """
    said = {each.position: each for each in before}
    merged = [
        said[each.position]
        if each.position in said and each.says_the_same_as(said[each.position])
        else each
        for each in changes
    ]
    return tuple(sorted(merged, key=lambda each: each.position))


def excerpt(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The changed words and a few beside them; nothing where they are too many."""
    last = len(runs) - 1
    found = tuple(
        Run(run.kind, _clipped(run.text, is_first=at == 0, is_last=at == last))
        if run.kind is RunKind.SAME
        else run
        for at, run in enumerate(runs)
    )
    return found if sum(len(run.text) for run in found) <= _EXCERPT else ()


def _is_told(change: ParagraphChange) -> bool:
    if change.kind is Kind.CHANGED:
        return any(run.kind is not RunKind.SAME for run in change.runs)
    return change.kind is Kind.REMOVED


def _change(cited: Cited, fate: Fate, after: int | None, words: tuple[Run, ...] = ()) -> Change:
    return Change(
        position=cited.position,
        scope=cited.scope,
        source=cited.source,
        title=cited.title,
        paragraph=cited.paragraph,
        before=cited.revision,
        after=after,
        fate=fate,
        words=words,
    )


def _clipped(text: str, *, is_first: bool, is_last: bool) -> str:
    """The words of an unchanged run that stand next to a change."""
    head = "" if is_first else _words(text, _AROUND)
    tail = "" if is_last else _words(text[::-1], _AROUND)[::-1]
    if len(head) + len(tail) >= len(text):
        return text
    return f"{head.rstrip()} {_ELLIPSIS}{tail}" if head else f"{_ELLIPSIS}{tail}"


def _words(text: str, most: int) -> str:
    """The whole words at the beginning of `text`, at most so many characters."""
    if len(text) <= most:
        return text
    end = max((at for at in range(most + 1) if text[at].isspace()), default=0)
    return text[:end]


def _spaced(text: str) -> str:
    return " ".join(text.split())
