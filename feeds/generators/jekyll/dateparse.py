"""Dates in free text, guessed as Ruby's ``Date._parse`` does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_LONGEST = 128
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_LETTER = r"[^\x00-@\[-`{-\x7f]"
_ERA = r"(?P<era>c(?:e|\.e\.)|b(?:ce|\.c\.e\.)|a(?:d|\.d\.)|b(?:c|\.c\.))?"


def _pattern(source: str) -> str:
    """Return a pattern, compiled when it is used: few sites have dates in free text."""
    source = source.replace("{months}", _MONTHS).replace("{era}", _ERA)
    return f"(?ia){source.replace('{letter}', _LETTER)}"


@dataclass
class DateParts:
    """What a text says of a moment; None for what it does not say."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    day_of_year: int | None = None
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    zone: str | None = None
    century_is_open: bool = True
    """The year has two digits."""
    before_christ: bool = False


_Guess = tuple[str, Callable[[re.Match[str], DateParts], None]]
"""A pattern, and what reads its matches."""


_NOISE = r"(?:[^-+',./:@\w\[\]]|_)+"
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
_BEFORE_CHRIST = _pattern(r"\b(?:bc\b|bce\b|b\.c\.|b\.c\.e\.)")
_LONE_NUMBER = _pattern(r"\s*(\d{1,2})\s*")


def parse(text: str) -> DateParts:
    """Find what a text says of a moment. Raises ``ValueError`` if it is too long to be a date."""
    if len(text) > _LONGEST:
        raise ValueError(text)
    parts = DateParts()
    rest = re.sub(_DAY_NAME, " ", re.sub(_NOISE, " ", text), count=1)
    rest = _read_first(((_TIME, _read_time),), rest, parts)
    rest = _read_first(_DATES, rest, parts)
    parts.before_christ = parts.before_christ or re.search(_BEFORE_CHRIST, rest) is not None
    _read_rest(rest, parts)
    _complete_century(parts)
    return parts


def _read_first(guesses: Iterable[_Guess], text: str, parts: DateParts) -> str:
    """Read what the first guess that matches finds, and return the text without it."""
    for pattern, read in guesses:
        if found := re.search(pattern, text):
            read(found, parts)
            return f"{text[: found.start()]} {text[found.end() :]}"
    return text


def _read_time(found: re.Match[str], parts: DateParts) -> None:
    parts.zone = found[2]
    clock = re.match(_CLOCK, found[1])
    assert clock is not None  # a time begins with digits
    hour, minute, second, meridian = clock.groups()
    parts.hour = int(hour)
    parts.minute = int(minute) if minute else None
    parts.second = int(second) if second else None
    if meridian:
        parts.hour = parts.hour % 12 + (12 if meridian in "pP" else 0)


def _read_date(found: re.Match[str], parts: DateParts) -> None:
    groups = found.groupdict()
    month = groups["month"]
    month = _month(month) if month.isalpha() else month
    _set_date(parts, groups["year"], month, groups["day"], groups.get("era"))


def _read_nothing(found: re.Match[str], parts: DateParts) -> None:
    """Read nothing: Ruby understands ISO weeks, but makes no moment of them."""


def _read_ordinal(found: re.Match[str], parts: DateParts) -> None:
    if found[1]:
        parts.year, parts.day_of_year = int(found[1]), int(found[2])


def _read_short_year(found: re.Match[str], parts: DateParts) -> None:
    parts.year = int(found[1])


def _read_month(found: re.Match[str], parts: DateParts) -> None:
    parts.month = int(_month(found[1]))


def _read_day(found: re.Match[str], parts: DateParts) -> None:
    parts.day = int(found[1])


def _read_digits(found: re.Match[str], parts: DateParts) -> None:
    """Read digits without separators; their number says what they mean."""
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


def _read_from_the_start(sign: str, digits: str, parts: DateParts) -> None:
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


def _read_from_the_end(digits: str, parts: DateParts, *, day: bool) -> None:
    names = ("second", "minute", "hour", *(("day", "month", "year") if day else ()))
    end = len(digits)
    for name in names:
        if end <= 0:
            return
        setattr(parts, name, int(digits[max(end - 2, 0) : end]))
        end -= 2


def _read_rest(rest: str, parts: DateParts) -> None:
    """Read a lone number: the day where only a time was found, else the hour."""
    found = re.fullmatch(_LONE_NUMBER, rest)
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
    parts: DateParts, year: str | None, month: str | None, day: str | None, era: str | None = None
) -> None:
    """Set a date; its year is the number with an apostrophe or over two digits."""
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


def _set_year(parts: DateParts, year: str) -> None:
    found = re.search(r"([-+]?)([0-9]+)", year)
    if found is None:
        return
    parts.year = int(found[0])
    parts.century_is_open = not found[1] and len(found[2]) <= 2


def _number(text: str | None) -> int | None:
    found = re.search(r"[0-9]+", text or "")
    return int(found[0]) if found else None


def _complete_century(parts: DateParts) -> None:
    if parts.century_is_open and parts.year is not None and 0 <= parts.year <= 99:
        parts.year += 1900 if parts.year >= 69 else 2000


_DATES: tuple[_Guess, ...] = (
    # 3 Feb 2001
    (
        _pattern(
            r"(?P<day>'?\d+)[^-\d\s]*\s*(?P<month>{months})[^-\d\s']*"
            r"(?:\s*{era}\s*(?P<year>'?-?\d+(?:(?:st|nd|rd|th)\b)?))?"
        ),
        _read_date,
    ),
    # Feb 3, 2001
    (
        _pattern(
            r"\b(?P<month>{months})[^-\d\s']*\s*(?P<day>'?\d+)[^-\d\s']*"
            r"(?:\s*,?\s*{era}\s*(?P<year>'?-?\d+))?"
        ),
        _read_date,
    ),
    # 2001-2-3
    (_pattern(r"(?P<year>'?[-+]?\d+)-(?P<month>\d+)-(?P<day>'?-?\d+)"), _read_date),
    # 3-Feb-2001
    (_pattern(r"(?P<day>'?-?\d+)-(?P<month>{months})[^-/.]*-(?P<year>'?-?\d+)"), _read_date),
    # Feb-3-2001
    (_pattern(r"\b(?P<month>{months})[^-/.]*-(?P<day>'?\d+)(?:-(?P<year>'?-?\d+))?"), _read_date),
    # 2001/2/3
    (_pattern(r"(?P<year>'?-?\d+)/\s*(?P<month>'?\d+)(?:\D\s*(?P<day>'?-?\d+))?"), _read_date),
    # 2001.2.3
    (_pattern(r"(?P<year>'?-?\d+)\.\s*(?P<month>'?\d+)\.\s*(?P<day>'?-?\d+)"), _read_date),
    # 2001-W05-6
    (
        _pattern(r"\b(?:\d{2}|\d{4})?-?w\d{2}(?:-?\d)?\b|-w-\d\b|--(?:\d{2})?-?\d{2}\b"),
        _read_nothing,
    ),
    # 2001-034
    (
        _pattern(r"[,.](?:\d{2}|\d{4})-\d{3}(?!\d)|(?<![-\d])(\d{2}|\d{4})-(\d{3})\b"),
        _read_ordinal,
    ),
    # '01
    (_pattern(r"'(\d+)\b"), _read_short_year),
    # Feb
    (_pattern(r"\b({months})\S*"), _read_month),
    # 3rd
    (_pattern(r"(\d+)(?:st|nd|rd|th)\b"), _read_day),
    # 20010203T040506
    (
        _pattern(
            r"([-+]?)(\d{2,14})(?:\s*t?\s*(\d{2,6})?(?:[,.](\d*))?)?"
            r"(z\b|[-+]\d{1,4}\b|\[[-+]?\d[^\]]*\])?"
        ),
        _read_digits,
    ),
)
"""The guesses of a day, in Ruby's order; the first that matches counts."""
