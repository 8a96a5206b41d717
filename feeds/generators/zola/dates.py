"""Dates in Zola's front matter and file names; those without an offset are in UTC."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import NamedTuple

_DATE = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)"
    r"(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?[ \t]*(Z|z|[-+]\d\d?(?::\d\d)?)?)?"
)
_IN_NAME = re.compile(
    r"(?P<date>\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
    r"(?:T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[-+](?:[01]\d|2[0-3]):[0-5]\d))?)"
    r"(?:\s?[_-](?P<slug>.+)$)?"
)


class Named(NamedTuple):
    """A date found at the beginning of a name, and what follows it."""

    date: str | None
    slug: str | None


def read_date(value: object) -> datetime:
    """Return the moment that a TOML date, or a text, means; ``ValueError`` for anything else."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime.combine(value, time(), UTC)
    found = _DATE.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError(value)
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    micro = int((fraction or "").ljust(6, "0")[:6])
    clock = time(int(hour or 0), int(minute or 0), int(second or 0), micro, _zone(zone))
    return datetime.combine(date(int(year), int(month), int(day)), clock)


def _zone(text: str | None) -> timezone:
    if text in (None, "Z", "z"):
        return UTC
    hours, _, minutes = str(text)[1:].partition(":")
    delta = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(-delta if str(text)[0] == "-" else delta)


def date_in_name(name: str) -> Named:
    """Find a date at the beginning of a file's or folder's name."""
    found = _IN_NAME.match(name)
    return Named(found["date"], found["slug"]) if found else Named(None, None)
