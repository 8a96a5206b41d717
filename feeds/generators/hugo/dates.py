"""Dates in the formats that Hugo accepts (github.com/spf13/cast)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any

import msgspec

from feeds.generators.hugo import values
from feeds.generators.values import offset_of
from feeds.zones import zone

_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_DAYS = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_LONG_DAYS = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_DATE = r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"
_TIME = r"(?P<hour>\d\d?):(?P<minute>\d\d):(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?"
_HOUR = r"(?P<hour>\d\d?):(?P<minute>\d\d)"
_NAME = r"[A-Z]{3,5}(?:[-+]\d{1,2})?"
_OFFSET = r"(?P<zone>[-+]\d\d\d\d)"
_COLON = r"(?P<zone>Z|[-+]\d\d:\d\d)"
_NAMED_MONTH = rf"(?P<day>\d\d) (?P<month>{_MONTHS}) (?P<year>\d{{4}})"
_SHORT_YEAR = rf"(?P<day>\d\d) (?P<month>{_MONTHS}) (?P<short>\d\d)"
_ANSIC = rf"{_DAYS} (?P<month>{_MONTHS}) +(?P<day>\d{{1,2}}) {_TIME}"
_FORMATS = (
    _DATE,
    f"{_DATE}T{_TIME}{_COLON}",
    f"{_DATE}T{_TIME}",
    f"{_DAYS}, {_NAMED_MONTH} {_TIME} {_OFFSET}",
    f"{_DAYS}, {_NAMED_MONTH} {_TIME} {_NAME}",
    f"{_SHORT_YEAR} {_HOUR} {_OFFSET}",
    f"{_SHORT_YEAR} {_HOUR} {_NAME}",
    rf"{_LONG_DAYS}, (?P<day>\d\d)-(?P<month>{_MONTHS})-(?P<short>\d\d) {_TIME} {_NAME}",
    f"{_DATE} {_TIME} {_OFFSET} {_NAME}",
    f"{_DATE}T{_TIME}{_OFFSET}",
    rf"{_DATE} {_TIME}(?P<zone>Z|[-+]\d{{4}})",
    f"{_DATE} {_TIME}",
    rf"{_ANSIC} (?P<year>\d{{4}})",
    rf"{_ANSIC} {_NAME} (?P<year>\d{{4}})",
    rf"{_ANSIC} {_OFFSET} (?P<year>\d{{4}})",
    f"{_DATE} {_TIME}{_COLON}",
    _NAMED_MONTH,
    rf"{_DATE} {_TIME} (?P<zone>[-+]\d\d:\d\d)",
    f"{_DATE} {_TIME} {_OFFSET}",
)
_PATTERNS = tuple(re.compile(pattern, re.ASCII) for pattern in _FORMATS)
_FILE_TIME = re.compile(r"(\d{4}-\d\d-\d\d).(\d\d)-(\d\d)-(\d\d)(.*)", re.ASCII | re.DOTALL)
_FILE_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(.*)", re.ASCII | re.DOTALL)

NEVER = datetime(1, 1, 2, tzinfo=UTC)
"""Orders posts without a date after all others."""


def parse(value: object, timezone_name: str) -> datetime:
    """Read a date in its own zone, or else in the site's; the result has a fixed offset.

    Numbers are seconds since the epoch. Raises ``ValueError`` if it is not a date.
    """
    home = zone(timezone_name)
    if isinstance(value, datetime):
        return _fixed(value if value.tzinfo else value.replace(tzinfo=home))
    if isinstance(value, date):
        return _fixed(datetime(value.year, value.month, value.day, tzinfo=home))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _since_epoch(value)
    if not isinstance(value, str):
        raise ValueError(value)
    return _parse_text(value, home)


def _since_epoch(seconds: float) -> datetime:
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (OverflowError, OSError) as error:
        raise ValueError(seconds) from error


def _parse_text(text: str, home: tzinfo) -> datetime:
    found = next(filter(None, (pattern.fullmatch(text) for pattern in _PATTERNS)), None)
    if found is None:
        raise ValueError(text)
    parts = found.groupdict()
    given = parts.get("zone")
    whole = datetime(
        _year(parts),
        _month(parts["month"]),
        int(parts["day"]),
        int(parts.get("hour") or 0),
        int(parts.get("minute") or 0),
        int(parts.get("second") or 0),
        int((parts.get("fraction") or "0").ljust(6, "0")[:6]),
        timezone(offset_of(given)) if given else home,
    )
    return _fixed(whole)


def _year(parts: Mapping[str, str | None]) -> int:
    short = parts.get("short")
    if short is None:
        return int(parts["year"] or 0)
    return int(short) + (1900 if int(short) >= 69 else 2000)


def _month(given: str | None) -> int:
    given = given or ""
    return int(given) if given.isdigit() else _MONTHS.split("|").index(given) + 1


def _fixed(moment: datetime) -> datetime:
    try:
        moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(moment) from error
    return moment.replace(tzinfo=timezone(moment.utcoffset() or timedelta()))


def date_in_name(name: str, timezone_name: str) -> tuple[datetime, str] | None:
    """Return the date at the beginning of a file's base name, and the slug after it."""
    timed = _FILE_TIME.match(name)
    if timed:
        try:
            day, hour, minute, second, rest = timed.groups()
            moment = parse(f"{day}T{hour}:{minute}:{second}", timezone_name)
            return moment, rest.strip(" -_")
        except ValueError:
            pass
    dated = _FILE_DATE.match(name)
    try:
        return (parse(dated[1], timezone_name), dated[2].strip(" -_")) if dated else None
    except ValueError:
        return None


_ALIASES: Mapping[str, tuple[str, ...]] = {
    "lastmod": ("modified",),
    "publishdate": ("pubdate", "published"),
    "expirydate": ("unpublishdate",),
}
_DEFAULTS: Mapping[str, tuple[str, ...]] = {
    "date": ("date", "publishdate", "lastmod"),
    "lastmod": (":git", "lastmod", "date", "publishdate"),
    "publishdate": ("publishdate", "date"),
    "expirydate": ("expirydate",),
}
UNKNOWABLE = (":git", ":filemodtime")
"""Sources of dates outside a post's file."""


class DateSources(msgspec.Struct, frozen=True):
    """Where each of a page's four dates comes from: ``[frontmatter]`` in the configuration."""

    keys: Mapping[str, tuple[str, ...]]
    """By the name of a date, the front matter keys to try in turn, and special sources."""

    @property
    def unknowable(self) -> list[str]:
        """The configured sources that cannot be read, apart from Hugo's default ones."""
        found = (key for name, keys in self.keys.items() for key in keys if key in UNKNOWABLE)
        default = ":git" if ":git" in self.keys["lastmod"] else None
        return sorted({key for key in found if key != default})


def sources(configured: object) -> DateSources:
    """Read ``[frontmatter]``, its keys in lower case."""
    keys = {}
    for name, default in _DEFAULTS.items():
        given = [one.lower() for one in values.strings(values.at(configured, name))] or [*default]
        expanded = [key for one in given for key in (default if one == ":default" else (one,))]
        aliased = [key for one in expanded for key in (one, *_ALIASES.get(one, ()))]
        keys[name] = tuple(dict.fromkeys(aliased))
    return DateSources(keys)


class PageDates(msgspec.Struct, frozen=True):
    """A page's dates; None for those that it does not have."""

    date: datetime | None
    lastmod: datetime | None
    published: datetime | None
    expiry: datetime | None
    slug: str = ""
    """What the file's name has after the date, if the date was taken from the name."""


class BadDate(ValueError):
    """The value of ``key`` is not a date."""

    def __init__(self, key: str, value: object) -> None:
        super().__init__(key, value)
        self.key, self.value = key, value


def page_dates(
    given: Mapping[str, Any], sources: DateSources, name: str, timezone_name: str
) -> PageDates:
    """Find a page's dates in its values and base name. Raises :class:`BadDate`."""
    known = dict(given)
    slug = ""

    def find(kind: str) -> datetime | None:
        nonlocal slug
        for key in sources.keys[kind]:
            if key == ":filename":
                dated = date_in_name(name, timezone_name)
                if dated:
                    found, slug = dated
                    known.setdefault(kind, found)
                    return found
            elif known.get(key) not in (None, "") and not _is_flag(key, known[key]):
                try:
                    found = parse(known[key], timezone_name)
                except ValueError as error:
                    raise BadDate(key, known[key]) from error
                known[key] = found
                known.setdefault(kind, found)
                return found
        return None

    day, lastmod, published, expiry = map(find, ("date", "lastmod", "publishdate", "expirydate"))
    return PageDates(day, lastmod, published, expiry, slug)


def _is_flag(key: str, value: object) -> bool:
    """``published`` may be a date as well as yes or no."""
    return key == "published" and values.flag(value) is not None
