"""Other ways to say a sentence, by rules, so that what it says stays true.

Each rule returns the sentence unchanged where it doesn't apply.
"""

import random
import re
from collections.abc import Callable

from benchmarks.respelling import contracted, redated, renumbered, upper_first
from benchmarks.synonyms import SYNONYMS

Rule = Callable[[str, random.Random], str]

_NAME = r"(?:[A-Z][\w’'-]+)(?: (?:of |the )?[A-Z][\w’'-]+)*"


def reworded(sentence: str, before: str | None, chance: random.Random) -> tuple[str, list[str]]:
    """A sentence after two to four rules that apply, and the names of those.

    `before` is the sentence before it, for what its first word stands for.
    """
    names = list(RULES)
    chance.shuffle(names)
    names.sort(key=lambda name: name == "reported")  # it hides the beginning from other rules
    wanted = chance.randint(2, 4)
    used: list[str] = []
    if before and (named := _without_pronoun(sentence, before)) != sentence:
        sentence, used = named, ["pronoun"]
    for name in names:
        if len(used) >= wanted:
            break
        changed = RULES[name](sentence, chance)
        if changed != sentence and _quotes(changed) <= _quotes(sentence):
            sentence = changed
            used.append(name)
    return sentence, used


def _quotes(text: str) -> set[str]:
    """What stands in quotation marks, which nobody may reword."""
    return set(re.findall(r"[“\"]([^“”\"]+)[”\"]", text))


def _lower(text: str) -> str:
    """A clause that no longer begins its sentence; names and "I" keep their capitals."""
    first = text.split(" ", 1)[0]
    ordinary = first.lower() in _OPENERS
    return text[0].lower() + text[1:] if ordinary else text


_OPENERS = frozenset(
    [
        "the",
        "a",
        "an",
        "this",
        "these",
        "those",
        "it",
        "he",
        "she",
        "they",
        "his",
        "her",
        "its",
        "their",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "as",
        "many",
        "some",
        "most",
        "several",
        "all",
        "both",
        "each",
        "one",
        "two",
        "three",
        "other",
        "another",
        "such",
        "there",
        "when",
        "while",
        "after",
        "before",
        "during",
        "although",
        "because",
        "since",
        "if",
        "some",
        "few",
        "early",
        "later",
    ]
)


def _without_pronoun(sentence: str, before: str) -> str:
    match = re.match(r"(He|She|They|It)\b(?! is (?:said|believed))", sentence)
    name = re.match(rf"(?:The )?{_NAME}(?= (?:was|is|had|has|were|are|\w+ed)\b)", before)
    if not match or not name or (" " not in name.group() and match.group() != "It"):
        return sentence
    return name.group() + sentence[match.end() :]


def _fronted(sentence: str, _: random.Random) -> str:
    """ "… in 1990." becomes "In 1990, …"."""
    pattern = (
        r"(.{20,}?),? ((?:in|on|during|since|by|after|until) (?:the )?(?:[A-Z]\w+ )?"
        r"[^,.;]{0,20}\d{4}s?)\."
    )
    match = re.fullmatch(pattern, sentence)
    if not match or re.search(r"\b(?:and|or|who|which|that|between|from)\b", match[2]):
        return sentence
    return f"{upper_first(match[2])}, {_lower(match[1])}."


def _moved_back(sentence: str, _: random.Random) -> str:
    """ "In 1990, …" becomes "… in 1990."."""
    match = re.fullmatch(
        r"((?:In|On|During|Since|By|After|Until) [^,]{3,35}), ([^;:]+)\.", sentence
    )
    if not match or re.search(r"\b(?:which|who|but|while)\b", match[2]):
        return sentence
    if match[2].split(" ", 1)[0].lower() not in _OPENERS:
        return sentence
    return f"{upper_first(match[2])} {match[1][0].lower()}{match[1][1:]}."


def _turned_active(sentence: str, _: random.Random) -> str:
    """ "X was praised by Y." becomes "Y praised X."."""
    match = re.fullmatch(
        rf"((?:The |A |An )?[^,;]{{3,60}}?) (?:was|were) (\w+ed) by ((?:the )?{_NAME})( [^,;]*)?\.",
        sentence,
    )
    if not match or re.search(r"\b(?:and|who|which|that)\b", match[1]):
        return sentence
    return f"{upper_first(match[3])} {match[2]} {_lower(match[1])}{match[4] or ''}."


def _turned_passive(sentence: str, _: random.Random) -> str:
    """ "X praised Y in Z." becomes "Y was praised by X in Z."."""
    match = re.fullmatch(
        rf"((?:The )?{_NAME}) (\w{{3,}}ed) "
        rf"((?:the |a |an )?{_NAME}|(?:the|a|an) [a-z]+(?: [a-z]+)?)"
        r"(,? (?:in|at|on|during|after|before|from|with|for|as|to|and) [^;]*)?\.",
        sentence,
    )
    if not match:
        return sentence
    return f"{upper_first(match[3])} was {match[2]} by {_lower(match[1])}{match[4] or ''}."


def _swapped_clauses(sentence: str, _: random.Random) -> str:
    """ "Although A, B." becomes "B, although A."."""
    match = re.fullmatch(
        r"(Although|While|Because|When|After|Before|Since|If|As) ([^,;]{8,}), ([^;]{12,})\.",
        sentence,
    )
    if match:
        return f"{upper_first(match[3])} {match[1].lower()} {match[2]}."
    match = re.fullmatch(
        r"([^,;]{15,}) (although|because|after|before|when|if) ([^,;]{10,})\.", sentence
    )
    return f"{upper_first(match[2])} {match[3]}, {_lower(match[1])}." if match else sentence


def _shortened(sentence: str, chance: random.Random) -> str:
    """Without an aside: brackets, ", which …,", ", however,", a first adverb."""
    patterns = [
        r" \([^()]*\)",
        r", (?:which|who|where) [^,;.]*(?=,)[,]",
        r", (?:however|therefore|for example|for instance|in fact|of course|in turn|also),",
        r"^(?:However|Therefore|Moreover|Furthermore|Additionally|Thus|Similarly|Finally), ",
        r"\balso ",
        r" (?:very|quite|highly|extremely|particularly|especially)(?= \w)",
        r", (?:including|such as) [^;.]*(?=\.$)",
    ]
    chance.shuffle(patterns)
    for pattern in patterns:
        changed = re.sub(pattern, "", sentence, count=1)
        if changed != sentence and len(changed) > 25:
            return upper_first(changed)
    return sentence


def _first_half(sentence: str, _: random.Random) -> str:
    """Only what stands before "; …" or ", and it …"."""
    match = re.match(r"(.{30,}?)(?:;|, (?:and|but) (?=(?:the|it|he|she|they|this|in)\b))", sentence)
    return match[1].rstrip(",") + "." if match else sentence


def _second_half(sentence: str, _: random.Random) -> str:
    match = re.fullmatch(r".{25,}(?:;|, (?:and|but)) ((?:the|this|in|many|some) .{25,})", sentence)
    return upper_first(match[1]) if match else sentence


def _synonyms(sentence: str, chance: random.Random) -> str:
    found = [w for w in re.findall(r"\b[a-z]+\b", sentence) if w in SYNONYMS]
    for word in chance.sample(found, min(len(found), 2)):
        sentence = re.sub(rf"\b{word}\b", SYNONYMS[word], sentence, count=1)
    return sentence


def _reported(sentence: str, chance: random.Random) -> str:
    opening = chance.choice(
        ["According to the article, ", "The text says that ", "It is stated that "]
    )
    usable = sentence.split(" ", 1)[0].lower() in _OPENERS and chance.random() < 0.4
    return opening + _lower(sentence) if usable else sentence


def _genitive(sentence: str, _: random.Random) -> str:
    """ "the history of France" becomes "France's history"."""
    return re.sub(
        r"\b([Tt]he) ([a-z]+) of ([A-Z][a-z]+)(?=[.,]| (?:was|is|and|in|has|had)\b)",
        lambda m: f"{m[3]}'s {m[2]}" if m[2] not in ("number", "rest", "end") else m[0],
        sentence,
        count=1,
    )


def _series(sentence: str, _: random.Random) -> str:
    """ "A, B and C" becomes "B, A and C"."""
    return re.sub(
        r"\b([a-z]+), ([a-z]+),? and ([a-z]+)\b(?=[,.])", r"\2, \1 and \3", sentence, count=1
    )


RULES: dict[str, Rule] = {
    "fronted": _fronted,
    "moved back": _moved_back,
    "active": _turned_active,
    "passive": _turned_passive,
    "clauses": _swapped_clauses,
    "shortened": _shortened,
    "first half": _first_half,
    "second half": _second_half,
    "number": renumbered,
    "date": redated,
    "contracted": contracted,
    "synonyms": _synonyms,
    "reported": _reported,
    "genitive": _genitive,
    "series": _series,
}
"""The rules by name."""
