"""Which network addresses may be fetched from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address

USUAL_PORTS = frozenset({80, 443, 8080, 8443})
"""The ports that pages of the web are served from."""

_CLOSED_4 = tuple(  # IANA's special-purpose registry for IPv4, and multicast
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",  # Azure's own services; it looks public, but only its machines see it
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_GLOBAL_6 = IPv6Network("2000::/3")  # all that is handed out; mapped and local forms lie outside
_CLOSED_6 = tuple(  # what of it is special; Teredo and 6to4 carry an IPv4 address inside
    IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
_NAT64 = IPv6Network("64:ff9b::/96")

_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*")
_BRACKETS = re.compile(r"\[([^\]]+)\](?::(\d+))?")


def is_public(address: Address) -> bool:
    """Whether everybody on the internet means the same machine by `address`.

    Private, loopback, link-local, shared, multicast, reserved and documentation ranges are not
    public, nor is any form in IPv6 that stands for an address in IPv4; an address behind NAT64
    is judged by the IPv4 address that it carries.
    """
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _CLOSED_4)
    if address in _NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    return address in _GLOBAL_6 and not any(address in network for network in _CLOSED_6)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One host or network; `port` None means any."""

    place: str | IPv4Network | IPv6Network
    port: int | None

    def covers(self, host: str, address: Address, port: int) -> bool:
        if self.port not in {None, port}:
            return False
        if isinstance(self.place, str):
            return self.place == host
        return address in self.place


class AllowList:
    """What the operator vouches for beside the public internet.

    An entry is a host name (and whatever address it has), an address or a network, each with
    `:port` behind it or for every port. Raises ValueError for an entry that is none of these.
    """

    def __init__(self, entries: Sequence[str]) -> None:
        self._entries = tuple(_entry(entry.strip()) for entry in entries if entry.strip())

    def permits(self, host: str, address: str, port: int) -> bool:
        """Whether `address`, which `host` was found to have, may be connected to at `port`."""
        place = ip_address(address)
        if any(entry.covers(host, place, port) for entry in self._entries):
            return True
        return is_public(place) and port in USUAL_PORTS


def _entry(text: str) -> _Entry:
    bracketed = _BRACKETS.fullmatch(text)
    if bracketed:
        place, port = _place(bracketed[1]), bracketed[2]
    elif text.count(":") == 1:
        host, _, port = text.partition(":")
        place = _place(host)
    else:
        place, port = _place(text), None
    if place is None or (port is not None and not (port.isdecimal() and int(port) < 65_536)):
        raise ValueError(
            f"FETCH_ALLOW has the entry '{text}'. It must be a host name, an address or a network, "
            "with or without a port, like wiki.local, 10.1.0.0/16 or [::1]:8080."
        )
    return _Entry(place, None if port is None else int(port))


def _place(text: str) -> str | IPv4Network | IPv6Network | None:
    try:
        return ip_network(text)
    except ValueError:
        name = text.lower().rstrip(".")
        looks_numeric = name.rpartition(".")[2].isdecimal()
        return name if _NAME.fullmatch(name) and not looks_numeric else None
