"""The IP address of a client, also behind proxies, and its User-Agent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

import msgspec

_LONGEST_FORWARDED = 1024
"""Characters of a header that are read: the last ones, of the nearest proxies."""
_KEPT = 1024
"""Results that are cached."""
_IPV6_NETWORK = 64
"""Bits of an IPv6 address that one subscriber of a provider has (RFC 6177 2)."""

_FOR = re.compile(r'(?:^|;)\s*for=(?:"([^"]*)"|([^\s;"]+))', re.IGNORECASE)
_HOST_AND_PORT = re.compile(r"\[([^\[\]]*)\](?::\d+)?|([^:]*):\d+")

_LONGEST_AGENT = 512  # characters that are read
_LONGEST_NAME = 40

# Names may have several words: "Tiny Tiny RSS/21.05", "NewsBlur Feed Fetcher - 12 subscribers".
_NAME = re.compile(r"[A-Za-z][\w.+!-]*(?: [A-Za-z][\w.+!-]*(?=[ /;,(]|$))*", re.ASCII)
_COMPATIBLE = re.compile(r"\(compatible; *([A-Za-z][\w.+! -]*)", re.ASCII)
_PRODUCT = re.compile(r"([A-Za-z][\w.+-]*)/[\w.]", re.ASCII)
_COMMENT = re.compile(r"\([^()]*\)")
_SUBSCRIBERS = re.compile(r"(?<![\w.])(\d{1,9}) (?:subscriber|reader)s?\b", re.ASCII)

_BROWSERS = ("Chrome", "Safari")
"""Names that browsers also give for compatibility; the first one found says the most."""
_ENGINES = {"AppleWebKit", "Gecko", "Mobile", "Mozilla", "Version", *_BROWSERS}

Address = IPv4Address | IPv6Address


class Clients:
    """Finds the clients' addresses."""

    def __init__(self, trusted: Iterable[str] = ()) -> None:
        """``trusted`` are the addresses and networks of trusted proxies."""
        self._trusted = tuple(ip_network(one) for one in trusted)
        self._known = lru_cache(maxsize=_KEPT)(self._address)

    def address(self, environ: Mapping[str, Any]) -> str:
        """Return the client's address; empty if it has none, as on a Unix socket.

        It is the last of the addresses that proxies report, trusted proxies left out. The
        client itself may have written the ones before it.
        """
        peer = environ.get("REMOTE_ADDR") or ""
        if not self._trusted:
            return _canonical(peer)
        reported = environ.get("HTTP_X_FORWARDED_FOR")
        is_standard = reported is None
        if reported is None:
            reported = environ.get("HTTP_FORWARDED") or ""
        is_cut = len(reported) > _LONGEST_FORWARDED
        return self._known(peer, reported[-_LONGEST_FORWARDED:], is_cut, is_standard)

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
    """Return what all addresses of one subscriber share: of IPv6 the first 64 bits."""
    if ":" not in address:
        return address
    return str(ip_network((address, _IPV6_NETWORK), strict=False))


def _node(element: str) -> str:
    """Return the address in an element of Forwarded (RFC 7239 5.2)."""
    found = _FOR.search(element)
    return (found[1] or found[2] or "") if found else ""


@lru_cache(maxsize=_KEPT)
def _canonical(text: str) -> str:
    return str(_parsed(text) or "")


def _parsed(text: str) -> Address | None:
    """Read an address, also with a port, in brackets, or an IPv4 address written as IPv6."""
    bracketed = _HOST_AND_PORT.fullmatch(text)
    bare = (bracketed[1] or bracketed[2] or "") if bracketed else text
    try:
        address = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address


class Agent(msgspec.Struct, frozen=True):
    """A feed reader, as its User-Agent names it (RFC 9110 10.1.5)."""

    name: str
    """Printable ASCII without quotes; empty if it has no name."""
    subscribers: int | None
    """How many people it polls for; None if it does not say."""


def agent(user_agent: str | None) -> Agent:
    """Read a User-Agent, whatever is in it."""
    return _agent((user_agent or "")[:_LONGEST_AGENT])


@lru_cache(maxsize=_KEPT)
def _agent(text: str) -> Agent:
    found = _SUBSCRIBERS.search(text)
    return Agent(_name(text)[:_LONGEST_NAME].rstrip(), int(found[1]) if found else None)


def _name(text: str) -> str:
    if text.startswith("Mozilla/"):
        return _name_after_mozilla(text)
    found = _NAME.match(text)
    return found[0] if found else ""


def _name_after_mozilla(text: str) -> str:
    compatible = _COMPATIBLE.search(text)
    if compatible:
        return compatible[1]
    products = _PRODUCT.findall(_COMMENT.sub("", text))
    own = [product for product in products if product not in _ENGINES]
    return own[-1] if own else next((n for n in _BROWSERS if n in products), "Mozilla")
