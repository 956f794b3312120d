"""One page from the web, safely."""

import logging
import ssl
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

import httpcore
import httpx

from ingest.errors import IngestError
from ingest.fetching import NotModified, answers
from ingest.fetching.addresses import WebAddress, web_address
from ingest.fetching.connecting import (
    Deadline,
    PinnedBackend,
    Resolver,
    resolved,
    system_resolver,
)
from ingest.fetching.networks import AllowList
from ingest.given import Given, Validators
from ingest.inflating import DamagedError, TooLargeError, inflated, joined
from ingest.names import shown

MOST_REDIRECTS = 5
"""How often a page may lead to another address."""

_log = logging.getLogger(__name__)

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ACCEPT = (
    "text/html,application/xhtml+xml,application/pdf,application/epub+zip,text/*;q=0.9,*/*;q=0.5"
)


@dataclass(frozen=True, slots=True)
class _Redirect:
    to: str


class Fetcher:
    """Gets pages by http and https from the public internet, and from where `allow` vouches for.

    Every address a host has is checked, at every redirect anew, and the connection is made to
    one that was checked. Proxies and certificates named in the environment are not used, cookies
    are not kept, and nothing of the bot's is sent but its name and version.
    Objects may be used by several threads at once.
    """

    def __init__(
        self,
        allow: Sequence[str],
        most_bytes: int,
        timeout: float,
        *,
        resolver: Resolver = system_resolver,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """`timeout` is in seconds for a page as a whole; raises ValueError for an odd `allow`."""
        self._allowed = AllowList(allow)
        self._most_bytes = most_bytes
        self._timeout = timeout
        self._resolver = resolver
        self._tls = tls or httpx.create_ssl_context(trust_env=False)

    def fetch(self, address: str, validators: Validators | None = None) -> Given | NotModified:
        """The page at `address`, or NotModified if it is as `validators` say.

        Raises IngestError with one sentence for everything else that can happen.
        """
        place = web_address(address, address)
        origin = str(place)
        deadline = Deadline(self._timeout)
        try:
            for _ in range(MOST_REDIRECTS + 1):
                answer = self._asked(place, origin, validators, deadline)
                if not isinstance(answer, _Redirect):
                    return answer
                place = web_address(answer.to, origin, place)
        except httpcore.TimeoutException as error:
            raise self._too_slow(origin) from error
        raise IngestError(
            origin,
            f"The page {shown(origin)} leads on to other addresses more than {MOST_REDIRECTS} "
            "times: give the address where it ends.",
        )

    def _asked(
        self,
        place: WebAddress,
        origin: str,
        validators: Validators | None,
        deadline: Deadline,
    ) -> Given | NotModified | _Redirect:
        addresses = self._checked(place, origin, deadline)
        backend = PinnedBackend(addresses, deadline)
        try:
            with (
                httpcore.ConnectionPool(self._tls, network_backend=backend) as pool,
                pool.stream("GET", str(place), headers=_headers(place, validators)) as response,
            ):
                return self._answer(response, place, origin, validators)
        except (ssl.SSLError, httpcore.NetworkError, httpcore.ProtocolError) as error:
            _log.info("a page could not be fetched", extra={"page": origin, "error": str(error)})
            raise _unreachable(place, origin, error) from error

    def _checked(self, place: WebAddress, origin: str, deadline: Deadline) -> Sequence[str]:
        """The addresses of the host, all of which may be connected to."""
        try:
            addresses = resolved(self._resolver, place.host, place.port, deadline)
        except OSError as error:
            raise IngestError(
                origin,
                f"The host {shown(place.host)} of {shown(origin)} was not found: "
                "check the address.",
            ) from error
        for address in addresses:
            if not self._permits(place, address):
                raise IngestError(
                    origin,
                    f"{shown(origin)} leads to {shown(place.site)}, which is not a "
                    "public web server: pages inside a network can be read when the operator adds "
                    "their host to FETCH_ALLOW.",
                )
        return addresses

    def _permits(self, place: WebAddress, address: str) -> bool:
        try:
            return self._allowed.permits(place.host, address, place.port)
        except ValueError:  # an address with a zone, such as fe80::1%eth0
            return False

    def _answer(
        self,
        response: httpcore.Response,
        place: WebAddress,
        origin: str,
        validators: Validators | None,
    ) -> Given | NotModified | _Redirect:
        headers = answers.headers_of(response.headers)
        if response.status == 304 and validators is not None:
            return NotModified(origin)
        if response.status in _REDIRECTS and headers["location"]:
            return _Redirect(headers["location"].strip().replace(" ", "%20"))
        answers.check_status(response.status, origin)
        answers.check_type(headers, origin)
        data = self._body(response.iter_stream(), headers["content-encoding"], origin)
        return Given(
            origin,
            answers.name_of(headers, place),
            data,
            answers.media_type(headers),
            answers.charset(headers),
            answers.validators_of(headers),
        )

    def _body(self, chunks: Iterable[bytes], encoding: str | None, origin: str) -> bytes:
        packed = (encoding or "identity").strip().lower()
        try:
            if packed in {"gzip", "x-gzip", "deflate"}:
                return inflated(chunks, self._most_bytes)
            if packed == "identity":
                return joined(chunks, self._most_bytes)
        except TooLargeError as error:
            raise IngestError(
                origin,
                f"The page {shown(origin)} is larger than {self._most_bytes / 1e6:.3g} MB: "
                "give a smaller part of it.",
            ) from error
        except DamagedError as error:
            raise IngestError(
                origin, f"The page {shown(origin)} arrived damaged: try again later."
            ) from error
        raise IngestError(
            origin,
            f"The page {shown(origin)} was sent in the encoding {shown(packed)}, which was not "
            "asked for: save it as a file and give that.",
        )

    def _too_slow(self, origin: str) -> IngestError:
        return IngestError(
            origin,
            f"The page {shown(origin)} did not arrive within {self._timeout:g} seconds: "
            "try again later.",
        )


def _headers(place: WebAddress, validators: Validators | None) -> list[tuple[str, str]]:
    headers = [
        ("Host", place.site),
        ("User-Agent", _user_agent()),
        ("Accept", _ACCEPT),
        ("Accept-Encoding", "gzip, deflate"),
        ("Connection", "close"),
    ]
    if validators is not None and validators.etag:
        headers.append(("If-None-Match", validators.etag))
    if validators is not None and validators.last_modified:
        headers.append(("If-Modified-Since", validators.last_modified))
    return headers


def _user_agent() -> str:
    try:
        return f"Pilcrow/{version('pilcrow')}"
    except PackageNotFoundError:  # run from a checkout
        return "Pilcrow"


def _unreachable(place: WebAddress, origin: str, error: Exception) -> IngestError:
    if isinstance(error, ssl.SSLError) or "SSL" in str(error).upper():
        said = f"the certificate or the encryption of {shown(place.host)} is not in order"
    elif isinstance(error, httpcore.ConnectError):
        said = f"{shown(place.host)} cannot be reached"
    else:
        said = f"{shown(place.host)} broke off its answer or sent none"
    return IngestError(
        origin, f"The page {shown(origin)} was not fetched, as {said}: try again later."
    )
