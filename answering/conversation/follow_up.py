"""Makes a follow-up question stand alone, by a rule.

Where the question leans on what came before, content words of the question before it are added in
brackets: `How does it work? (unemployment insurance)`. If that one leaned too, then what was added
to it as well, so that a chain of follow-ups keeps its subject. `benchmarks/follow_ups.py` measures
it. Titles of the cited paragraphs made it worse, and so did words and names of the reply; only
where a "he" or "she" follows a question that asks who, the first name of the reply is added.
"""

import re
from collections.abc import Sequence
from typing import Final

from answering.asking import matter
from answering.conversation.leaning import leans, without_courtesies
from answering.conversation.turns import Turn
from answering.questions import QUESTION_LENGTH
from vectorstore.languages import ENGLISH, Family, Language, language_of, listed
from vectorstore.words import terms

WORDS_TOGETHER: Final = 6
"""The question's own terms and the words added; more of them outweigh what is asked."""

_ADDED: Final = re.compile(r"\s\(([^()]+)\)$")
_FILLERS: Final = listed(
    """
    actually ask asked asking example explain happen happened happens hear heard help hi
    information know known like look looking mean means meant need ok okay please question said
    say saying something sorry speaking sure talk talking tell thank thanks thing things think
    thought understand want wanted wonder wondering yes
    """
)
"""Words of English questions that say nothing about their subject."""
_WORD: Final = re.compile(r"[^\W_](?:[\w'’.&-]*\w)?")
_ASKS_WHO: Final = re.compile(r"who(?:m|se)?\b", re.IGNORECASE)
_PERSONAL: Final = re.compile(r"\b(?:he|him|his|she|hers?)\b", re.IGNORECASE)
_FULL_NAME: Final = re.compile(r"\b[A-Z][\w'’-]+(?: (?:[A-Z]\. |d[eiu] |v[ao]n )?[A-Z][\w'’-]+)+")
_UNSPACED_SIGNS: Final = 40  # of a question in a script whose words cannot be told apart


def standalone(question: str, turns: Sequence[Turn]) -> str:
    """The question with what it leans on, at most `QUESTION_LENGTH` characters.

    The question itself where it stands alone, and where nothing that could be added is known.
    """
    language = language_in(question, turns)
    if not turns or not leans(question, language):
        return question
    for turn in reversed(turns):
        if added := _subject(turn.question, question, language):
            whole = f"{question} ({added}{_person(turn, question)})"
            return whole if len(whole) <= QUESTION_LENGTH else question
    return question


def language_in(question: str, turns: Sequence[Turn]) -> Language:
    """The language of a conversation: a short question alone would hardly tell."""
    return language_of(" ".join([question, *(turn.question for turn in turns[-1:])]))


def _subject(earlier: str, question: str, language: Language) -> str:
    """What an earlier question is about; empty if it says nothing that `question` lacks."""
    inherited = _ADDED.search(earlier)
    own = earlier[: inherited.start()] if inherited else earlier
    if language.family is Family.UNSPACED:
        return inherited[1] if inherited else own.strip(" ?？。.!！")[:_UNSPACED_SIGNS]
    said = f"{matter(without_courtesies(own))} {inherited[1] if inherited else ''}"
    seen = set(terms(question, language))
    asked = len(seen)
    kept: list[str] = []
    for word in _WORD.findall(said):
        if language is ENGLISH and word.casefold() in _FILLERS:
            continue
        new = set(terms(word, language))
        if not new <= seen:
            kept.append(word)
            seen |= new
    return " ".join(kept[: max(1, WORDS_TOGETHER - asked)])


def _person(turn: Turn, question: str) -> str:
    """A space and the name that a reply gives to who was asked for; empty if none is meant."""
    if not (_PERSONAL.search(question) and _ASKS_WHO.match(turn.question)):
        return ""
    name = _FULL_NAME.search(turn.answer)
    return f" {name[0]}" if name and name[0] not in turn.question else ""
