"""Whether a question leans on what was said before it.

`benchmarks/follow_ups.py` measures it. Left out, because on mtrag they found no more and refused
more: definite phrases ("the song"), comparatives without an object, keywords, and pronouns in
questions of more than five content words, or after words that they could stand for.
"""

import re
from typing import Final

from answering.conversation.small_words import SMALL_WORDS, SmallWords
from vectorstore.languages import ENGLISH, Family, Language
from vectorstore.words import terms

MOST_TERMS: Final = 5
"""A question with more of its own says enough, whatever it refers to."""
_FEW: Final = 3  # terms
_HARDLY_ANY: Final = 2  # terms

_FEW_SIGNS: Final = 8  # of a script whose words cannot be told apart
_MOST_SIGNS: Final = 16

_BETWEEN_SIGNS: Final = re.compile(r"[\s?？!！。.,，、:：「」“”\"'()（）]+")

_COURTESY: Final = re.compile(
    r"(?:(?:ok(?:ay)?|yes|yeah|yep|no|nope|sure|right|well|cool|nice|good|great|wow|hm+|interesting"
    r"|sorry|i['’]?(?: a)?m sorry|please|anyway|of course|by the way|thanks|thank you"
    r"|i (?:see|understand)|got it|that(?: i|['’])s (?:fine|ok(?:ay)?|good|great|interesting))"
    r"\b[\s,.!;:…-]*)+",
    re.IGNORECASE,
)
_PRONOUN: Final = re.compile(
    r"\b(?:it|its|they|them|theirs?|he|him|his|she|hers?)\b", re.IGNORECASE
)
_OWNING: Final = re.compile("its|theirs?|his|hers?", re.IGNORECASE)
_CLAUSE: Final = re.compile(
    r"[,;:.?!]\s|\b(?:and|as|because|but|if|or|since|so|that|though|when|where|which|while|who)\b",
    re.IGNORECASE,
)
_EMPTY_IT: Final = re.compile(
    r"\b(?:is|was|be|can|could|would|will|does|did|isn['’]t|do you) (?:it|think it is|that) "
    r"(?:(?:im)?possible|true|safe|legal|illegal|easy|hard|difficult|better|best|necessary|ok(?:ay)?"
    r"|worth|common|normal|likely|late|time|rain(?:ing)?|snow(?:ing)?)\b"
    r"|\bit(?: i|['’])?s \w+ (?:to|that)\b|\bdoes it take (?:to|for)\b"
    r"|\bwhat does it mean (?:to|that|if)\b"
    r"|\b(?:it|that) means? to\b",
    re.IGNORECASE,
)
_THIS: Final = re.compile(
    r"\b(?:this|these|those|such)\b(?! (?:year|month|week|century|day|morning)s?\b)"
    r"|(?:^|\b(?:is|was|are|were|do|does|did|about|of|for|to|with|in|on|at|by|like|from|than|after"
    r"|before|why|how)\s)that\b",
    re.IGNORECASE,
)
_ONE: Final = re.compile(
    r"\bones\b|\b(?:which|that|this|another|other|first|second|third|last|next|new|the|create|get"
    r"|have|buy|make|need|use|want|\w+er|\w+est) one\b(?! of\b)",
    re.IGNORECASE,
)
_OTHER: Final = re.compile(
    r"\b(?:others?|another|else|same|both|either|neither|former|latter|instead|besides)\b",
    re.IGNORECASE,
)
_WITHIN: Final = re.compile(r"\b(?:than|or|between|both \w+ and|besides [a-z]\w+)\b", re.IGNORECASE)
_THERE: Final = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbe )(?<!\bhi )\bthere\b"
    r"(?! (?:is|are|was|were|be|been|will|has|have|any|an?)\b)",
    re.IGNORECASE,
)
_GOES_ON: Final = re.compile(
    r"\W*(?:and|or|but|then|what about|how about|what else|who else|any|anything|anyone|anybody)\b",
    re.IGNORECASE,
)
_ASKS: Final = re.compile(
    r"\W*(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|has|have|had|can"
    r"|could|should|will|would|in|on|at|by|for|to|from|of|the)\b",
    re.IGNORECASE,
)
_DEFINES: Final = re.compile(
    r"\W*(?:what|who)(?:['’]s| is| are| was| were) (?!the\b)[^?]+\W*$|\W*what does \S+ mean\b"
    r"|\W*(?:tell me|do you know) about\b",
    re.IGNORECASE,
)
_NAME: Final = re.compile(r"(?<=[^\W_]\s)(?:[A-Z]\w|\w*\d)")


def leans(question: str, language: Language = ENGLISH) -> bool:
    """Whether a question can hardly be understood without the earlier ones."""
    question = without_courtesies(question)
    count = len(set(terms(question, language)))
    if language is ENGLISH:
        return count == 0 or (count <= MOST_TERMS and _leans_in_english(question, count))
    words = SMALL_WORDS.get(language.name)
    if language.family is Family.UNSPACED:
        return _leans_unspaced(question, SMALL_WORDS["unspaced"])
    return count == 0 or (words is not None and _leans_elsewhere(question, count, words))


def is_short(question: str, language: Language = ENGLISH) -> bool:
    """Whether a question has so few words of its own that it may lean on something."""
    asked = without_courtesies(question)
    if language.family is Family.UNSPACED:
        return len(re.findall(r"\w", asked)) <= _FEW_SIGNS
    return len(set(terms(asked, language))) <= _HARDLY_ANY


def refers_back(question: str) -> bool:
    """Whether an English question of any length has a word that stands for something else."""
    asked = without_courtesies(question)
    return _has_open_pronoun(asked) or _refers(asked) or _compares(asked)


def without_courtesies(question: str) -> str:
    """The question without "OK, thanks." before it; as it is where nothing else is left."""
    stripped = question.strip()
    courtesy = _COURTESY.match(stripped)
    return stripped[courtesy.end() :] if courtesy and courtesy.end() < len(stripped) else question


def _leans_in_english(question: str, count: int) -> bool:
    if _has_open_pronoun(question) or _refers(question):
        return True
    if count <= _HARDLY_ANY and _compares(question):
        return True
    if count <= _FEW and _GOES_ON.match(question):
        return True
    plain = _ASKS.match(question) and not (_DEFINES.match(question) or _NAME.search(question))
    return count <= _HARDLY_ANY and bool(plain)


def _has_open_pronoun(question: str) -> bool:
    """Whether the first pronoun has nothing before it that it could stand for."""
    found = _PRONOUN.search(question)
    if found is None or (found[0].lower() == "it" and _EMPTY_IT.search(question)):
        return False
    before = question[: found.start()]
    enough = _HARDLY_ANY if _OWNING.fullmatch(found[0]) else _FEW
    if len(terms(before)) >= enough or _NAME.search(before):
        return False
    clauses = list(_CLAUSE.finditer(before))
    return not (clauses and terms(before[: clauses[-1].start()]))


def _refers(question: str) -> bool:
    return bool(_THIS.search(question) or _ONE.search(question) or _THERE.search(question))


def _compares(question: str) -> bool:
    return bool(_OTHER.search(question)) and not _WITHIN.search(question)


def _leans_elsewhere(question: str, count: int, words: SmallWords) -> bool:
    folded = question.casefold().lstrip(" ¿¡«\"'")
    first = folded.split(maxsplit=1)[0].strip("?!.,;؟")
    if count <= MOST_TERMS and words.begins(folded):
        return True
    if count <= _HARDLY_ANY and words.pronouns.intersection(re.findall(r"[^\W\d_]+", folded)):
        return True
    return count <= 1 and first in words.asking


def _leans_unspaced(question: str, words: SmallWords) -> bool:
    asked = _BETWEEN_SIGNS.sub("", question)
    if len(asked) > _MOST_SIGNS:
        return False
    return asked in words.asking or words.begins(asked) or any(p in asked for p in words.pronouns)
