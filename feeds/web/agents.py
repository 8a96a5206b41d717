"""What a reader says of itself in User-Agent (RFC 9110 10.1.5)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_LONGEST = 512  # characters that are looked at
_LONGEST_NAME = 40

# Names may be of several words: "Tiny Tiny RSS/21.05", "NewsBlur Feed Fetcher - 12 subscribers".
_NAME = re.compile(r"[A-Za-z][\w.+!-]*(?: [A-Za-z][\w.+!-]*(?=[ /;,(]|$))*", re.ASCII)
_COMPATIBLE = re.compile(r"\(compatible; *([A-Za-z][\w.+! -]*)", re.ASCII)
_PRODUCT = re.compile(r"([A-Za-z][\w.+-]*)/[\w.]", re.ASCII)
_COMMENT = re.compile(r"\([^()]*\)")
_SUBSCRIBERS = re.compile(r"(?<![\w.])(\d{1,9}) (?:subscriber|reader)s?\b", re.ASCII)

_PRETENDED = ("Chrome", "Safari")
"""What browsers and their like all call themselves, for sites that asked for it once; the
first that is there tells most."""
_ENGINES = {"AppleWebKit", "Gecko", "Mobile", "Mozilla", "Version", *_PRETENDED}


class Agent(NamedTuple):
    """A reader, as it names itself."""

    name: str
    """Printable ASCII without quotes; empty where it has none."""
    subscribers: int | None
    """For how many people it asks, where it tells."""


@lru_cache(maxsize=1024)
def _agent(text: str) -> Agent:
    found = _SUBSCRIBERS.search(text)
    return Agent(_name(text)[:_LONGEST_NAME].rstrip(), int(found[1]) if found else None)


def agent(user_agent: str | None) -> Agent:
    """Read a User-Agent, whatever is in it."""
    return _agent((user_agent or "")[:_LONGEST])


def _name(text: str) -> str:
    if text.startswith("Mozilla/"):
        return _name_behind_mozilla(text)
    found = _NAME.match(text)
    return found[0] if found else ""


def _name_behind_mozilla(text: str) -> str:
    compatible = _COMPATIBLE.search(text)
    if compatible:
        return compatible[1]
    products = _PRODUCT.findall(_COMMENT.sub("", text))
    own = [product for product in products if product not in _ENGINES]
    return own[-1] if own else next((n for n in _PRETENDED if n in products), "Mozilla")
