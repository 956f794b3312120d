"""The check of what a language model wrote, sentence by sentence.

A sentence is kept if one of the paragraphs that it cites bears it, or all of them together; if
another paragraph that was offered does, it is kept with that one's citation. Any other is dropped.

What bears a sentence is judged by `answering/support.py`, strictly. Two rules stand before it:
nothing that a reader might tap or run is repeated unless it stands in the paragraph, and an
address not even then, unless the question asks for one; and what speaks to a program that
answers, or a request or question that has nothing to do with what was asked, is no statement.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from answering import support
from answering.evidence import Evidence
from answering.generative.addresses import asks_for_address, literals, web_addresses
from answering.generative.reading import Drafted
from answering.generative.relevance import is_beside_the_question
from answering.generative.resting import joined, resting
from answering.injected import is_injected
from answering.model import Dropped, Statement
from answering.support import Verdict
from vectorstore.encoder import Encoder
from vectorstore.model import Paragraph
from vectorstore.ranking import Found

ENTAILED = 0.5
"""From this probability of an entailment model on a paragraph bears a statement."""


class Entailment(Protocol):
    """A model that tells whether a text entails a statement. Safe to use from several threads."""

    def probability(self, paragraph: str, statement: str) -> float:
        """The probability, 0 to 1, that `statement` follows from `paragraph`."""
        ...


class Checker:
    """Turns drafted sentences into statements that hold. Safe to use from several threads."""

    def __init__(self, encoder: Encoder, entailment: Entailment | None = None) -> None:
        """`encoder` is asked where words alone leave it open whether a paragraph bears a sentence;
        `entailment` takes the place of both."""
        self._encoder = encoder
        self._entailment = entailment

    def check(
        self, drafted: Drafted, offered: Mapping[str, Found], evidence: Evidence
    ) -> Statement | Dropped:
        """The statement that a sentence makes, or why it makes none.

        `offered` are the paragraphs by their keys, and `evidence` is what they were found as.
        """
        text = " ".join(drafted.text.split())
        if barred := _barred(text, evidence):
            return Dropped(text, barred)
        cited = [offered[key] for key in dict.fromkeys(drafted.keys) if key in offered]
        verdicts = [self._judge(text, [each], evidence) for each in cited]
        bearing = [each for each, v in zip(cited, verdicts, strict=True) if v.supported]
        bearing = bearing or self._together(text, cited, evidence)
        if not bearing:
            others = [each for each in offered.values() if each not in cited]
            bearing = self._elsewhere(text, others, evidence)
        if bearing:
            return Statement(text, tuple(resting(text, each).citation for each in bearing))
        return Dropped(text, _reason(drafted.keys, verdicts))

    def _judge(self, text: str, found: Sequence[Found], evidence: Evidence) -> Verdict:
        """Whether paragraphs, taken as one, bear a sentence."""
        paragraph = found[0].placed.paragraph if len(found) == 1 else joined(found)
        where = f"¶{paragraph.number}"
        if missing := _not_written(text, paragraph):
            return Verdict(False, 0.0, (f"“{missing}” does not stand in {where}",))
        title = found[0].placed.title
        verdict = self._scored(text, paragraph, title)
        if verdict.supported and (against := _misled(text, found, evidence)):
            return Verdict(False, verdict.probability, (f"{against} in {where}",))
        return verdict

    def _scored(self, text: str, paragraph: Paragraph, title: str) -> Verdict:
        if self._entailment is not None:
            if against := support.objections(text, paragraph, title=title):
                return Verdict(False, 0.0, against)
            chance = self._entailment.probability(paragraph.text, text)
            weak = f"¶{paragraph.number} does not entail it ({chance:.2f})"
            return Verdict(chance >= ENTAILED, chance, () if chance >= ENTAILED else (weak,))
        verdict = support.check(text, paragraph, title=title, strict=True)
        if not support.meaning_decides(verdict):
            return verdict
        passages = [passage.text for passage in paragraph.passages]
        vectors = self._encoder.encode([text, *passages])
        return support.check(text, paragraph, vectors[1:], vectors[0], title=title, strict=True)

    def _together(self, text: str, cited: Sequence[Found], evidence: Evidence) -> list[Found]:
        """The fewest of the cited paragraphs that bear a sentence together; none if they don't."""
        needed = list(cited)
        if len(needed) < 2 or not self._judge(text, needed, evidence).supported:
            return []
        for each in cited:
            rest = [other for other in needed if other is not each]
            if len(rest) > 1 and self._judge(text, rest, evidence).supported:
                needed = rest
        return needed

    def _elsewhere(self, text: str, others: Sequence[Found], evidence: Evidence) -> list[Found]:
        """The paragraph that bears a sentence best, though it was not cited."""
        judged = [(self._judge(text, [each], evidence), each) for each in others]
        bearing = [(verdict.probability, each) for verdict, each in judged if verdict.supported]
        return [max(bearing, key=lambda pair: pair[0])[1]] if bearing else []


def _barred(text: str, evidence: Evidence) -> str | None:
    """Why a sentence is no statement whatever the paragraphs say."""
    if _asks(text):
        return "it is a question"
    if is_injected(text):
        return "it tells a program how to answer"
    addresses = web_addresses(text)
    if addresses and not asks_for_address(evidence.expected.words):
        return f"the question does not ask for an address such as “{addresses[0]}”"
    return None


def _asks(text: str) -> bool:
    return text.rstrip('"”’») ').endswith(("?", "？", "؟"))


def _not_written(text: str, paragraph: Paragraph) -> str | None:
    """What a reader might tap or run, and a paragraph does not have word for word."""
    written = (*web_addresses(text), *literals(text))
    return next((w for w in written if w not in paragraph.text and w not in paragraph.raw), None)


def _misled(text: str, found: Sequence[Found], evidence: Evidence) -> str | None:
    """Why the sentences that a statement rests on make it no answer."""
    for each in found:
        rests = resting(text, each)
        if any(map(is_injected, rests.sentences)):
            return "it repeats what tells a program how to answer"
        if all(map(_asks, rests.sentences)):
            return "it only stands as a question"
        if is_beside_the_question(rests, evidence):
            return "it has nothing to do with the question, like what it rests on"
    return None


def _reason(keys: Sequence[str], verdicts: Sequence[Verdict]) -> str:
    if verdicts:
        best = max(verdicts, key=lambda verdict: verdict.probability)
        return "; ".join(best.reasons)
    if keys:
        return f"no paragraph was offered under {', '.join(keys)}, and none that was bears it"
    return "it cites no paragraph, and none that was offered bears it"
