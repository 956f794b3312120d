"""The signals of support: what speaks for a statement and what against it, with reasons."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from answering.facts.context import Rival, own, replaced, rivals
from answering.facts.evidence import Evidence
from answering.facts.matching import TITLES, Match, match
from answering.facts.polarity import added, opposites, removed
from answering.facts.quotes import missing_quotes
from answering.facts.roles import swaps
from answering.facts.sentences import Sentence, sentences, weight, without_source
from answering.facts.tokens import Sort, Token

NAMES = (
    "figure_missing",
    "figure_slipped",
    "figure_elsewhere",
    "figure_rival",
    "name_missing",
    "name_slipped",
    "name_elsewhere",
    "name_rival",
    "opening_missing",
    "quote_missing",
    "denial_added",
    "denial_perhaps_added",
    "denial_removed",
    "denial_perhaps_removed",
    "opposite",
    "replaced",
    "swapped",
    "unknown",
    "uncovered",
    "uncovered_near",
    "misplaced",
    "misplaced_most",
)
_MOST = 2.0


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that speaks against a statement: its signal, how strongly, and why in words."""

    signal: str
    strength: float
    reason: str


@dataclass(frozen=True, slots=True)
class Signals:
    """The values of all `NAMES`, the worst over the statement's sentences, and the findings."""

    values: Mapping[str, float]
    findings: tuple[Finding, ...]


def signals(statement: str, found: Evidence, where: str) -> Signals:
    """Compares a statement with evidence; `where` names the evidence in reasons ("¶16")."""
    findings = [
        Finding("quote_missing", 1.0, f"the quoted words “{text}” are not in {where}")
        for text in missing_quotes(statement, found)
    ]
    worst = dict.fromkeys(NAMES, 0.0)
    for sentence in sentences(without_source(statement)):
        each = match(sentence, found)
        own_findings = list(_findings(each, found, where))
        findings += own_findings
        for name, value in _values(own_findings, each, found).items():
            worst[name] = max(worst[name], value)
    worst["quote_missing"] = float(any(f.signal == "quote_missing" for f in findings))
    return Signals(worst, tuple(findings))


def _values(findings: Iterable[Finding], each: Match, found: Evidence) -> dict[str, float]:
    values = _summed(findings) | _coverage(each, found)
    for kind in ("figure", "name"):
        # A single strange word among known ones was probably put there.
        missing = min(values.get(f"{kind}_missing", 0.0), 1.0)
        values[f"{kind}_slipped"] = missing * (1 - values.get("uncovered_near", 0.0))
    return values


def _summed(findings: Iterable[Finding]) -> dict[str, float]:
    """Missing things add up, to a limit; of the others the strongest counts."""
    values: dict[str, float] = {}
    for each in findings:
        before = values.get(each.signal, 0.0)
        adds = each.signal.endswith(("missing", "elsewhere"))
        after = min(before + each.strength, _MOST) if adds else max(before, each.strength)
        values[each.signal] = after
    return values


def _findings(each: Match, found: Evidence, where: str) -> Iterator[Finding]:
    yield from _missing(each, found, where)
    yield from _misplaced(each, found, where)
    for denied in added(each, found):
        name = "denial_added" if denied.sure else "denial_perhaps_added"
        yield Finding(name, 1.0, f"{where} does not deny “{denied.word.text}”")
    for denied in removed(each, found):
        name = "denial_removed" if denied.sure else "denial_perhaps_removed"
        yield Finding(name, 1.0, f"{where} denies “{denied.word.text}”")
    for pair in opposites(each, found):
        reason = f"{where} says “{pair.given.text}”, not “{pair.said.text}”"
        yield Finding("opposite", pair.strength, reason)


def _missing(each: Match, found: Evidence, where: str) -> Iterator[Finding]:
    near = _keys_near(each, found)
    for place in each.sentence.counting:
        token, key = each.sentence.tokens[place], each.keys[place]
        kind = _kind(token, each.sentence, place)
        if key is None and kind:
            strength = 0.5 if kind == "name" and _leads_known(each, place) else 1.0
            label = "number" if kind == "figure" else "name"
            if token.figure and token.figure.date:
                label = "date"
            reason = f"the {label} {token.text} is not in {where}"
            yield Finding(f"{kind}_missing", strength, reason)
        elif kind in ("figure", "name") and key not in near and key not in found.known:
            reason = f"{token.text} stands elsewhere in {where}"
            yield Finding(f"{kind}_elsewhere", 1.0, reason)


def _kind(token: Token, sentence: Sentence, place: int) -> str:
    if token.sort is Sort.FIGURE:
        return "figure"
    if token.sort is not Sort.NAME or token.folded in TITLES:
        return ""
    following = sentence.tokens[place + 1 : place + 2]
    alone = token.opening and not (following and following[0].sort is Sort.NAME)
    return "opening" if alone else "name"


def _leads_known(each: Match, place: int) -> bool:
    """Whether a missing name stands before one that is there, as a first name may."""
    tokens = each.sentence.tokens
    return (
        place + 1 < len(tokens)
        and tokens[place + 1].sort is Sort.NAME
        and each.keys[place + 1] is not None
    )


def _keys_near(each: Match, found: Evidence) -> frozenset[str]:
    return frozenset(
        found.sentences[number].tokens[place].key
        for number in each.window
        for place in found.sentences[number].counting
    )


def _misplaced(each: Match, found: Evidence, where: str) -> Iterator[Finding]:
    for rival in rivals(each, found):
        if rival.given and rival.lead > 0:
            kind = "figure" if rival.said.figure else "name"
            yield Finding(f"{kind}_rival", rival.lead, _instead(rival, where))
    for rival in replaced(each, found):
        if rival.given and rival.lead > 0:
            yield Finding("replaced", rival.lead, _instead(rival, where))
    for swap in swaps(each, found):
        if swap.lead > 0:
            reason = f"{swap.first.text} and {swap.second.text} have changed places against {where}"
            yield Finding("swapped", swap.lead, reason)


def _instead(rival: Rival, where: str) -> str:
    given = rival.given.text if rival.given else ""
    return f"{where} has {given} where the statement says {rival.said.text}"


def _coverage(each: Match, found: Evidence) -> dict[str, float]:
    """What share of the words is nowhere, or not near, and how poorly the rest is placed."""
    near = _keys_near(each, found)
    tokens, counting = each.sentence.tokens, each.sentence.counting
    if not counting:
        return {}
    weights = [weight(tokens[place]) for place in counting]
    missing = [each.keys[place] is None for place in counting]
    far = [each.keys[place] not in near for place in counting]
    fits = [own(each, place, found) for place in counting if each.keys[place] is not None]
    slots = [
        own(each, place, found)
        for place in counting
        if tokens[place].sort is not Sort.WORD and each.keys[place] in found.places
    ]
    words = [tokens[p].sort is Sort.WORD and each.keys[p] is None for p in counting]
    return {
        "unknown": min(sum(words), 6) / 2,
        "uncovered": _share(weights, missing),
        "uncovered_near": _share(weights, far),
        "misplaced": 1 - sum(fits) / len(fits) if fits else 1.0,
        "misplaced_most": 1 - min(slots) if slots else 0.0,
    }


def _share(weights: Sequence[float], chosen: Sequence[bool]) -> float:
    total = sum(weights)
    return (
        sum(w for w, is_in in zip(weights, chosen, strict=True) if is_in) / total if total else 0.0
    )
