"""Dates and time zones as Ruby reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone

from feeds.generators.jekyll import dateparse
from feeds.generators.yaml_values import Timestamp
from feeds.zones import zone

_FIRST_YEAR, _LAST_YEAR = 1000, 9999
_COMMON = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:[ Tt]+([0-9]{1,2}):([0-9]{1,2})(?::([0-9]{1,2})(?:\.[0-9]*)?)?"
    r"\s*(Z|UTC|GMT|[-+][0-9]{2}:?[0-9]{2})?)?"
)
_OFFSET = re.compile(r"([-+])([0-9]{2})(?:(:?)([0-9]{2})(?:\3([0-9]{2}))?)?")
_PSYCH_OFFSET = re.compile(r"([-+][0-9]{1,2}):?([0-9]{2})?")
_PSYCH = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Tt]|\s+)"
    r"([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]*)?\s*(.*)"
)
_PSYCH_ZONE = re.compile(r":[0-9]{2}(?:\.[0-9]*)?\s*[-+][0-9:]+$")
_HOURS = {
    "UTC": 0,
    "Z": 0,
    "UT": 0,
    "GMT": 0,
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
    **dict(zip("ABCDEFGHIKLM", range(1, 13), strict=True)),
    **dict(zip("NOPQRSTUVWXY", range(-1, -13, -1), strict=True)),
}
"""RFC 822's and military zones: their offset in hours, which the site's zone does not change."""


def parse_date(value: str, timezone_name: str) -> datetime:
    """Read a date as Jekyll does, in the zone of the site.

    ``value`` is the text of a date; a :class:`~feeds.generators.yaml_values.Timestamp` without
    a zone is in UTC. The result has a fixed offset and no fraction of a second.
    Raises ``ValueError`` if Ruby finds no date, or completes it from the clock.
    """
    try:
        moment = _timestamp(value) if isinstance(value, Timestamp) else None
        return _settled(moment or _parsed(value, timezone_name), timezone_name)
    except OverflowError as error:
        raise ValueError(value) from error


def parse_moment(value: object, timezone_name: str) -> datetime:
    """Read what Liquid takes for a date: one as above, or digits, seconds since the epoch.

    Raises ``ValueError`` for anything else.
    """
    if isinstance(value, str) and not value.isdecimal():
        return parse_date(value, timezone_name)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError(value)
    try:
        return _settled(datetime.fromtimestamp(int(value), UTC), timezone_name)
    except (OverflowError, OSError) as error:
        raise ValueError(value) from error


def timestamp_text(value: Timestamp, timezone_name: str) -> str:
    """Write a timestamp that is used as text, in a title say, as Ruby's ``Time#to_s`` does."""
    try:
        moment = _timestamp(value)
        if moment is None:
            return str(value)
        if value.endswith("Z"):
            return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
        named = _PSYCH_ZONE.search(value)
        local = moment if named else moment.astimezone(zone(timezone_name))
        return f"{local:%Y-%m-%d %H:%M:%S %z}"
    except (OverflowError, ValueError):
        return str(value)


def _settled(moment: datetime, timezone_name: str) -> datetime:
    """Return the moment at the fixed offset that the site's zone has at it."""
    local = moment.astimezone(zone(timezone_name))
    if not (_FIRST_YEAR <= local.year <= _LAST_YEAR and moment.year >= _FIRST_YEAR):
        raise ValueError(moment)
    moment.astimezone(UTC)
    return local.replace(tzinfo=timezone(local.utcoffset() or timedelta()), fold=0)


def _timestamp(value: str) -> datetime | None:
    """Read a date as Psych does; None if Psych reads it as text."""
    found = _PSYCH.fullmatch(value)
    if found is None:
        return None
    try:
        naive = _naive(map(int, found.groups()[:6]))
        return naive.replace(tzinfo=timezone(_psych_offset(found[7])))
    except ValueError:
        return None


def _naive(numbers: Iterable[int]) -> datetime:
    """Return a year, month, day, hour, minute and second as a datetime without a zone.

    Days after the end of a month run over, as in the C library.
    """
    year, month, day, hour, minute, second = numbers
    is_time = (hour < 24 and minute < 60 and second <= 60) or (hour, minute, second) == (24, 0, 0)
    if not (1 <= month <= 12 and 1 <= day <= 31 and is_time):
        raise ValueError(f"{year}-{month}-{day} {hour}:{minute}:{second}")
    first = datetime.combine(date(year, month, 1), time())
    return first + timedelta(day - 1, (hour * 60 + minute) * 60 + second)


def _psych_offset(text: str) -> timedelta:
    found = _PSYCH_OFFSET.match(text)
    if found is None:
        return timedelta()
    hours, minutes = int(found[1]), int(found[2] or 0)
    return timedelta(hours=hours, minutes=-minutes if hours < 0 else minutes)


def _parsed(value: str, timezone_name: str) -> datetime:
    found = _COMMON.fullmatch(value)
    if found:
        *numbers, name = found.groups()
        return _placed([int(number or 0) for number in numbers], name, timezone_name)
    parts = dateparse.parse(value)
    if parts.year is None or parts.before_christ:
        raise ValueError(value)
    month, day = parts.month or 1, parts.day or 1
    if parts.day_of_year is not None:
        month, day = _day_of_year(parts.year, parts.day_of_year)
    elif parts.month == 0 or parts.day == 0:
        raise ValueError(value)
    clock = parts.hour or 0, parts.minute or 0, parts.second or 0
    return _placed([parts.year, month, day, *clock], parts.zone, timezone_name)


def _day_of_year(year: int, day: int) -> tuple[int, int]:
    if not 1 <= day <= 366:
        raise ValueError(day)
    found = date(year, 1, 1) + timedelta(day - 1)
    if found.year != year:
        raise ValueError(day)
    return found.month, found.day


def _placed(numbers: Sequence[int], name: str | None, timezone_name: str) -> datetime:
    """Return the moment of a date and a time, in the zone ``name`` if it is known."""
    naive = _naive(numbers)
    offset = _offset(name, numbers[0], timezone_name) if name else None
    return (
        _local(naive, timezone_name) if offset is None else naive.replace(tzinfo=timezone(offset))
    )


def _local(naive: datetime, timezone_name: str) -> datetime:
    """Return a local time; where clocks change, Ruby takes the later of two instants."""
    local = naive.replace(tzinfo=zone(timezone_name))
    return max(local.astimezone(UTC), local.replace(fold=1).astimezone(UTC))


def _offset(name: str, year: int, timezone_name: str) -> timedelta | None:
    """Return the offset of digits, a zone of RFC 822, or an abbreviation of the site's zone."""
    name = name.upper()
    found = _OFFSET.fullmatch(name)
    if found:
        hours, minutes, seconds = int(found[2]), int(found[4] or 0), int(found[5] or 0)
        delta = timedelta(hours=hours, minutes=minutes, seconds=seconds)
        return -delta if found[1] == "-" else delta
    if name in _HOURS:
        return timedelta(hours=_HOURS[name])
    for month in (1, 7):
        local = datetime(year, month, 1, tzinfo=zone(timezone_name))
        if (local.tzname() or "").upper() == name:
            return local.utcoffset()
    return None
