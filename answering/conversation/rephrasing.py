"""Makes a follow-up question stand alone with a language model, and by the rule where that fails.

The model is asked only about questions that `may_lean`: it costs a request and the wait for it,
and a question that says enough of its own is found as it is. `benchmarks/follow_ups.py` tells how
many these are. The rule decides less often, for a wrong addition costs it more than a wrong
question costs the model.

The model gets the last turns as quotations between marks with a sign that is made for the request.
What it replies is refused where it is no single question made of what was asked and said: the
reply of a model that was misled, or that answers instead, is never searched for.
"""

import random
import re
import secrets
from collections.abc import Sequence
from typing import Final

from answering.chat.protocol import ChatModel, Message, ModelError, Role, Usage
from answering.conversation.follow_up import language_in, standalone
from answering.conversation.leaning import is_short, leans, refers_back
from answering.conversation.turns import Turn
from answering.generative.marks import neutral, new_nonce
from answering.questions import QUESTION_LENGTH, QuestionError, checked_question
from prompts.loader import prompt
from vectorstore.languages import Family, Language
from vectorstore.words import terms, tokens

TURNS_OFFERED: Final = 3
"""An understood question holds what it needed of the turns before."""
_REPLY_OFFERED: Final = 500  # characters
_ABOUT_OFFERED: Final = 4  # titles and headings
_MOST_TOKENS: Final = 1_000  # models that think first need more than the question
_MOST_NEW: Final = 0.5  # of a rewritten question's terms may be neither asked nor said

_LABEL: Final = re.compile(
    r"\A(?:(?:the |last |rewritten |standalone )*question|rewritten)\s*[:：]\s*", re.IGNORECASE
)
_WRAPPED: Final = "\"'`*“”«»„ "
_ASKS: Final = ("?", "？", "؟", ";", "\u037e")
_NAMED: Final = re.compile(r"(?<=[^\W_][\s,]|\s[\"“(])[A-ZÀ-ÖØ-ÞΑ-ΩА-ЯЁ][\w'’.&-]*")
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_SPEAKS: Final = re.compile(
    r"\b(?:as an ai|language model|i (?:do not|don['’]t|cannot|can['’]t) (?:know|answer|rewrite)"
    r"|https?://)",
    re.IGNORECASE,
)


class Rephraser:
    """Rewrites follow-up questions. Safe to use from several threads."""

    def __init__(self, model: ChatModel, rng: random.Random | None = None) -> None:
        """`rng` draws the signs of the marks, by default from the system's secure source."""
        self._model = model
        self._rng = rng or secrets.SystemRandom()

    def rephrase(self, question: str, turns: Sequence[Turn], deadline: float) -> tuple[str, Usage]:
        """The question as it is understood, and what that cost.

        `deadline` is a time of `time.monotonic()`. Where the model fails, is late, or replies
        with anything but a question made of what was said, it is the rule's (see `follow_up.py`).
        """
        if not turns or not may_lean(question, language_in(question, turns)):
            return question, Usage()
        offered = turns[-TURNS_OFFERED:]
        reply, usage = self._asked(question, offered, deadline)
        rewritten = accepted(reply, question, offered)
        if rewritten is None or _is_left_short(rewritten, question, turns):
            return standalone(question, turns), usage
        return rewritten, usage

    def _asked(self, question: str, turns: Sequence[Turn], deadline: float) -> tuple[str, Usage]:
        """The model's reply, empty where it failed; no more is read than could be accepted."""
        parts: list[str] = []
        try:
            stream = self._model.stream(
                _messages(question, turns, self._rng), deadline=deadline, most_tokens=_MOST_TOKENS
            )
        except ModelError:
            return "", Usage()
        try:
            for part in stream:
                parts.append(part)
                if not _may_become_a_line("".join(parts)):
                    break
        except ModelError:
            return "", stream.usage
        finally:
            stream.close()
        return "".join(parts), stream.usage


def _is_left_short(rewritten: str, question: str, turns: Sequence[Turn]) -> bool:
    """Whether a question that says next to nothing alone came back as it was.

    Small models repeat "and how many?" where they should rewrite it.
    """
    return rewritten == " ".join(question.split()) and is_short(
        question, language_in(question, turns)
    )


def may_lean(question: str, language: Language) -> bool:
    """Whether a model should be asked what a question refers to."""
    return leans(question, language) or is_short(question, language) or refers_back(question)


def accepted(reply: str, question: str, turns: Sequence[Turn]) -> str | None:
    """The rewritten question in a model's reply; None if it is anything else.

    It is refused if it is empty, too long or of several lines, if it no longer asks, and if it
    brings in names, numbers or mostly words that are neither in the question nor in the turns.
    """
    line = _LABEL.sub("", reply.strip().strip(_WRAPPED), count=1).strip(_WRAPPED)
    if "\n" in line or _SPEAKS.search(line):
        return None
    try:
        rewritten = checked_question(line)
    except QuestionError:
        return None
    if question.rstrip().endswith(_ASKS) and not rewritten.endswith(_ASKS):
        return None
    language = language_in(question, turns)
    said = " ".join([question, *(part for turn in turns for part in _parts(turn))])
    if _adds_numbers(rewritten, said) or _adds_words(rewritten, said, language):
        return None
    return rewritten


def _adds_numbers(rewritten: str, said: str) -> bool:
    return not set(_NUMBER.findall(rewritten)) <= set(_NUMBER.findall(said))


def _adds_words(rewritten: str, said: str, language: Language) -> bool:
    """Whether names are new, or most terms."""
    known = set(terms(said, language)) | set(tokens(said, language))
    own = set(terms(rewritten, language))
    if own and len(own - known) / len(own) > _MOST_NEW:
        return True
    if language.family is Family.UNSPACED:
        return False
    # Beside a word in small letters, capitals abbreviate (USA), as they do in whole questions.
    named = terms(" ".join(["is", *_NAMED.findall(rewritten)]), language)
    return not known.issuperset(named)


def _parts(turn: Turn) -> tuple[str, ...]:
    return (turn.question, turn.answer, *turn.about)


def _may_become_a_line(reply: str) -> bool:
    """Whether what came so far may still be one line of a question."""
    begun = reply.lstrip()
    return len(begun) <= 2 * QUESTION_LENGTH and "\n" not in begun.rstrip()


def _messages(question: str, turns: Sequence[Turn], rng: random.Random) -> tuple[Message, ...]:
    taken = "\n".join([question, *(part for turn in turns for part in _parts(turn))]).lower()
    sign = new_nonce(taken, rng)
    lines = [f"<conversation {sign}>"]
    for turn in turns:
        lines.append(f"Question: {_line(turn.question, QUESTION_LENGTH)}")
        if turn.answer:
            lines.append(f"Reply: {_line(turn.answer, _REPLY_OFFERED)}")
        if turn.about:
            about = "; ".join(turn.about[:_ABOUT_OFFERED])
            lines.append(f"The reply is about: {_line(about, _REPLY_OFFERED)}")
    lines.append(f"</conversation {sign}>")
    request = prompt("standalone_request").fill(
        conversation="\n".join(lines), question=_line(question, QUESTION_LENGTH)
    )
    rules = prompt("standalone").fill()
    return Message(Role.SYSTEM, rules), Message(Role.USER, request)


def _line(text: str, most: int) -> str:
    """A text on one line, so that it can begin none of ours."""
    whole = " ".join(neutral(text).split())
    return whole if len(whole) <= most else whole[:most].rsplit(" ", 1)[0] + " …"
