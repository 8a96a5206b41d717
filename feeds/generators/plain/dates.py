"""Dates as people write them in plain posts: ISO 8601, loosely."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

from feeds.zones import zone

_DATE = re.compile(
    r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})"
    r"(?:(?:[Tt]|\s+)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})"
    r"(?:[.,](?P<fraction>\d+))?)?)?"
    r"\s*(?P<zone>Z|z|UTC|GMT|[-+]\d{1,2}(?::?\d{2})?)?"
)
_FILE_DATE = re.compile(r"(?:^|/)(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?=[-_./ ]|$)")


class Zoneless(ValueError):
    """A date that means another moment in every time zone."""


class FileDate(NamedTuple):
    """A date found in a path, and the name that the path gives the post."""

    date: str | None
    rest: str


def parse_date(text: str, timezone_name: str) -> datetime:
    """Read a date, with or without a time, in its own zone or else in the site's.

    The result is aware, its offset fixed. Raises ``ValueError`` where it is no date, and
    :class:`Zoneless` where neither it nor the site names a zone.
    """
    found = _DATE.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    offset = found["zone"]
    if not offset and not timezone_name:
        raise Zoneless(text)
    whole = datetime(
        int(found["year"]),
        int(found["month"]),
        int(found["day"]),
        int(found["hour"] or 0),
        int(found["minute"] or 0),
        int(found["second"] or 0),
        int((found["fraction"] or "0").ljust(6, "0")[:6]),
        _fixed(offset) if offset else zone(timezone_name),
    )
    try:
        whole.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(text) from error
    return whole.replace(tzinfo=timezone(whole.utcoffset() or timedelta()))


def _fixed(offset: str) -> timezone:
    if offset in ("Z", "z", "UTC", "GMT"):
        return UTC
    digits = offset[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    delta = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-delta if offset[0] == "-" else delta)


def date_in_path(path: str) -> FileDate:
    """Find a date such as ``2026-11-23-title.md`` or ``2026/11/23/title.md`` in a path.

    ``title/index.md`` is named like its folder.
    """
    named = path.rpartition(".")[0].removesuffix("/index")
    found = list(_FILE_DATE.finditer(named))
    start = found[-1].end() if found else 0
    rest = named[start:].rpartition("/")[2].lstrip("-_. ")
    return FileDate(
        "-".join(found[-1].groups()) if found else None, rest or named.rpartition("/")[2]
    )
