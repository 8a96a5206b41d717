"""What config.yaml may say about serving."""

from __future__ import annotations

import re
from ipaddress import ip_network
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from feeds.config.section import Section, listed

_RATE = re.compile(
    r"[1-9]\d{0,8} ?(?:/|per) ?(?:[1-9]\d{0,3} ?)?(?:second|minute|hour|day)s?",
    re.ASCII | re.IGNORECASE,
)
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


def _as_log(value: Any) -> Any:
    """YAML has ``off`` for a truth value."""
    return None if value is False else value


Rate = Annotated[str, AfterValidator(_rate)]
Storage = Annotated[str, AfterValidator(_storage)]
Network = Annotated[str, AfterValidator(_network)]
AccessLog = Literal["text", "json"]


class LimitsSection(Section):
    """How often one may ask; without a storage, as often as one likes.

    A rate is so many requests in a window that the first of them opens, so that bursts
    are free. ``address`` is for all that one address asks for; the others are for one
    reader at one address and one feed, by whether the request is conditional.
    """

    storage: Storage | None = None
    address: Rate = "20000/10 minutes"
    unconditional: Rate = "10/10 minutes"
    conditional: Rate = "100/10 minutes"

    @model_validator(mode="after")
    def _of_some_use(self) -> Self:
        if self.model_fields_set and self.storage is None:
            raise ValueError("limits nothing without a storage; add storage: memory")
        return self


class ServeSection(Section):
    """How the feeds are served; ``host``, ``port`` and ``workers`` are ``feeds serve``'s alone."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    trusted_proxies: Annotated[tuple[Network, ...], BeforeValidator(listed)] = ()
    access_log: Annotated[AccessLog | None, BeforeValidator(_as_log)] = None
    metrics: bool | None = None
    limits: LimitsSection = LimitsSection()
