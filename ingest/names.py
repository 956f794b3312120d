"""What files, members of archives and pages are called."""

import hashlib
import re
import unicodedata
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

_SLUG_LENGTH = 64
_NAME_LENGTH = 120
_SHOWN_LENGTH = 300
_FIELDS = 100  # of what is asked for; the others have no room in a name
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_ENDING = re.compile(r"\.(?=\d*[A-Za-z])[A-Za-z0-9]{1,8}$")  # the 2 of v1.2 is none
_INDEX = re.compile(r"(?:index|default|home)\.\w{2,5}", re.IGNORECASE)
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|ref|source|fragment", re.IGNORECASE)
_PAGE_ENDINGS = frozenset({".html", ".htm", ".xhtml", ".php", ".asp", ".aspx", ".jsp", ".cgi"})
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_JOINERS = frozenset("\u200c\u200d")  # Persian, Indic scripts and emoji are spelt with them


def is_address(text: str) -> bool:
    """Whether `text` is an address such as `https://…`, of whatever kind, and no path."""
    return _ADDRESS.match(text) is not None


def shown(text: str) -> str:
    """`text` in one line, without signs that can't be seen or turn the direction of others.

    What is longer than 300 characters is cut in its middle.
    """
    line = text
    if not text.isprintable():
        line = "".join("\ufffd" if _hides(letter) else letter for letter in text)
    if len(line) <= _SHOWN_LENGTH:
        return line
    half = _SHOWN_LENGTH // 2
    return f"{line[: half - 1]}…{line[-half:]}"


def file_name(path: str) -> str:
    """The last part of `path` as it may be shown, whichever sign stands between its parts.

    At most 120 characters, with the ending kept; never empty.
    """
    last = re.split(r"[/\\]", path.rstrip("/\\"))[-1]
    name = "".join(letter for letter in last if not _hides(letter)).strip(" .") or "document"
    if len(name) <= _NAME_LENGTH:
        return name
    ending = Path(name).suffix[:10]
    return name[: _NAME_LENGTH - len(ending)] + ending


def address_name(address: str, ending: str = "") -> str:
    """A file name for the page at a web address: the last part of its path, else its host.

    What is asked for behind `?` tells pages apart and goes into the name, but for tracking.
    `ending` is added to a name that has none; a host's last part is no ending.
    """
    try:
        parts = urlsplit(address)
    except ValueError:  # no address at all, such as `https://[`
        return file_name(address)
    path = [part for part in unquote(parts.path).split("/") if part.strip()]
    if path and _INDEX.fullmatch(path[-1]):
        path.pop()
    if path:
        name, found = file_name(path[-1]), _ENDING.search(path[-1])
        stem, own = (name[: found.start()], found[0]) if found else (name, "")
    else:
        stem, own = parts.hostname or "page", ""
    if ending and own.lower() != ending.lower():
        stem, own = stem + own * (own.lower() not in _PAGE_ENDINGS), ending
    asked = [word for pair in _asked(parts.query) for word in pair if word]
    return file_name("-".join([stem, *asked]).replace("/", "-") + (own or ".html"))


def slug(name: str | Path) -> str:
    """A source id from the name of a file without its ending, or from a web address.

    Lower-case ASCII words joined by `-`, at most 64 characters, never empty:
    a name without any such word gives a short hash of it.
    """
    text = str(name)
    stem = Path(address_name(text) if is_address(text) else text).stem
    whole = unicodedata.normalize("NFC", stem)
    ascii_name = unicodedata.normalize("NFKD", whole).encode("ascii", "ignore").decode()
    words = "-".join(re.findall(r"[a-z0-9]+", ascii_name.lower()))
    return words[:_SLUG_LENGTH].strip("-") or _digest(whole)


def _asked(query: str) -> list[tuple[str, str]]:
    fields = query.split("&")[:_FIELDS]
    pairs = parse_qsl("&".join(fields), keep_blank_values=True)
    return [pair for pair in pairs if not _TRACKING.fullmatch(pair[0])]


def _hides(letter: str) -> bool:
    return unicodedata.category(letter) in _UNSEEN and letter not in _JOINERS


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]
