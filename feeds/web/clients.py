"""Who asks: the client's address, also behind proxies that are trusted to tell it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

_LONGEST = 1024  # characters of a header, those of the nearest hops, that are looked at
_KEPT = 1024
_IPV6_NETWORK = 64  # bits: what one subscriber is given (RFC 6177 2)

_FOR = re.compile(r'(?:^|;)\s*for=(?:"([^"]*)"|([^\s;"]+))', re.IGNORECASE)
_HOST_AND_PORT = re.compile(r"\[([^\[\]]*)\](?::\d+)?|([^:]*):\d+")

Address = IPv4Address | IPv6Address


class Clients:
    """Tells the clients of some requests apart."""

    def __init__(self, trusted: Iterable[str] = ()) -> None:
        """Take the addresses and networks of proxies whose word is believed."""
        self._trusted = tuple(ip_network(one) for one in trusted)
        self._known = lru_cache(maxsize=_KEPT)(self._address)

    def address(self, environ: Mapping[str, Any]) -> str:
        """Return the client's address; empty where it has none, as on a Unix socket.

        It is the rightmost of the addresses that proxies report which is no trusted
        proxy's own: what stands to the left of it, the client itself may have written.
        """
        peer = environ.get("REMOTE_ADDR") or ""
        if not self._trusted:
            return _canonical(peer)
        reported = environ.get("HTTP_X_FORWARDED_FOR")
        if reported is not None:
            return self._known(peer, reported[-_LONGEST:], len(reported) > _LONGEST, False)
        reported = environ.get("HTTP_FORWARDED") or ""
        return self._known(peer, reported[-_LONGEST:], len(reported) > _LONGEST, True)

    def _address(self, peer: str, reported: str, is_cut: bool, is_standard: bool) -> str:
        client = _parsed(peer)
        if peer and not self._trusts(client):
            return str(client or "")
        entries = reported.split(",")[is_cut:]
        for entry in reversed(entries):  # a peer without an address is on this machine
            hop = _parsed(_node(entry) if is_standard else entry.strip())
            if hop is None:
                break
            client = hop
            if not self._trusts(hop):
                break
        return str(client or "")

    def _trusts(self, address: Address | None) -> bool:
        return address is not None and any(address in network for network in self._trusted)


@lru_cache(maxsize=_KEPT)
def subscriber(address: str) -> str:
    """Return what all addresses of one subscriber have in common: of IPv6 the first 64 bits."""
    if ":" not in address:
        return address
    return str(ip_network((address, _IPV6_NETWORK), strict=False))


def _node(element: str) -> str:
    """Return whom an element of Forwarded is for (RFC 7239 5.2)."""
    found = _FOR.search(element)
    return (found[1] or found[2] or "") if found else ""


@lru_cache(maxsize=_KEPT)
def _canonical(text: str) -> str:
    return str(_parsed(text) or "")


def _parsed(text: str) -> Address | None:
    """Read an address, also with a port, in brackets, or as IPv6 writes one of IPv4."""
    bracketed = _HOST_AND_PORT.fullmatch(text)
    bare = (bracketed[1] or bracketed[2] or "") if bracketed else text
    try:
        address = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address
