"""Filters of dates, in the zone of the site."""

from __future__ import annotations

from datetime import UTC, datetime

from feeds.generators.jekyll.dates import parse_date
from feeds.generators.jekyll.liquid.context import Context
from feeds.generators.jekyll.liquid.filters.registry import filters
from feeds.generators.jekyll.liquid.filters.strftime import strftime
from feeds.generators.jekyll.liquid.ruby import Failure, to_s
from feeds.generators.jekyll.liquid.zones import in_own_zone
from feeds.zones import zone

_NOW = ("now", "today")
_LAST_SECOND = 253_402_214_400
"""A day before the end of the year 9999."""


@filters("date")
def date(context: Context, value: object, pattern: object) -> object:
    wanted = to_s(pattern)
    found = _moment(context, value) if wanted else None
    return value if found is None else strftime(found, wanted)


@filters("date_to_xmlschema")
def date_to_xmlschema(context: Context, value: object) -> object:
    return _written(context, value, "%Y-%m-%dT%H:%M:%S%:z")


@filters("date_to_rfc822")
def date_to_rfc822(context: Context, value: object) -> object:
    return _written(context, value, "%a, %d %b %Y %H:%M:%S %z")


@filters("date_to_string")
def date_to_string(
    context: Context, value: object, kind: object = None, style: object = None
) -> object:
    return _written(context, value, _pattern("%b", kind, style))


@filters("date_to_long_string")
def date_to_long_string(
    context: Context, value: object, kind: object = None, style: object = None
) -> object:
    return _written(context, value, _pattern("%B", kind, style))


def _pattern(month: str, kind: object, style: object) -> str:
    if kind != "ordinal":
        return f"%d {month} %Y"
    return f"{month} {_ORDINAL}, %Y" if style == "US" else f"{_ORDINAL} {month} %Y"


_ORDINAL = "\0"
"""Stands for the day and its ending: ``21st``."""


def _written(context: Context, value: object, pattern: str) -> object:
    if to_s(value) == "":
        return value
    found = _moment(context, value)
    if found is None:
        raise Failure(f"{to_s(value)[:60]!r} is no date")
    local = found.astimezone(zone(context.scene.library.timezone))
    ordinal = f"{local.day}{_ending(local.day)}"
    return strftime(local, pattern.replace(_ORDINAL, ordinal))


def _ending(day: int) -> str:
    return "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _moment(context: Context, value: object) -> datetime | None:
    """Read a date; ``now`` is the site's newest post's, since a clock would be in the bytes."""
    name = context.scene.library.timezone
    if isinstance(value, datetime):
        local = value.astimezone(zone(name))  # which has an abbreviation
        return local if local.utcoffset() == value.utcoffset() else value
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = str(value).lower()
    if text in _NOW:
        return context.scene.library.newest
    if text.isascii() and text.isdigit():
        seconds = int(text) if len(text) < 15 else _LAST_SECOND + 1
        return (
            datetime.fromtimestamp(seconds, UTC).astimezone(zone(name))
            if seconds < _LAST_SECOND
            else None
        )
    try:
        return in_own_zone(parse_date(str(value), name), text)
    except ValueError:
        return None
