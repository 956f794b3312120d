"""Markdown to the plain words that a reader of it sees, one line or a part of one at a time."""

import re
from collections.abc import Callable

_ADDRESS = r"\((?:[^()\s]|\([^()\s]*\))*(?:\s[^()]*)?\)"
_IMAGE = re.compile(rf"!\[[^\[\]]*\]{_ADDRESS}")
_LINK = re.compile(rf"\[([^\[\]]+)\]{_ADDRESS}")
_BLOCK = re.compile(r"\s*(?:(?:>|#{1,6}(?=\s)|[*+•·▪◦‣–—-](?=\s)(?:\s*\[[ xX]\](?=\s))?)\s*)+")
_FENCE = re.compile(r"\s*(?:```|~~~)[\w+-]*\s*\Z")
_NUMBER = re.compile(
    r"\s*(?:\*\*|__)?[\[(]?(\d{1,2})(?:[.:]?[)\]]:?|[.:、．])(?:\*\*|__)?(?:\s+|\Z)"
)
_LABEL = re.compile(
    r"[\s\"“]*(?:(?:the |final |short |my )*(?:answer|response|reply)|sources?|references"
    r"|citations?|(?:kurze )?antwort|quellen?|réponse|respuesta|risposta|resposta|antwoord|svar"
    r"|odpowiedź|ответ|回答|答案|答え|答)\s*[:：]\s*",
    re.IGNORECASE,
)
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]+)>")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:[abipqsu]|em|strong|su[bp]|small|span|div|code|pre|[uo]l|li|h[1-6r]|blockquote|cite"
    r"|mark|font|table|thead|tbody|t[dhr]|details|summary|answer|final|output|response|result)"
    r"\b[^<>]{0,80}>|<\|[^<>|]{0,40}\|>",
    re.IGNORECASE,
)
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|~>-])")
_CODE = re.compile(r"(`{1,3})(?=\S)([^`]+)(?<=\S)\1(?!`)")
_STRONG = re.compile(r"(?<!\d)\*{2,3}|\*{2,3}(?!\d)|~~")
_ASTERISK = re.compile(r"(?<![\w*])\*(?=[^\s*])|(?<=[^\s*])\*(?![\w*])")
_UNDERSCORE = re.compile(r"(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)")
_DANGLING = re.compile(r"(?:\A|\s)[*_`]+(?=\s*\Z)")


def unlinked(text: str, is_key: Callable[[str], bool]) -> str:
    """`[text](address)` becomes `text`, or `[text]` where that is a key; an image nothing."""

    def shown(link: re.Match[str]) -> str:
        return f"[{link[1]}]" if is_key(link[1]) else link[1]

    return _LINK.sub(shown, _IMAGE.sub("", text))


def unmarked(text: str, last: int) -> tuple[str, int]:
    """`text` without the signs of a quotation, a heading, a list or a fence at its beginning.

    A number is a list's if it is 1 or follows `last`, the one before it; "5. Mai" stays as it is
    elsewhere. The second value is the last number now.
    """
    if _FENCE.match(text):
        return "", last
    if block := _BLOCK.match(text):
        text = text[block.end() :]
    number = _NUMBER.match(text)
    if number and int(number[1]) in (1, last + 1):
        return text[number.end() :], int(number[1])
    return text, last


def plain(text: str) -> str:
    """The words of one line without emphasis, tags, escapes and a label such as "Answer:"."""
    text = _BREAK.sub(" ", _AUTOLINK.sub(r"\1", text))
    text = _ESCAPED.sub(r"\1", _CODE.sub(r"\2", _TAG.sub("", text)))
    if text.lstrip().startswith("|"):
        text = text.replace("|", " ")
    for emphasis in (_DANGLING, _STRONG, _ASTERISK, _UNDERSCORE):
        text = emphasis.sub("", text)
    if label := _LABEL.match(text):
        text = text[label.end() :]
    return " ".join(text.split())
