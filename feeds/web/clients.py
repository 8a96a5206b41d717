"""Who asks: the client's address, also behind proxies that are trusted to tell it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

_LONGEST = 4096  # characters of a header, and...
_MOST_HOPS = 32  # ...its entries, the nearest ones, that are looked at
_IPV6_NETWORK = 64  # bits: what one subscriber is given (RFC 6177 2)

_FOR = re.compile(r'(?:^|;)\s*for=(?:"([^"]*)"|([^\s;"]+))', re.IGNORECASE)
_HOST_AND_PORT = re.compile(r"\[([^\[\]]*)\](?::\d+)?|([^:]*):\d+")

Address = IPv4Address | IPv6Address


class Clients:
    """Tells the clients of some requests apart."""

    def __init__(self, trusted: Iterable[str] = ()) -> None:
        """Take the addresses and networks of proxies whose word is believed."""
        self._trusted = tuple(ip_network(one) for one in trusted)

    def address(self, environ: Mapping[str, Any]) -> str:
        """Return the client's address; empty where it has none, as on a Unix socket.

        It is the rightmost of the addresses that proxies report which is no trusted
        proxy's own: what stands to the left of it, the client itself may have written.
        """
        peer: str = environ.get("REMOTE_ADDR") or ""
        if not self._trusted:
            return _canonical(peer)
        client = _parsed(peer)
        if peer and not self._trusts(client):
            return str(client or "")
        for hop in _hops(environ):  # a peer without address is a Unix socket, so a proxy's
            if hop is None:
                break
            client = hop
            if not self._trusts(hop):
                break
        return str(client or "")

    def _trusts(self, address: Address | None) -> bool:
        return address is not None and any(address in network for network in self._trusted)


@lru_cache(maxsize=4096)
def subscriber(address: str) -> str:
    """Return what all addresses of one subscriber have in common: of IPv6 the first 64 bits."""
    if ":" not in address:
        return address
    return str(ip_network((address, _IPV6_NETWORK), strict=False))


def _hops(environ: Mapping[str, Any]) -> Iterator[Address | None]:
    """Yield who asked whom, from the nearest hop back; None where that is not told."""
    reported: str | None = environ.get("HTTP_X_FORWARDED_FOR")
    if reported is not None:
        yield from map(_parsed, _from_right(reported))
        return
    for element in _from_right(environ.get("HTTP_FORWARDED") or ""):  # RFC 7239 5.2
        found = _FOR.search(element)
        yield _parsed(found[1] or found[2] or "") if found else None


def _from_right(header: str) -> list[str]:
    entries = header[-_LONGEST:].rsplit(",", _MOST_HOPS)[-_MOST_HOPS:]
    return [entry.strip() for entry in reversed(entries)]


@lru_cache(maxsize=4096)
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
