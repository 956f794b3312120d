"""What a sentence denies: the reach of "not", "never", "without", "failed to" and their like."""

from collections.abc import Sequence
from dataclasses import dataclass

from answering.facts.tokens import Sort, Token
from vectorstore.words import listed

_CUES = listed(
    """
    not never no none nobody nothing nowhere neither nor without hardly scarcely barely seldom
    rarely non unable failed fails fail failing failure denied denies deny denying refused
    refuses refuse refusing lacked lacks lack lacking declined declines ceased ceases
    prevented prevents prevent avoided avoids avoid
    """
)
_NEEDS_TO = listed("failed fails fail failing declined declines refused refuses refuse refusing")
_NOT_DENYING = {
    "not": listed("only just least merely simply until necessarily"),
    "no": listed("doubt sooner more less fewer later matter wonder"),
    "nothing": listed("but"),
    "never": listed("before"),
}
_ENDS = listed(
    """
    but although though because while whereas which who whom whose when where if unless until
    since so however and nor than before after that
    """
)
_REACH = 3  # words that count


@dataclass(frozen=True, slots=True)
class Denial:
    """A cue at a place of a sentence's tokens, and the places of the words it denies."""

    cue: int
    denied: tuple[int, ...]


def denials(tokens: Sequence[Token]) -> tuple[Denial, ...]:
    """The denials of a sentence.

    "not only", "no doubt" and their like deny nothing, and "not until May" says when.
    """
    found = []
    for place, token in enumerate(tokens):
        if token.folded in _CUES and token.sort is not Sort.NAME and _denies(tokens, place):
            found.append(Denial(place, _reach(tokens, place)))
    return tuple(found)


def denied(tokens: Sequence[Token]) -> tuple[bool, ...]:
    """For each token, whether it is denied an odd number of times."""
    counts = [0] * len(tokens)
    for denial in denials(tokens):
        for place in denial.denied:
            counts[place] += 1
    return tuple(count % 2 == 1 for count in counts)


def _denies(tokens: Sequence[Token], place: int) -> bool:
    cue = tokens[place].folded
    after = tokens[place + 1].folded if place + 1 < len(tokens) else ""
    before = tokens[place - 1].folded if place else ""
    if cue in _NEEDS_TO:
        return after == "to"
    if cue == "no" and (place + 1 < len(tokens) and tokens[place + 1].sort is Sort.FIGURE):
        return False  # "No. 5"
    if cue == "not" and before == "or":
        return False  # "whether or not"
    if cue in ("not", "never") and _until(tokens, place):
        return False
    return after not in _NOT_DENYING.get(cue, ())


def _until(tokens: Sequence[Token], cue: int) -> bool:
    """Whether "until" follows in the same clause."""
    for token in tokens[cue + 1 :]:
        if token.sort is Sort.BREAK:
            return False
        if token.folded == "until":
            return True
    return False


def _reach(tokens: Sequence[Token], cue: int) -> tuple[int, ...]:
    reached: list[int] = []
    for place in range(cue + 1, len(tokens)):
        token = tokens[place]
        if (token.sort is Sort.BREAK and reached) or (token.folded in _ENDS and reached):
            break
        if token.counts:
            reached.append(place)
        if len(reached) == (1 if tokens[cue].folded == "non" else _REACH):
            break
    return tuple(reached)


def is_cue(token: Token) -> bool:
    """Whether a token is a word that denies others."""
    return token.folded in _CUES or token.folded == "longer"
