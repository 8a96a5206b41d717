"""Dates as Eleventy takes them: YAML timestamps and ISO 8601, in UTC where no zone is named.

https://www.11ty.dev/docs/dates/
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

# js-yaml 4, type/timestamp: what YAML makes a date of by itself
_YAML = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)"
    r"(?:[Tt]|[ \t]+)(?P<hour>\d\d?):(?P<minute>\d\d):(?P<second>\d\d)(?:\.(?P<fraction>\d*))?"
    r"(?:[ \t]*(?P<zone>Z|[-+]\d\d?(?::\d\d)?))?"
)
# Luxon's DateTime.fromISO takes these of text
_ISO = re.compile(
    r"(?P<year>[+-]\d{6}|\d{4})(?:-?(?P<month>\d\d)(?:-?(?P<day>\d\d))?"
    r"|-?W(?P<week>\d\d)(?:-?(?P<weekday>\d))?|-?(?P<ordinal>\d{3}))?"
    r"(?:T(?P<hour>\d\d)(?::?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,30}))?)?)?"
    r"(?P<zone>Z|[-+]\d\d(?::?\d\d)?)?)?"
)
_IN_PATH = re.compile(r"\d{4}-\d{2}-\d{2}")


def parse_date(text: str) -> datetime:
    """Read a date of front matter or data, to the millisecond; ``ValueError`` if it is none."""
    text = text.strip()
    found = _YAML.fullmatch(text) or _ISO.fullmatch(text)
    if found is None:
        raise ValueError(text)
    try:
        return _moment(found.groupdict())
    except OverflowError as error:
        raise ValueError(text) from error


def _moment(parts: dict[str, str | None]) -> datetime:
    fraction = (parts["fraction"] or "").ljust(3, "0")[:3]
    clock = timedelta(
        hours=int(parts["hour"] or 0),
        minutes=int(parts["minute"] or 0),
        seconds=int(parts["second"] or 0),
        milliseconds=int(fraction),
    )
    if clock > timedelta(days=1):
        raise ValueError(clock)
    return _day(parts) + clock - _offset(parts["zone"])


def _day(parts: dict[str, str | None]) -> datetime:
    year = int(parts["year"] or 0)
    if week := parts.get("week"):
        found = datetime.fromisocalendar(year, int(week), int(parts["weekday"] or 1))
        return found.replace(tzinfo=UTC)
    if ordinal := parts.get("ordinal"):
        day = int(ordinal)
        if not 1 <= day <= 366:
            raise ValueError(ordinal)
        return datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=day - 1)
    return datetime(year, int(parts["month"] or 1), int(parts["day"] or 1), tzinfo=UTC)


def _offset(zone: str | None) -> timedelta:
    if zone in (None, "Z"):
        return timedelta()
    digits = str(zone)[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    delta = timedelta(hours=int(hours), minutes=int(minutes))
    return -delta if str(zone)[0] == "-" else delta


def date_in_path(path: str) -> str | None:
    """Return the first date in a path, directories included."""
    found = _IN_PATH.search(path)
    return found[0] if found else None
