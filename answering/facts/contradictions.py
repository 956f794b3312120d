"""What makes a statement fail on its own, however much else of it is supported.

The rules are for sentences that a language model wrote: those mostly keep the words of what they
rest on, so that a name, a figure or a "not" that was exchanged among them stands out.
"""

from collections.abc import Iterable, Iterator, Sequence

from answering.facts.alignment import alignments
from answering.facts.evidence import Evidence
from answering.facts.exchanges import exchanges, turned, turns
from answering.facts.matching import Match, match
from answering.facts.sentences import sentences, weight, without_source
from answering.facts.signals import Finding

EXCHANGED = 0.55
"""How alike the words around a name, a figure or an opposite must be, 0 to 1, for an exchange.

At one half, one side alone would do, as where the sentence was turned from active to passive.
"""
DENIED = 0.4
"""The same for a word that only one of the two denies."""
_ROW = 4  # words that count
_MISSING = {"figure_missing": 1.0, "name_missing": 1.0, "quote_missing": 1.0}
"""How strong a finding of `signals` must be to be enough; half a name may be a first name."""


def lacking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those of the signals' findings that are enough alone: a figure, a name, a quotation."""
    return tuple(f for f in findings if f.strength >= _MISSING.get(f.signal, 2.0))


def contradictions(
    statement: str, found: Evidence, where: str, *, strange: bool = True
) -> Iterator[Finding]:
    """What a statement exchanges against the evidence and, if `strange`, what it adds to it.

    `where` names the evidence in reasons ("¶16").
    """
    for sentence in sentences(without_source(statement)):
        each = match(sentence, found)
        yield from _exchanged(each, found, where)
        if strange:
            yield from _strange(each, found, where)


def _exchanged(each: Match, found: Evidence, where: str) -> Iterator[Finding]:
    aligned = list(alignments(each, found))
    for exchange in exchanges(aligned):
        if exchange.fit >= EXCHANGED:
            said, given = exchange.said.text, exchange.given.text
            reason = f"{where} has {given} where the statement says {said}"
            yield Finding("exchanged", exchange.fit, reason)
    for one, other in turned(aligned):
        reason = f"{one.text} and {other.text} have changed places against {where}"
        yield Finding("turned", 1.0, reason)
    for turn in turns(aligned, found):
        if turn.fit >= DENIED:
            how = "does not deny" if turn.added else "denies"
            yield Finding("denied", turn.fit, f"{where} {how} “{turn.word.text}”")


def _strange(each: Match, found: Evidence, where: str) -> Iterator[Finding]:
    """The first words in a row none of which stands in the sentences that the rest comes from."""
    near = {
        found.sentences[number].tokens[place].key
        for number in each.window
        for place in found.sentences[number].counting
    } | found.known
    counting = [p for p in each.sentence.counting if weight(each.sentence.tokens[p]) >= 1]
    strange = [each.keys[place] not in near for place in counting]
    for start in range(len(counting) - _ROW + 1):
        if all(strange[start : start + _ROW]):
            words = _words(each, counting[start : start + _ROW])
            yield Finding("strange", 1.0, f"nothing in {where} says “{words}”")
            return


def _words(each: Match, places: Sequence[int]) -> str:
    return " … ".join(each.sentence.tokens[place].text for place in places)
