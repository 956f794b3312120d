"""Web addresses that can be asked for."""

import re
from dataclasses import dataclass

import httpx

from ingest.errors import IngestError
from ingest.names import shown

_LONGEST = 2_000
_PORTS = {"http": 80, "https": 443}
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|\d+)")
_DOTTED = re.compile(r"(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}")
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_HEX = re.compile(r"[0-9a-f:.]*:[0-9a-f:.]*")


@dataclass(frozen=True, slots=True)
class WebAddress:
    """A checked address: its whole text without a fragment, its host in ASCII and its port."""

    url: httpx.URL
    host: str
    port: int

    def __str__(self) -> str:
        return str(self.url)

    @property
    def site(self) -> str:
        """The host, in brackets if it is an address in IPv6, and the port if it is no usual one."""
        return self.url.netloc.decode("ascii")


def web_address(text: str, origin: str, base: WebAddress | None = None) -> WebAddress:
    """The address in `text`, which may be relative to `base`.

    Raises IngestError, about `origin`, for what is no http or https address, for names and
    passwords in it, and for hosts that are written in a way that hides which one is meant.
    """
    if len(text) > _LONGEST:
        raise _unusable(origin, f"is longer than {_LONGEST:,} characters")
    url = _parsed(text, origin, base)
    if url.scheme not in _PORTS:
        raise _unusable(origin, "does not begin with https:// or http://")
    if url.userinfo:
        raise _unusable(origin, "holds a name or a password")
    host = url.raw_host.decode("ascii", "replace").lower().removesuffix(".")
    if not _is_plain(host):
        raise _unusable(origin, "has a host that is not a plain name or address")
    port = _PORTS[url.scheme] if url.port is None else url.port
    if not 0 < port < 65_536:
        raise _unusable(origin, f"has the port {port}, which there is not")
    return WebAddress(url.copy_with(host=host, fragment=None), host, port)


def _parsed(text: str, origin: str, base: WebAddress | None) -> httpx.URL:
    if re.search(r"[\s\\\x00-\x20\x7f]", text.strip()):
        raise _unusable(origin, "holds a space, a backslash or a control sign")
    try:
        url = httpx.URL(text.strip())
        return base.url.join(url) if base is not None else url
    except (httpx.InvalidURL, ValueError, UnicodeError) as error:
        raise _unusable(origin, "cannot be understood") from error


def _is_plain(host: str) -> bool:
    """Whether a host is a name, four decimal numbers, or IPv6; not `127.1` or `0x7f000001`."""
    if ":" in host:
        return _HEX.fullmatch(host) is not None
    if _NUMBER.fullmatch(host.rpartition(".")[2]):
        return _DOTTED.fullmatch(host) is not None
    return _HOST.fullmatch(host) is not None and len(host) <= 253


def _unusable(origin: str, what: str) -> IngestError:
    return IngestError(
        origin,
        f"The address {_without_password(shown(origin))} {what}: "
        "give a plain address like https://example.org/page.",
    )


def _without_password(address: str) -> str:
    return re.sub(r"//[^/@]*@", "//…@", address)
