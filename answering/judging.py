"""What was found for a question, and whether it answers."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from answering.asking import matter
from answering.citations import cite
from answering.confidence import confidence
from answering.evidence import Evidence
from answering.injected import without_injected
from answering.model import Retrieved
from answering.unmentioned import unmentioned
from vectorstore.languages import Family
from vectorstore.model import Scope
from vectorstore.ranking import Found
from vectorstore.search import Search

_RETRIEVED = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """A question on its own, the paragraphs found for it, best first, and what they are worth.

    `evidence` is None where the confidence is too low for an answer.
    """

    question: str
    scope: Scope
    found: Sequence[Found]
    evidence: Evidence | None
    confidence: float

    @property
    def retrieved(self) -> tuple[Retrieved, ...]:
        """The ten best paragraphs, quoted by their best sentences."""
        return tuple(map(_retrieved, self.found[:_RETRIEVED]))


class Judge:
    """Finds paragraphs and tells how sure it is that they answer. Safe to use from threads."""

    def __init__(
        self,
        search: Search,
        threshold: float,
        gate: AbstractContextManager[object] | None = None,
    ) -> None:
        """`threshold` is the least confidence, 0 to 1, of an answer.

        `gate` is held meanwhile: it bounds what computes at the same time.
        """
        self.threshold = threshold
        self._search = search
        self._gate = gate or nullcontext()

    def judge(self, question: str, scope: Scope, source: str | None) -> Judged:
        """Raises `UnknownSourceError` when `source` is none that `scope` may read."""
        with self._gate:
            sought = matter(question)
            found = _clean(self._search.find(sought, scope, source))
            evidence = Evidence.read(sought, found)
            probability = confidence(evidence) if evidence else 0.0
        enough = evidence if probability >= self.threshold else None
        return Judged(question, scope, found, enough, probability)

    def generations(self, scope: Scope) -> Mapping[Scope, int]:
        """For each scope that `scope` may read, a number that grows with every publication."""
        return self._search.generations(scope)

    def unmentioned(self, judged: Judged) -> tuple[str, ...]:
        """The names and numbers of the question that no paragraph has."""
        # In other languages capitals and word forms tell less, and it must not be claimed wrongly.
        if not judged.found or judged.found[0].language.family is not Family.ENGLISH:
            return ()
        return unmentioned(judged.question, lambda term: self._search.mentions(term, judged.scope))


def _clean(found: Sequence[Found]) -> list[Found]:
    """The paragraphs without the sentences that tell a program how to answer.

    Only those that may be shown are read for it.
    """
    shown = (without_injected(each) for each in found[:_RETRIEVED])
    return [*(each for each in shown if each is not None), *found[_RETRIEVED:]]


def _retrieved(found: Found) -> Retrieved:
    best = max(found.sentences, key=lambda match: match.score)
    quote = found.placed.paragraph.passages[best.passage].text
    return Retrieved(cite(found.placed, quote), found.fit)
