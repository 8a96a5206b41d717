"""An article's metadata: from settings, path and file."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Any

import msgspec
from dateutil import parser

from feeds.generators.base import Problem
from feeds.generators.pelican.pelicanconf import PelicanConf
from feeds.zones import zone

Value = str | list[str]

_LISTS = frozenset({"tags", "authors"})
_NEVER_EMPTY = frozenset({"status", "slug", "category", "author"})
_THIS_YEAR = 2026
"""Years of two digits are near this one. A clock would change old dates from year to year."""
_PROBES = (datetime(2000, 2, 2), datetime(2001, 5, 1))  # noqa: DTZ001
"""Two days with different years, months, days and weekdays.

A date that is parsed differently with each of them as the default is not complete.
"""
_SPACES = re.compile(" +")


class Source(msgspec.Struct, frozen=True):
    """An article's file, split into metadata and body."""

    metadata: Mapping[str, Value]
    lines: Mapping[str, int]
    """The line on which each value begins."""
    body: str
    summary: str | None = None
    """The author's summary, in the body's markup."""
    kind: str = "html"
    """``html``, ``markdown`` or ``rst``."""
    problems: tuple[Problem, ...] = ()

    @property
    def linking(self) -> str:
        """The text that may hold links: the body and the summary."""
        return f"{self.body}\n\n{self.summary}" if self.summary else self.body


def names(value: Any) -> list[str]:
    """Split a list of tags or authors at semicolons if it has any, else at commas."""
    if isinstance(value, str):
        value = value.split(";" if ";" in value else ",")
    return list(dict.fromkeys(filter(None, (str(one).strip() for one in value))))


def processed(pairs: Iterable[tuple[str, Any]]) -> dict[str, Value]:
    """Return metadata with values of the right type; later pairs win.

    Lists, and keys such as ``slug``, are left out if they are empty.
    """
    result: dict[str, Value] = {}
    for name, value in pairs:
        typed = _typed(name, value)
        if typed is not None:
            result[name] = typed
    return result


def _typed(name: str, value: Any) -> Value | None:
    if name in _LISTS:
        return names(value if isinstance(value, str | list | tuple) else str(value)) or None
    if name in _NEVER_EMPTY:
        return str(value).strip() or None
    return list(map(str, value)) if isinstance(value, list | tuple) else str(value)


class OutsideMetadata(msgspec.Struct, frozen=True):
    """The metadata that the settings and its path give an article."""

    defaults: Mapping[str, Value]
    """DEFAULT_METADATA, DEFAULT_CATEGORY and DEFAULT_DATE."""
    by_path: tuple[tuple[str, Mapping[str, Any]], ...]
    """EXTRA_PATH_METADATA: files and folders below the content's folder."""
    in_name: re.Pattern[str] | None
    """FILENAME_METADATA."""
    in_path: re.Pattern[str] | None
    """PATH_METADATA."""
    by_folder: bool
    """An article's folder is its category."""

    @classmethod
    def of(cls, conf: PelicanConf) -> OutsideMetadata:
        """Return what the settings say about articles."""
        has_categories = bool(conf.get("CATEGORY_SAVE_AS"))
        pairs = [(name.lower(), value) for name, value in conf.mapping("DEFAULT_METADATA").items()]
        if has_categories:
            pairs.append(("category", conf.text("DEFAULT_CATEGORY")))
        default_date = _default_date(conf)
        if default_date:
            pairs.append(("date", default_date))
        extra = sorted(conf.mapping("EXTRA_PATH_METADATA").items())
        return cls(
            defaults=processed(pairs),
            by_path=tuple((place, value) for place, value in extra if isinstance(value, dict)),
            in_name=conf.pattern("FILENAME_METADATA"),
            in_path=conf.pattern("PATH_METADATA"),
            by_folder=has_categories and bool(conf.get("USE_FOLDER_AS_CATEGORY")),
        )

    def for_file(self, path: str) -> dict[str, Value]:
        """Return the metadata of the file at ``path``, below the content's folder."""
        result = dict(self.defaults)
        result.update(processed(self.extra(path).items()))
        result.update(processed(self._in_path(path)))
        return result

    def extra(self, path: str) -> dict[str, Any]:
        """Return EXTRA_PATH_METADATA of a file and of the folders it is in."""
        result: dict[str, Any] = {}
        for place, metadata in self.by_path:
            if path == place or path.startswith(posixpath.join(place, "")):
                result.update(metadata)
        return result

    def _in_path(self, path: str) -> Iterator[tuple[str, str]]:
        folder, _, name = path.rpartition("/")
        found: dict[str, str] = {}
        texts = ((self.in_name, posixpath.splitext(name)[0]), (self.in_path, path))
        for pattern, text in texts:
            match = pattern.match(text) if pattern and text else None
            for key, value in match.groupdict().items() if match else ():
                if value is not None:
                    found.setdefault(key.lower(), value)
        if self.by_folder and folder:
            found.setdefault("category", posixpath.basename(folder))
        yield from found.items()


def _default_date(conf: PelicanConf) -> str:
    value = conf.get("DEFAULT_DATE")
    if value == "fs":
        message = (
            "DEFAULT_DATE = 'fs' uses the time of the file, which differs between machines; "
            "write a date in each post"
        )
        conf.fault("DEFAULT_DATE", message)
        return ""
    if isinstance(value, tuple | list):
        numbers = [one for one in value if isinstance(one, int)]
        if len(numbers) == len(value) and 3 <= len(numbers) <= 6:
            year, month, day, *time = [*numbers, 0, 0, 0][:6]
            clock = ":".join(f"{one:02}" for one in time)
            return f"{year:04}-{month:02}-{day:02} {clock}"
        conf.fault("DEFAULT_DATE", "DEFAULT_DATE is not a date; write DEFAULT_DATE = '2026-11-23'")
        return ""
    return conf.text("DEFAULT_DATE")


class _Info(parser.parserinfo):
    def convertyear(self, year: int, century_specified: bool = False) -> int:
        if year < 100 and not century_specified:
            year += _THIS_YEAR // 100 * 100
            if year >= _THIS_YEAR + 50:
                year -= 100
        return year


_PARSER = parser.parser(_Info())


def parse_date(text: str, timezone_name: str) -> datetime:
    """Read a date as python-dateutil does, on a machine in no particular zone.

    The date is in its own zone, else in the one named. Names of zones other than UTC and GMT
    are ignored. The result has a fixed offset. Raises ``ValueError`` if the text is not a
    complete date.
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
    moment = first if first.tzinfo else first.replace(tzinfo=zone(timezone_name))
    return moment.replace(tzinfo=timezone(moment.utcoffset() or timedelta()))


def _offset(_: str | None, seconds: int | None) -> tzinfo | None:
    return None if seconds is None else timezone(timedelta(seconds=seconds))
