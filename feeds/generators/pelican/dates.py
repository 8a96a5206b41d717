"""Dates as python-dateutil reads them, whatever the day and the zone of the machine."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone, tzinfo

from dateutil import parser

from feeds.zones import zone

_THIS_YEAR = 2026
"""What two digits of a year are near to; a clock would move old dates."""
_PROBES = (datetime(2000, 2, 2), datetime(2001, 5, 1))  # noqa: DTZ001
"""Two days that share neither year, month, day nor weekday: what differs was not written."""
_SPACES = re.compile(" +")
_DIRECTIVE = re.compile("%(-?)(.)", re.DOTALL)
_C89 = frozenset("aAbBcdfGHIjmMpSUuVwWxXyYzZ%")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


class _Info(parser.parserinfo):
    def convertyear(self, year: int, century_specified: bool = False) -> int:
        if year < 100 and not century_specified:
            year += _THIS_YEAR // 100 * 100
            if year >= _THIS_YEAR + 50:
                year -= 100
        return year


_PARSER = parser.parser(_Info())


def parse_date(text: str, timezone_name: str) -> datetime:
    """Read a date in its own zone, else in the one named; the result's offset is fixed.

    A zone of letters other than UTC and GMT counts for nothing, as on a machine of
    another zone. Raises ``ValueError`` where it is no date, or no whole one.
    """
    text = _SPACES.sub(" ", text)
    try:
        first, second = (
            _PARSER.parse(text, default=default, tzinfos=_offset) for default in _PROBES
        )
    except (ArithmeticError, AttributeError, TypeError, ValueError) as error:
        raise ValueError(text) from error
    if first != second:
        raise ValueError(text)
    return fixed(first, timezone_name)


def fixed(moment: datetime, timezone_name: str) -> datetime:
    """Return a moment with a fixed offset: its own, or its zone's."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone(timezone_name))
    return moment.replace(tzinfo=timezone(moment.utcoffset() or timedelta()))


def _offset(_: str | None, seconds: int | None) -> tzinfo | None:
    return None if seconds is None else timezone(timedelta(seconds=seconds))


def strftime(moment: datetime, pattern: str) -> str:
    """Format a moment as Pelican does, in English: ``%-d`` is a day without its zero."""

    def directive(match: re.Match[str]) -> str:
        bare, letter = match.groups()
        if letter not in _C89:
            return match[0]
        own = _NAMED.get(letter)
        written = own(moment) if own else moment.strftime(f"%{letter}")
        return (written.lstrip("0") or "0") if bare else written

    return _DIRECTIVE.sub(directive, pattern)


_NAMED: dict[str, Callable[[datetime], str]] = {
    "a": lambda moment: _DAYS[moment.weekday()][:3],
    "A": lambda moment: _DAYS[moment.weekday()],
    "b": lambda moment: _MONTHS[moment.month - 1][:3],
    "B": lambda moment: _MONTHS[moment.month - 1],
    "c": lambda moment: strftime(moment, f"%a %b {moment.day:2} %X %Y"),
    "p": lambda moment: "AM" if moment.hour < 12 else "PM",
    "x": lambda moment: moment.strftime("%m/%d/%y"),
    "X": lambda moment: moment.strftime("%H:%M:%S"),
}
"""What the machine's locale would decide."""
