"""Cuts a reply that comes in parts into stretches, each as soon as nothing can be added to it.

A stretch ends with its line, or where a new sentence begins after a citation. It may hold several
sentences, the last of which is usually cited. The reply is read sign by sign, so where it was cut
on its way changes nothing, and each sign is looked at a bounded number of times.

After a citation (one or more groups of keys, with spaces, end marks and closing signs between and
after them) a new sentence begins with the next other sign, if there was an end mark before or
after the keys, or if it is a capital letter. A small letter or a pause goes on with the sentence:
"It began in 1990 [k7m4p] and ended in 1991 [k7m4p]." Other brackets are waited for until they
close, since they may hold keys too.

The reasoning of a model, `<think> … </think>`, is left out. Where only its end is found (the
chat template of some models holds the beginning) all that came before was reasoning.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from answering.generative.citing import CLOSING, LONGEST, OPENING, Keys, is_end_mark, is_ended

LONGEST_STRETCH = 2_000
"""Signs; a longer stretch is cut where a sentence of it ends."""

_PAUSES = ",;:，、；：،–—-"
_CLOSERS = ")]】）］」』"
_EMPHASIS = "*_`~\\"
_QUOTES = "\"'”’“‘«»"
_THINKS = re.compile(r"<(?:think|thinking|thought|reasoning)>\Z", re.IGNORECASE)
_THOUGHT = re.compile(r"</(?:think|thinking|thought|reasoning)>\Z", re.IGNORECASE)
_TAG = 12  # signs of the longest of these
_SPACES = dict.fromkeys("\r\v\f\u0085\u2028\u2029", " ")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a line of a reply, as it was written.

    With `thought`, all stretches before this one, which is empty, were reasoning.
    """

    text: str
    ends_line: bool = False
    thought: bool = False


class Cutter:
    """Fed with parts of a reply; gives its stretches."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._done: list[Stretch] = []
        self._thinking = False
        self._tail = ""
        self._begin()

    def _begin(self) -> None:
        self._text = ""
        self._open = -1  # where the last bracket opened that is not closed
        self._waiting = -1  # where a bracket opened after a citation
        self._cited = False  # only what may follow a citation has come since it
        self._ended = False
        self._paused = False
        self._spaced = False

    def feed(self, part: str) -> list[Stretch]:
        """The stretches that are complete now."""
        return self._read(part)

    def finish(self) -> list[Stretch]:
        """The rest."""
        return self._read("" if self._thinking else "\n")

    def _read(self, signs: Iterable[str]) -> list[Stretch]:
        for sign in signs:
            if self._thinking:
                self._think(sign)
            else:
                self._take(_SPACES.get(sign, sign))
        done, self._done = self._done, []
        return done

    def _think(self, sign: str) -> None:
        self._tail = self._tail[-_TAG:] + sign
        if sign == ">" and _THOUGHT.search(self._tail):
            self._thinking = False
            self._tail = ""

    def _take(self, sign: str) -> None:
        if sign == "\n":
            self._cut(len(self._text), ends_line=True)
            return
        if self._cited and self._waiting < 0 and self._begins_sentence(sign):
            self._cut(len(self._text))
        self._text += sign
        if sign in OPENING:
            self._open = len(self._text) - 1
        elif sign in CLOSING and self._open >= 0:
            self._close()
        elif sign == ">":
            self._tag()
        if 0 <= self._waiting < len(self._text) - LONGEST:
            self._give_up_waiting()
        if len(self._text) >= LONGEST_STRETCH:
            self._cut(_sentence_end(self._text))

    def _begins_sentence(self, sign: str) -> bool:
        """Whether `sign`, somewhere after a citation, begins a new sentence."""
        if sign.isspace():
            self._spaced = True
        elif is_end_mark(sign):
            self._ended = True
        elif sign in OPENING:
            self._waiting = len(self._text)
        elif sign in _CLOSERS + _EMPHASIS or (sign in _QUOTES and not self._spaced):
            pass
        elif sign in _PAUSES and not self._ended:
            self._paused = True
        else:
            self._cited = False
            begins = self._ended or (sign.isupper() and not self._paused)
            return begins and not sign.islower()
        return False

    def _close(self) -> None:
        """A bracket has closed: it held keys, was a link's address, or something else."""
        start, self._open = self._open, -1
        bracketed = self._text[start + 1 : -1]
        ended = is_ended(self._text, start)
        opening = self._text[start]
        if len(bracketed) <= LONGEST and self._keys.cited(bracketed, opening, ended=ended):
            self._ended = ended or (self._cited and self._ended)
            self._cited = True
            self._waiting = -1
            self._paused = self._spaced = False
        elif self._waiting >= 0:
            if self._text[start - 1 : start + 1] == "](":
                self._waiting = -1
            else:
                self._give_up_waiting()

    def _give_up_waiting(self) -> None:
        """What is in brackets after a citation is no citation."""
        at, self._waiting = self._waiting, -1
        self._cited = False
        if self._ended:
            self._cut(at)

    def _tag(self) -> None:
        tail = self._text[-_TAG:]
        if thinks := _THINKS.search(tail):
            self._text = self._text.removesuffix(thinks[0])
            self._thinking = True
        elif _THOUGHT.search(tail):
            self._begin()
            self._done.append(Stretch("", ends_line=True, thought=True))

    def _cut(self, at: int, *, ends_line: bool = False) -> None:
        """Give what is before `at`, and read the rest again as a new stretch."""
        rest = self._text[at:]
        if self._text[:at].strip() or ends_line:
            self._done.append(Stretch(self._text[:at], ends_line))
        self._begin()
        for sign in rest:
            self._take(sign)


def _sentence_end(text: str) -> int:
    """Where a long stretch is cut: after a sentence, a word, or as it is."""
    half = len(text) // 2
    ends = [text.rfind(f"{mark} ") + 2 for mark in ".!?"] + [text.rfind("。") + 1]
    if (end := max(ends)) > half:
        return end
    return end if (end := text.rfind(" ") + 1) > half else len(text)
