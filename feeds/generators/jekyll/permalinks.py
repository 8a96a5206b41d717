"""Where Jekyll puts a post: permalink styles and placeholders, slugs and ids.

https://jekyllrb.com/docs/permalinks/ and ``Jekyll::URL``, ``Jekyll::Drops::UrlDrop``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from feeds.generators.jekyll.urls import encode

STYLES = {
    "none": "/:categories/:title:output_ext",
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
}

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PLACEHOLDER = re.compile(r":([a-z_]+)")
_PLAIN = re.compile(r"[A-Za-z0-9./-]+")
_SLASHES = re.compile(r"/{2,}")
_PRETTY = "._~!$&'()+,;=@"
_ASCII = re.compile("[^A-Za-z0-9]+")
_ASCII_PRETTY = re.compile(f"[^A-Za-z0-9{re.escape(_PRETTY)}]+")


class Place(NamedTuple):
    """What placeholders are filled from."""

    date: datetime
    """In the zone of the site."""
    slug: str
    basename: str
    """The file's name, its suffix taken off."""
    cleaned_path: str
    """Without suffix and without ``_posts``."""
    categories: tuple[str, ...]
    output_ext: str
    collection: str = "posts"


class UnknownPlaceholder(ValueError):
    """A permalink that names what Jekyll does not know; its text is the placeholder."""


def downcase(text: str) -> str:
    """Lower-case as Ruby does, which knows no final sigma."""
    return text.lower() if "Σ" not in text else "".join(map(str.lower, text))


@lru_cache(maxsize=8192)
def slugify(text: str, *, pretty: bool = False) -> str:
    """Slug of a text: letters, marks and digits of any script, joined by hyphens.

    The default mode is in lower case; ``pretty`` keeps case and ``._~!$&'()+,;=@``.
    """
    if text.isascii():
        slug = (_ASCII_PRETTY if pretty else _ASCII).sub("-", text)
    else:
        kept = _PRETTY if pretty else ""
        runs = groupby(text, lambda char: char in kept or _is_letter(char))
        slug = "".join("".join(run) if keeps else "-" for keeps, run in runs)
    slug = slug.removeprefix("-").removesuffix("-")
    return slug if pretty else downcase(slug)


def _is_letter(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] in "LM" or category == "Nd"


def template(style: str) -> str:
    """Return the template of a style's name, which may be a Ruby symbol; else itself."""
    return STYLES.get(style.removeprefix(":"), style)


def url(pattern: str, place: Place) -> str:
    """Fill a permalink's placeholders: a path with a leading slash, as in ``post.url``.

    Raises :class:`UnknownPlaceholder`, and ``ValueError`` where a value cannot be in a URL.
    """
    parts = [
        part if isinstance(part, str) else _escape(part[0](place)) + part[1]
        for part in _compiled(pattern)
    ]
    path = f"/{''.join(parts)}".replace("..", "/").replace("./", "")
    return _SLASHES.sub("/", path)


def identifier(path: str, slug: str) -> str:
    """Return ``post.id``: the URL's directory and the raw slug."""
    directory = path.rstrip("/").rpartition("/")[0].rstrip("/")
    return f"{directory}/{slug.lstrip('/')}"


def unknown_placeholders(pattern: str) -> tuple[str, ...]:
    """Name the placeholders that Jekyll does not know."""
    names = _PLACEHOLDER.findall(pattern)
    return tuple(name for name in names if _known(name) is None)


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> tuple[str | tuple[Callable[[Place], str], str], ...]:
    """Split into literal text and (value, following underscore)."""
    parts: list[str | tuple[Callable[[Place], str], str]] = []
    end = 0
    for found in _PLACEHOLDER.finditer(pattern):
        name = _known(found[1])
        if name is None:
            raise UnknownPlaceholder(found[0])
        parts.append(pattern[end : found.start()])
        parts.append((_VALUES[name], found[1][len(name) :]))
        end = found.end()
    return (*parts, pattern[end:])


def _known(name: str) -> str | None:
    """A name may be followed by an underscore that is not part of it: ``:month_:day``."""
    return next((key for key in (name, name.removesuffix("_")) if key in _VALUES), None)


def _escape(value: str) -> str:
    if not value or _PLAIN.fullmatch(value):
        return value
    return encode(value).replace("#", "%23", 1)


def _joined(names: Iterable[str]) -> str:
    return "/".join(dict.fromkeys(names))


def _week(place: Place) -> str:
    return f"{place.date.isocalendar().week:02d}"


_VALUES: dict[str, Callable[[Place], str]] = {
    "collection": lambda place: place.collection,
    "path": lambda place: place.cleaned_path,
    "output_ext": lambda place: place.output_ext,
    "name": lambda place: slugify(place.basename),
    "title": lambda place: slugify(place.slug, pretty=True),
    "slug": lambda place: slugify(place.slug),
    "categories": lambda place: _joined(map(downcase, place.categories)),
    "slugified_categories": lambda place: _joined(map(slugify, place.categories)),
    "year": lambda place: f"{place.date.year:04d}",
    "month": lambda place: f"{place.date.month:02d}",
    "day": lambda place: f"{place.date.day:02d}",
    "hour": lambda place: f"{place.date.hour:02d}",
    "minute": lambda place: f"{place.date.minute:02d}",
    "second": lambda place: f"{place.date.second:02d}",
    "i_day": lambda place: str(place.date.day),
    "i_month": lambda place: str(place.date.month),
    "short_month": lambda place: _MONTHS[place.date.month - 1][:3],
    "long_month": lambda place: _MONTHS[place.date.month - 1],
    "short_year": lambda place: f"{place.date.year % 100:02d}",
    "w_year": lambda place: f"{place.date.isocalendar().year:04d}",
    "week": _week,
    "w_day": lambda place: str(place.date.isoweekday()),
    "short_day": lambda place: _DAYS[place.date.weekday()][:3],
    "long_day": lambda place: _DAYS[place.date.weekday()],
    "y_day": lambda place: f"{place.date.timetuple().tm_yday:03d}",
}
