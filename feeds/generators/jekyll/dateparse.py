"""The parts of a date found in free text, by the order of guesses of Ruby's ``Date._parse``.

Each guess is a pattern; the first that fits names the day, one before them the time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_LONGEST = 128
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_LETTER = r"[^\x00-@\[-`{-\x7f]"
_ERA = r"(c(?:e|\.e\.)|b(?:ce|\.c\.e\.)|a(?:d|\.d\.)|b(?:c|\.c\.))?"


def _pattern(source: str) -> re.Pattern[str]:
    source = source.replace("{months}", _MONTHS).replace("{era}", _ERA)
    return re.compile(source.replace("{letter}", _LETTER), re.IGNORECASE | re.ASCII)


@dataclass
class Parts:
    """What a text says of a moment; None for what it leaves open."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    day_of_year: int | None = None
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    zone: str | None = None
    century_is_open: bool = True
    before_christ: bool = False


_NOISE = re.compile(r"(?:[^-+',./:@\w\[\]]|_)+")
_DAY_NAME = _pattern(r"\b(?:sun|mon|tue|wed|thu|fri|sat)[^-/\d\s]*")
_TIME = _pattern(
    r"(\d+\s*(?:(?::\s*\d+(?:\s*:\s*\d+(?:[,.]\d*)?)?|h(?:\s*\d+m?(?:\s*\d+s?)?)?)"
    r"(?:\s*[ap](?:m\b|\.m\.))?|[ap](?:m\b|\.m\.)))"
    r"(?:\s*((?:gmt|utc?)?[-+]\d+(?:[,.:]\d+(?::\d+)?)?"
    r"|(?:{letter}|[.\s])+(?:standard|daylight)\stime\b"
    r"|{letter}+(?:\sdst)?\b))?"
)
_CLOCK = _pattern(
    r"(\d+)h?(?:\s*:?\s*(\d+)m?(?:\s*:?\s*(\d+)(?:[,.]\d*)?s?)?)?"
    r"(?:\s*([ap])(?:m\b|\.m\.))?"
)
_EUROPEAN = _pattern(
    r"('?\d+)[^-\d\s]*\s*({months})[^-\d\s']*(?:\s*{era}\s*('?-?\d+(?:(?:st|nd|rd|th)\b)?))?"
)
_AMERICAN = _pattern(r"\b({months})[^-\d\s']*\s*('?\d+)[^-\d\s']*(?:\s*,?\s*{era}\s*('?-?\d+))?")
_ISO = _pattern(r"('?[-+]?\d+)-(\d+)-('?-?\d+)")
_VMS_DAY_FIRST = _pattern(r"('?-?\d+)-({months})[^-/.]*-('?-?\d+)")
_VMS_MONTH_FIRST = _pattern(r"\b({months})[^-/.]*-('?\d+)(?:-('?-?\d+))?")
_SLASHES = _pattern(r"('?-?\d+)/\s*('?\d+)(?:\D\s*('?-?\d+))?")
_DOTS = _pattern(r"('?-?\d+)\.\s*('?\d+)\.\s*('?-?\d+)")
_WEEK = _pattern(r"\b(?:\d{2}|\d{4})?-?w\d{2}(?:-?\d)?\b|-w-\d\b|--(?:\d{2})?-?\d{2}\b")
_ORDINAL = _pattern(r"[,.](?:\d{2}|\d{4})-\d{3}(?!\d)|(?<![-\d])(\d{2}|\d{4})-(\d{3})\b")
_SHORT_YEAR = _pattern(r"'(\d+)\b")
_MONTH = _pattern(r"\b({months})\S*")
_DAY = _pattern(r"(\d+)(?:st|nd|rd|th)\b")
_DIGITS = _pattern(
    r"([-+]?)(\d{2,14})(?:\s*t?\s*(\d{2,6})?(?:[,.](\d*))?)?"
    r"(z\b|[-+]\d{1,4}\b|\[[-+]?\d[^\]]*\])?"
)
_BEFORE_CHRIST = _pattern(r"\b(?:bc\b|bce\b|b\.c\.|b\.c\.e\.)")
_LONE_NUMBER = _pattern(r"\s*(\d{1,2})\s*")


def parse(text: str) -> Parts:
    """Find what the text says of a moment. ``ValueError`` if it is too long to be a date."""
    if len(text) > _LONGEST:
        raise ValueError(text)
    parts = Parts()
    rest = _DAY_NAME.sub(" ", _NOISE.sub(" ", text), count=1)
    rest = _take(_TIME, rest, parts, _read_time)
    for pattern, read in _GUESSES:
        found = pattern.search(rest)
        if found:
            read(found, parts)
            rest = f"{rest[: found.start()]} {rest[found.end() :]}"
            break
    parts.before_christ = parts.before_christ or _BEFORE_CHRIST.search(rest) is not None
    _read_rest(rest, parts)
    _complete_century(parts)
    return parts


def _take(
    pattern: re.Pattern[str],
    text: str,
    parts: Parts,
    read: Callable[[re.Match[str], Parts], None],
) -> str:
    found = pattern.search(text)
    if found is None:
        return text
    read(found, parts)
    return f"{text[: found.start()]} {text[found.end() :]}"


def _read_time(found: re.Match[str], parts: Parts) -> None:
    parts.zone = found[2]
    clock = _CLOCK.match(found[1])
    assert clock is not None  # a time begins with digits
    hour, minute, second, meridian = clock.groups()
    parts.hour = int(hour)
    parts.minute = int(minute) if minute else None
    parts.second = int(second) if second else None
    if meridian:
        parts.hour = parts.hour % 12 + (12 if meridian in "pP" else 0)


def _read_european(found: re.Match[str], parts: Parts) -> None:
    day, month, era, year = found.groups()
    _set_date(parts, year, _month(month), day, era)


def _read_american(found: re.Match[str], parts: Parts) -> None:
    month, day, era, year = found.groups()
    _set_date(parts, year, _month(month), day, era)


def _read_year_month_day(found: re.Match[str], parts: Parts) -> None:
    _set_date(parts, *found.groups())


def _read_vms_day_first(found: re.Match[str], parts: Parts) -> None:
    day, month, year = found.groups()
    _set_date(parts, year, _month(month), day)


def _read_vms_month_first(found: re.Match[str], parts: Parts) -> None:
    month, day, year = found.groups()
    _set_date(parts, year, _month(month), day)


def _read_nothing(found: re.Match[str], parts: Parts) -> None:
    """ISO weeks: understood by Ruby, but no moment is made of them."""


def _read_ordinal(found: re.Match[str], parts: Parts) -> None:
    if found[1]:
        parts.year, parts.day_of_year = int(found[1]), int(found[2])


def _read_short_year(found: re.Match[str], parts: Parts) -> None:
    parts.year = int(found[1])


def _read_month(found: re.Match[str], parts: Parts) -> None:
    parts.month = int(_month(found[1]))


def _read_day(found: re.Match[str], parts: Parts) -> None:
    parts.day = int(found[1])


def _read_digits(found: re.Match[str], parts: Parts) -> None:
    """Digits without separators: how many there are says what they mean."""
    sign, digits, time, fraction, zone = found.groups()
    if time is None and fraction is not None:
        _read_from_the_end(digits, parts, day=True)
    else:
        _read_from_the_start(sign, digits, parts)
    if time is not None and fraction is not None:
        _read_from_the_end(time, parts, day=False)
    elif time is not None:
        names = ("hour", "minute", "second")
        for name, start in zip(names, range(0, len(time) - 1, 2), strict=False):
            setattr(parts, name, int(time[start : start + 2]))
    if zone:
        parts.zone = zone.strip("[]").split(":")[-1] if zone[0] == "[" else zone


def _read_from_the_start(sign: str, digits: str, parts: Parts) -> None:
    length = len(digits)
    if length in (6, 8, 10, 12, 14):
        head = 2 if length == 6 else 4
        parts.year = int(sign + digits[:head])
        parts.century_is_open = length == 6
    elif length in (5, 7):
        head = length - 3
        parts.year, parts.day_of_year = int(sign + digits[:head]), int(digits[head:])
        return
    elif length == 3:
        parts.day_of_year = int(digits)
        return
    elif length in (2, 4):
        head = 0
    else:
        return
    names = ("day",) if length == 2 else ("month", "day", "hour", "minute", "second")
    for name, start in zip(names, range(head, length - 1, 2), strict=False):
        setattr(parts, name, int(digits[start : start + 2]))


def _read_from_the_end(digits: str, parts: Parts, *, day: bool) -> None:
    names = ("second", "minute", "hour", *(("day", "month", "year") if day else ()))
    end = len(digits)
    for name in names:
        if end <= 0:
            return
        setattr(parts, name, int(digits[max(end - 2, 0) : end]))
        end -= 2


def _read_rest(rest: str, parts: Parts) -> None:
    """A lone number is the hour of a day, or the day of a time."""
    found = _LONE_NUMBER.fullmatch(rest)
    if found is None:
        return
    number = int(found[1])
    if parts.hour is not None and parts.day is None and 1 <= number <= 31:
        parts.day = number
    elif parts.day is not None and parts.hour is None and number <= 24:
        parts.hour = number


def _month(name: str) -> str:
    return str(_MONTHS.split("|").index(name[:3].lower()) + 1)


def _set_date(
    parts: Parts, year: str | None, month: str | None, day: str | None, era: str | None = None
) -> None:
    """Say which of three numbers is the year: the one with an apostrophe or over two digits."""
    if year is not None and month is not None and day is None:
        year, month, day = day, year, month
    if year is None and day is not None and (len(day) > 2 or day[0] == "'"):
        year, day = day, None
    if year is not None and not re.fullmatch(r"[^-+0-9]*[-+]?[0-9]+", year):
        year, day = day, year
    if month is not None and (month[0] == "'" or len(month) > 2):
        year, month, day = month, day, year
    if day is not None and (day[0] == "'" or len(day) > 2):
        year, day = day, year
    if year is not None:
        _set_year(parts, year)
    parts.before_christ = era is not None and era[0] in "bB"
    parts.month = _number(month)
    parts.day = _number(day)


def _set_year(parts: Parts, year: str) -> None:
    found = re.search(r"([-+]?)([0-9]+)", year)
    if found is None:
        return
    parts.year = int(found[0])
    parts.century_is_open = not found[1] and len(found[2]) <= 2


def _number(text: str | None) -> int | None:
    found = re.search(r"[0-9]+", text or "")
    return int(found[0]) if found else None


def _complete_century(parts: Parts) -> None:
    if parts.century_is_open and parts.year is not None and 0 <= parts.year <= 99:
        parts.year += 1900 if parts.year >= 69 else 2000


_GUESSES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Parts], None]], ...] = (
    (_EUROPEAN, _read_european),
    (_AMERICAN, _read_american),
    (_ISO, _read_year_month_day),
    (_VMS_DAY_FIRST, _read_vms_day_first),
    (_VMS_MONTH_FIRST, _read_vms_month_first),
    (_SLASHES, _read_year_month_day),
    (_DOTS, _read_year_month_day),
    (_WEEK, _read_nothing),
    (_ORDINAL, _read_ordinal),
    (_SHORT_YEAR, _read_short_year),
    (_MONTH, _read_month),
    (_DAY, _read_day),
    (_DIGITS, _read_digits),
)
