"""Values that several generators read in the same way: ISO 8601 dates, slugs."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from importlib.util import find_spec

import msgspec

from feeds.errors import ConfigError, missing_extra
from feeds.zones import zone

_DATE = re.compile(
    r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})"
    r"(?:(?:[Tt]|\s+)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})"
    r"(?:[.,](?P<fraction>\d+))?)?)?"
    r"\s*(?P<zone>Z|z|UTC|GMT|[-+]\d{1,2}(?::?\d{2})?)?"
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_IN_WORDS = re.compile(
    rf"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?"
    rf"(?:{_MONTH}\s+(\d{{1,2}})|(\d{{1,2}})\s+{_MONTH}),?\s+(\d{{4}})(?!\d)",
    re.IGNORECASE,
)
"""The date of ``Jul 08 2022``, ``July 8, 2022`` or ``Fri, 08 Jul 2022 10:00:00 GMT``."""
_PATH_DATE = re.compile(r"(?:^|/)(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?=[-_./ ]|$)")
_ASCII_WORD = re.compile("[a-z0-9]+")
_SLUG_CATEGORIES = {"L", "M", "N"}
"""Unicode's general categories of letters, marks and numbers."""
_EMOJI_CATEGORY = "So"
_LONGEST_SHOWN = 60
NOT_RENDERED = "is not rendered, so text or images may be missing; write its result as HTML"
"""What messages say of shortcodes and template tags that are left out."""


class Zoneless(ValueError):
    """A date without a time zone, so that its moment is not known."""


class PathDate(msgspec.Struct, frozen=True):
    """What the path of a post says about its date."""

    date: str | None
    """As written, with hyphens; None if the path has none."""
    rest: str
    """The name of the post without the date; the whole name if it has nothing else."""
    is_bare: bool = False
    """The name is only a date."""


def parse_date(text: str, timezone_name: str) -> datetime:
    """Read a date, with or without a time, in its own zone or else in the site's.

    Months may be in English words. The result has a fixed offset. Raises ``ValueError`` if the
    text is not a date, and :class:`Zoneless` if the text has no zone and the site has none.
    """
    found = _DATE.fullmatch(_in_numbers(text.strip()))
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
        timezone(offset_of(offset)) if offset else zone(timezone_name),
    )
    try:
        whole.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(text) from error
    return whole.replace(tzinfo=timezone(whole.utcoffset() or timedelta()))


def _in_numbers(text: str) -> str:
    found = _IN_WORDS.match(text)
    if found is None:
        return text
    month, day, day_first, month_after, year = found.groups()
    number = _MONTHS.index((month or month_after)[:3].lower()) + 1
    return f"{year}-{number}-{day or day_first}{text[found.end() :]}"


def offset_of(text: str) -> timedelta:
    """Return the offset that a zone such as ``Z``, ``GMT``, ``+8`` or ``-03:30`` names."""
    if text in ("Z", "z", "UTC", "GMT"):
        return timedelta()
    digits = text[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    delta = timedelta(hours=int(hours), minutes=int(minutes))
    return -delta if text[0] == "-" else delta


def date_in_path(path: str) -> PathDate:
    """Find the date in a path such as ``2026-11-23-title.md`` or ``2026/11/23/title.md``.

    The name of ``title/index.md`` is that of its folder.
    """
    named = path.rpartition(".")[0].removesuffix("/index")
    found = list(_PATH_DATE.finditer(named))
    start = found[-1].end() if found else 0
    rest = named[start:].rpartition("/")[2].lstrip("-_. ")
    date = "-".join(found[-1].groups()) if found else None
    return PathDate(date, rest or named.rpartition("/")[2], not rest)


def slugify(name: str) -> str:
    """Return the name of a term as it is written in a URL, in lower case and NFC.

    Letters of any script, marks, numbers and emoji stay; everything else becomes a hyphen.
    The slug of a name that is only punctuation is empty.
    """
    if name.isascii():
        return "-".join(_ASCII_WORD.findall(name.lower()))
    lowered = unicodedata.normalize("NFC", name).lower()
    kept = "".join(map(_slug_character, unicodedata.normalize("NFC", lowered)))
    return "-".join(kept.split())


def _slug_character(character: str) -> str:
    category = unicodedata.category(character)
    return character if category[0] in _SLUG_CATEGORIES or category == _EMOJI_CATEGORY else " "


def has_unidecode() -> bool:
    """Return whether Unidecode is installed. It is optional: its licence is the GPL."""
    return find_spec("unidecode") is not None


def in_ascii(text: str, unknown: str) -> str:
    """Return a text in ASCII as Unidecode writes it, with ``unknown`` for what has no letters.

    Raises :class:`~feeds.errors.ConfigError` if that needs Unidecode and it is not installed:
    any other slug would change ids.
    """
    if text.isascii():
        return text
    try:
        from unidecode import unidecode  # optional
    except ImportError as error:
        raise ConfigError([missing_extra(f"the slug of {shown(text)}", "unidecode")]) from error
    return unidecode(text, errors="replace", replace_str=unknown)


def shown(text: str) -> str:
    """Quote the start of a text, for a message."""
    return repr(text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…")
