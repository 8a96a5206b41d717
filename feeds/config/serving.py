"""What the configuration may say about serving."""

from __future__ import annotations

import re
from collections.abc import Collection
from ipaddress import ip_network
from typing import Annotated, Any, Literal

from msgspec import Meta

from feeds.config.checking import After, Before
from feeds.config.section import Section, listed

_RATE = re.compile(
    r"[1-9]\d{0,8} ?(?:/|per) ?(?:[1-9]\d{0,3} ?)?(?:second|minute|hour|day)s?",
    re.ASCII | re.IGNORECASE,
)
_TRUTHS = dict.fromkeys(("y", "yes", "on"), True) | dict.fromkeys(("n", "no", "off"), False)
_STORAGES = ("redis://", "rediss://", "redis+unix://")


def _rate(value: str) -> str:
    if not _RATE.fullmatch(value):
        raise ValueError(f"{value!r} is no rate; write one like 10/minute or 10/10 minutes")
    return value


def _storage(value: str) -> str:
    if value != "memory" and not value.startswith(_STORAGES):
        # What was written instead may hold a password.
        raise ValueError("is no storage; write memory or redis://HOST:6379/0")
    return value


def _network(value: str) -> str:
    try:
        return str(ip_network(value, strict=False))
    except ValueError as error:
        message = f"{value!r} is no address or network; write one like 10.0.0.5 or fd00::/8"
        raise ValueError(message) from error


def _as_truth(value: Any) -> Any:
    """YAML 1.1 has more words for it than its parser takes for one, and quotes undo all."""
    return _TRUTHS.get(value.lower(), value) if isinstance(value, str) else value


def _as_log(value: Any) -> Any:
    """YAML has ``off`` for a truth value."""
    return None if value is False else value


Rate = Annotated[str, After(_rate)]
Storage = Annotated[str, After(_storage)]
Network = Annotated[str, After(_network)]
AccessLog = Literal["text", "json"]


class LimitsSection(Section, frozen=True):
    """How often one may ask; without a storage, as often as one likes.

    A rate is so many requests in a window that the first of them opens, so that bursts
    are free. ``address`` is for all that one address asks for; the others are for one
    reader at one address and one feed, by whether the request is conditional.
    """

    storage: Storage | None = None
    address: Rate = "20000/10 minutes"
    unconditional: Rate = "10/10 minutes"
    conditional: Rate = "100/10 minutes"

    def require(self, given: Collection[str]) -> None:
        """Rates are of use where something keeps count."""
        if given and self.storage is None:
            raise ValueError("limits nothing without a storage; add storage: memory")


class ServeSection(Section, frozen=True):
    """How the feeds are served; ``host``, ``port`` and ``workers`` are ``feeds serve``'s alone."""

    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535)] = 8000
    workers: Annotated[int, Meta(ge=1, le=64)] = 1
    trusted_proxies: Annotated[tuple[Network, ...], Before(listed)] = ()
    access_log: Annotated[AccessLog | None, Before(_as_log)] = None
    metrics: Annotated[bool | None, Before(_as_truth)] = None
    limits: LimitsSection = LimitsSection()
