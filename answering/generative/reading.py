"""Reads the reply of a language model: sentences with the keys that they cite, as they come.

The form that the rules ask for is a few plain sentences, each followed by its keys:

    The bridge was opened in 1932 [k7m4p]. It cost six million [c3h9r] [k7m4p].

or the one word `DECLINED`. Models write it in many ways, and these are read as the same:

- keys before or after the end mark, in one pair of brackets or several, with commas or "and", in
  `[]`, `()` or `【】`, with words such as "paragraph" or "see" beside them, in capital letters,
  bare, or as what the sentence begins with ("According to [k7m4p], …");
- Markdown: emphasis, headings, lists, quotations, fences and links become plain words. A bare
  address stays a word;
- a label such as "Answer:" at the beginning of a line is left out, and so is reasoning between
  `<think>` and `</think>`.

Whose a group of keys is: the sentence's that it stands in or directly after, and that of the
sentences before it that have none, back to the last group or the beginning of the line. A model
that writes three sentences from one paragraph often names it once, at the end. Giving a sentence
too many keys costs nothing, since each key is only a proposal: the check asks whether the
paragraph bears the sentence. On a line that begins with a group, each group belongs to what
follows it. A sentence without any group has no keys.

What looks like a key but was not offered is among the keys as it stands, so that the check can
tell an invented one; see `marks.named_keys` for what looks like one.

`DECLINED` may stand among other words; the sentence that holds it is no draft.

A reply is bounded: after `MOST_SENTENCES` no more are read. The time is linear in its length.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from answering.generative.citing import Keys, is_ended
from answering.generative.cutting import Cutter, Stretch
from answering.generative.marks import SAYS_DECLINED
from answering.generative.plain import plain, unlinked, unmarked
from vectorstore.sentences import Span, sentences

MOST_SENTENCES = 20
"""Four times what the rules ask for; what is longer is chatter."""

# While the words around groups of keys are made plain, a sign for private use stands for each
# group; there are enough for the longest stretch.
_FIRST_SIGN = 0xE000
_SIGN = "[\ue000-\uf8ff]"
_GROUP_SIGN = re.compile(_SIGN)
_BRACKETED = (
    r"\\?\[{1,3}([^\[\]\n]{1,80}?)\\?\]{1,3}|\({1,3}([^()\[\]【】\n]{1,80}?)\){1,3}"
    r"|【([^\[\]【】\n]{1,80}?)】|（([^（）\[\]【】\n]{1,80}?)）|［([^［］\n]{1,80}?)］"
)
_UNCLOSED = re.compile(r"\s*[\[【［][^\W_]{0,8}\s*\Z")
_LABEL = r"(?:sources?|keys?|paragraphs?|quellen?|see|cf|siehe|vgl|voir|véase|vedi)\b[.:]?"
_AND = r"[\s,;]*(?:and|und|et|y|&)?[\s,;]*"
_GROUPS = rf"({_SIGN}(?:{_AND}{_SIGN})*)"
_AROUND = re.compile(
    rf"[\[(【（［]\s*(?:{_LABEL}\s*)?{_GROUPS}\s*(?:[\])】）］]|\Z)"
    rf"|(?:(?<=[.!?。])|\s[–—-]|\A)\s*{_LABEL}\s*{_GROUPS}|\^{_GROUPS}",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"(?P<start>(?:\A|(?<=[.!?。]))\s*)"
    rf"(?:(?:according to|based on|as (?:stated|noted|said|mentioned) in|laut|gemäß|selon|según"
    rf"|secondo)\s+(?:the )?(?:{_LABEL}\s*)?{_GROUPS},\s*|(?:(?:the )?{_LABEL}\s*)?{_GROUPS}\s*"
    r"(?:says|states|notes|mentions|reports|explains) that\s+)(?P<first>\w)",
    re.IGNORECASE,
)
"""The words with which a sentence says where it comes from; the sentence is what follows."""
_BETWEEN = re.compile(rf"(?<={_SIGN}){_AND}(?={_SIGN})", re.IGNORECASE)
_HEADING = re.compile(r"\s*#{1,6}\s")
_ORDINAL = re.compile(r"(?<=\s)\d{1,2}\.\Z")
_FOLLOWS = ".,;:!?…)）。，、；：！？।؟»”’"


@dataclass(frozen=True, slots=True)
class Drafted:
    """A sentence of a reply in plain words, and the keys that it cites, without doublets."""

    text: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """Keys, and the offset in the words at which they stood."""

    at: int
    keys: tuple[str, ...]


class Reader:
    """Fed with the parts of a reply as they come; where it is cut changes nothing.

    `declined` tells that the model said that the paragraphs don't answer, `overlong` that more
    than `MOST_SENTENCES` came, and that nothing more is given.
    """

    def __init__(self, keys: Collection[str]) -> None:
        self.declined = False
        self.overlong = False
        self._keys = Keys(keys)
        bare = "|".join(map(re.escape, self._keys.offered)) or "(?!)"
        # An offered key occurs in no text that the model has read, so without brackets it is one.
        self._cites = re.compile(rf"{_BRACKETED}|(?<!\w)(?:{bare})(?!\w)", re.IGNORECASE)
        self._cutter = Cutter(self._keys)
        self._given = 0
        self._number = 0
        self._leading = False
        self._carried: tuple[str, ...] = ()

    def feed(self, part: str) -> list[Drafted]:
        """The sentences that are complete now."""
        return [] if self.overlong else self._bounded(self._cutter.feed(part))

    def finish(self) -> list[Drafted]:
        """The rest of the reply, which has ended."""
        return [] if self.overlong else self._bounded(self._cutter.finish())

    def _bounded(self, stretches: Iterable[Stretch]) -> list[Drafted]:
        drafted: list[Drafted] = []
        for stretch in stretches:
            for each in self._read(stretch):
                if self._given == MOST_SENTENCES:
                    self.overlong = True
                    return drafted
                self._given += 1
                drafted.append(each)
        return drafted

    def _read(self, stretch: Stretch) -> list[Drafted]:
        if stretch.thought:
            self.declined = False
        text, self._number = unmarked(stretch.text, self._number)
        words, groups = self._taken_apart(text)
        if not groups and _HEADING.match(stretch.text) and not is_ended(words, len(words)):
            return []  # it says nothing, and would look like a sentence that was left out
        spans = _sentences(words, groups)
        self._leading |= bool(groups) and groups[0].at == 0
        keys = self._assigned(spans, groups, stretch.ends_line)
        if stretch.ends_line:
            self._leading = False
            self._carried = ()
        drafted = [
            Drafted(words[slice(*span)], each) for span, each in zip(spans, keys, strict=True)
        ]
        self.declined |= any(SAYS_DECLINED.search(each.text) for each in drafted)
        return [each for each in drafted if not SAYS_DECLINED.search(each.text)]

    def _taken_apart(self, text: str) -> tuple[str, list[_Group]]:
        """The plain words of a stretch, and the groups of keys that stood among them."""
        found: list[tuple[str, ...]] = []

        def signed(match: re.Match[str]) -> str:
            inner = next((group for group in match.groups() if group), match[0])
            opening = match[0].lstrip("\\")[0]
            ended = is_ended(match.string, match.start())
            keys = self._keys.cited(inner, opening, ended=ended)
            if not keys:
                return match[0]
            found.append(keys)
            return chr(_FIRST_SIGN + len(found) - 1)

        text = unlinked(_GROUP_SIGN.sub("", text), self._is_key)
        text = _UNCLOSED.sub("", self._cites.sub(signed, text))
        text = _REPORTED.sub(_said, text)
        text = _AROUND.sub(lambda each: each[1] or each[2] or each[3], text)
        return _joined(plain(_BETWEEN.sub("", text)), found)

    def _is_key(self, word: str) -> bool:
        return bool(self._keys.cited(word, "[", ended=False))

    def _assigned(
        self, spans: Sequence[Span], groups: Sequence[_Group], ends_line: bool
    ) -> list[tuple[str, ...]]:
        """The keys of each sentence."""
        if not spans:
            self._carried += tuple(key for group in groups for key in group.keys)
            return []
        given: list[list[str]] = [[] for _ in spans]
        given[0] += self._carried
        self._carried = ()
        for group in groups:
            place = _place(spans, group.at, self._leading)
            if place == len(spans) and not ends_line:
                self._carried += group.keys
            else:
                given[min(place, len(spans) - 1)] += group.keys
        return _filled(given, backwards=not self._leading)


def _said(reported: re.Match[str]) -> str:
    """The beginning of a sentence whose keys stood in the words that are left out."""
    return f"{reported['start']}{reported[2] or reported[3]} {reported['first'].upper()}"


def _joined(text: str, found: Sequence[tuple[str, ...]]) -> tuple[str, list[_Group]]:
    """`text` without the signs that stand for groups of keys, and the groups."""
    groups: list[_Group] = []
    pieces = _GROUP_SIGN.split(text)
    words = pieces[0].lstrip()
    for sign, piece in zip(_GROUP_SIGN.findall(text), pieces[1:], strict=True):
        groups.append(_Group(len(words.rstrip()), found[ord(sign) - _FIRST_SIGN]))
        words = _continued(words, piece)
    return words.rstrip(), groups


def _continued(words: str, piece: str) -> str:
    """`words` with what follows a group of keys, with one space or none between."""
    before, after = words.rstrip(), piece.lstrip()
    if not before:
        return after.lstrip(":：, ")
    if not after:
        return words + piece
    if after[0] in _FOLLOWS:
        ended = before[-1] != ")" and is_ended(before, len(before))
        doubled = ended and after[0] in ".!?…。,;"
        return before + after[doubled:]
    if piece[0] in "\"'":
        return before + piece
    apart = before != words or after != piece
    return f"{before} {after}" if apart else words + piece


def _sentences(words: str, groups: Sequence[_Group]) -> list[Span]:
    """The sentences that say something; "7. Januar" is in one, if no keys are between."""
    spans: list[Span] = []
    for start, end in sentences(words):
        cited = any(group.at == start - 1 for group in groups)
        if spans and not cited and _ORDINAL.search(words, spans[-1][0], spans[-1][1]):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return [span for span in spans if any(map(str.isalnum, words[slice(*span)]))]


def _place(spans: Sequence[Span], at: int, leading: bool) -> int:
    """Which sentence a group at `at` belongs to; on a leading line the number of sentences for
    none of these."""
    if leading:
        return next((place for place, (_, end) in enumerate(spans) if at < end), len(spans))
    return max((place for place, (start, _) in enumerate(spans) if start < at), default=0)


def _filled(given: Sequence[Sequence[str]], *, backwards: bool) -> list[tuple[str, ...]]:
    """The keys of each sentence, where one without keys has those of the next one that has some
    (backwards), or of the one before it."""
    keys: list[tuple[str, ...]] = []
    near: tuple[str, ...] = ()
    for each in reversed(given) if backwards else given:
        near = tuple(dict.fromkeys(each)) or near
        keys.append(near)
    return keys[::-1] if backwards else keys
