"""The signs that a language model and Pilcrow talk in: keys, the word for "no answer", look-alikes.

A key is five signs, letters and digits in turn, such as `k7m4p`. Letters and digits that are
easily taken for each other are not used, nor are vowels, so that a key is never a word. Keys are
drawn anew for each request, and never one that occurs in what the request quotes: whatever a
reply puts in brackets is a key of this request, invented, or not a key at all.

`DECLINED` is one fixed word. A word made anew for each request would keep no article from talking
a model into declining, since an article can name it by what it means; a fixed one keeps the rules
equal from request to request, which the caches of providers and local servers reward, and no
model translates what looks like a name in a program. `neutral` takes it out of what is quoted, so
that it is never read from a quotation by accident.
"""

import random
import re

LETTERS = "cdfhjkmnprtvwx"
DIGITS = "34679"
KEY = re.compile(rf"[{LETTERS}][{DIGITS}][{LETTERS}][{DIGITS}][{LETTERS}]", re.IGNORECASE)
"""The form of a key."""

DECLINED = "NO_ANSWER_HERE"
"""What a model replies when the paragraphs don't answer."""
SAYS_DECLINED = re.compile(r"\bno(?:\\?_|-)answer(?:\\?_|-)here\b", re.IGNORECASE)

_TRIES = 200
_NUMBERED = re.compile(r"(?=[^\W_]*\d)(?!\d{4}\Z)[^\W_]{1,8}")
_PLACEHOLDERS = frozenset({"citation", "key", "keys", "paragraph", "ref", "source", "sources"})
_JOINING = frozenset({"and", "et", "from", "para", "paragraphs", "see", "und", "y", "¶", "§"})
_TOKEN = re.compile(r"[^\W_]+(?:[_-][^\W_]+)*|[¶§]")

_INVISIBLE = {
    **dict.fromkeys([*range(9), *range(0xE, 0x20), *range(0x7F, 0xA0), 0xAD, 0x61C, 0x180E]),
    **dict.fromkeys([0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2070)]),
    **dict.fromkeys([0xFEFF, *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE01F0)]),
    **dict.fromkeys(range(0xE000, 0xF900)),
    **dict.fromkeys([0xB, 0xC, 0xD, 0x85, 0x2028, 0x2029], "\n"),
}
_ROLES = r"(?:system|user|assistant|human|ai|tool|developer|model)"
_TAG = re.compile(
    rf"<(?=\s{{0,3}}/?\s{{0,3}}(?:\||(?:paragraph|question|{_ROLES}|instructions?|prompt|think(?:ing)?|bos|eos"
    r"|s|start_of_turn|end_of_turn)\b))",
    re.IGNORECASE,
)
_SYSTEM = re.compile(r"<<(?=\s{0,3}/?\s{0,3}sys)", re.IGNORECASE)
_INSTRUCTION = re.compile(
    r"\[(\s{0,3}/?\s{0,3}(?:inst|sys(?:tem)?(?:_prompt)?|tool_calls|tool_results|available_tools)"
    r"\s{0,3})\]",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"(?m)^([ \t]*)(#{1,6})(?=[ \t]*"
    rf"(?:instruction|input|response|question|answer|{_ROLES})s?\b)",
    re.IGNORECASE,
)
_SPEAKER = re.compile(
    rf"(?m)((?:^|(?<=[.!?>#*-])[ \t])[ \t]*(?:{_ROLES}|instructions?))[ \t]*:", re.IGNORECASE
)
_BRACKETED = re.compile(r"[\[【［]([^\[\]【】［］\n]{1,60})[\]】］]")


def new_key(taken: str, rng: random.Random) -> str:
    """A key that does not occur in `taken`, a text in small letters."""
    return _drawn(taken, rng, 5)


def new_nonce(taken: str, rng: random.Random) -> str:
    """A longer sign that does not occur in `taken`, a text in small letters."""
    return _drawn(taken, rng, 12)


def _drawn(taken: str, rng: random.Random, length: int) -> str:
    # Longer after many failures, so that no text can hold them all.
    tries = 0
    while True:
        signs = length + 2 * (tries // _TRIES)
        drawn = "".join(rng.choice(DIGITS if at % 2 else LETTERS) for at in range(signs))
        if drawn not in taken:
            return drawn
        tries += 1


def named_keys(bracketed: str, *, square: bool = True) -> list[str]:
    """The words between brackets that look like keys, as they stand; none if others are there.

    `[k7m4p]`, `[1, 2]`, `[paragraph 3]`, `[source]` name keys, `[sic]`, `[2019]` and `[the king]`
    don't. In round brackets, where `square` is false, only words in the very form of a key do.
    """
    tokens = [token for token in _TOKEN.findall(bracketed) if token.casefold() not in _JOINING]
    keys = [token for token in tokens if token.casefold() not in _PLACEHOLDERS] or tokens
    if all(map(KEY.fullmatch, keys)):
        return keys
    if square and all(map(_looks_like, keys)):
        return keys
    return []


def _looks_like(token: str) -> bool:
    return token.casefold() in _PLACEHOLDERS or _NUMBERED.fullmatch(token) is not None


def visible(text: str) -> str:
    """`text` without the signs that nobody sees: controls, marks of direction, hidden tags."""
    return text.replace("\r\n", "\n").translate(_INVISIBLE)


def neutral(text: str) -> str:
    """`text` as it is offered: readable as before, with nothing that a model could take for ours.

    Look-alike signs take the place of those that open a mark of ours, a token of a chat template
    or a speaker's line, round brackets the place of brackets around what looks like a key (as in
    `[4]`), and signs that nobody sees are left out. Only the offered copy is changed: a reply is
    checked against the paragraph itself.
    """
    text = _SYSTEM.sub("‹‹", visible(text))
    text = _TAG.sub("‹", text)
    text = _INSTRUCTION.sub(r"(\1)", text)
    text = _HEADING.sub(lambda found: found[1] + "＃" * len(found[2]), text)
    text = _SPEAKER.sub(r"\1∶", text)
    text = SAYS_DECLINED.sub(lambda found: re.sub(r"\\?_|-", "·", found[0]), text)
    return _BRACKETED.sub(_unbracketed, text)


def _unbracketed(found: re.Match[str]) -> str:
    return f"({found[1]})" if named_keys(found[1]) else found[0]
