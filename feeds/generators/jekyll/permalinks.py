"""Jekyll's permalinks: styles, placeholders, slugs, ids.

https://jekyllrb.com/docs/permalinks/ and ``Jekyll::URL``, ``Jekyll::Drops::UrlDrop``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from itertools import groupby

import msgspec

from feeds.generators.jekyll.urls import encode

STYLES = {
    "none": "/:categories/:title:output_ext",
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
}

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PLACEHOLDER = re.compile(r":([a-z_]+)")
_PLAIN = re.compile(r"[A-Za-z0-9./-]+")
_SLASHES = re.compile(r"/{2,}")
_PRETTY = "._~!$&'()+,;=@"
_ASCII = re.compile("[^A-Za-z0-9]+")
_ASCII_PRETTY = re.compile(f"[^A-Za-z0-9{re.escape(_PRETTY)}]+")


class PermalinkFields(msgspec.Struct, frozen=True):
    """The values that placeholders are replaced by."""

    date: datetime
    """In the zone of the site."""
    slug: str
    basename: str
    """The file's name without its suffix."""
    cleaned_path: str
    """The file's path without its suffix and without ``_posts``."""
    categories: tuple[str, ...]
    output_ext: str
    """The suffix of the published file."""
    collection: str = "posts"
    """The label of the document's collection."""


class UnknownPermalinkPlaceholder(ValueError):
    """A permalink has a placeholder that Jekyll does not know; the error's text is that."""


def downcase(text: str) -> str:
    """Change a text to lower case as Ruby does, without a final sigma."""
    return text.lower() if "Σ" not in text else "".join(map(str.lower, text))


def capitalize(text: str) -> str:
    """Change the first letter to title case and all others to lower case, as Ruby does."""
    return text[:1].capitalize() + downcase(text[1:])


@lru_cache(maxsize=8192)
def slugify(text: str, *, pretty: bool = False) -> str:
    """Return the slug of a text: letters, marks and digits of any script, joined by hyphens.

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
    """Return the template of a style, which may be written as a Ruby symbol; else ``style``."""
    return STYLES.get(style.removeprefix(":"), style)


def url(pattern: str, fields: PermalinkFields) -> str:
    """Return a permalink with its placeholders replaced: ``post.url``, which begins with ``/``.

    Raises :class:`UnknownPermalinkPlaceholder`, and another ``ValueError`` if a value cannot
    be in a URL.
    """
    parts = [
        part if isinstance(part, str) else _escape(part[0](fields)) + part[1]
        for part in _compiled(pattern)
    ]
    path = f"/{''.join(parts)}".replace("..", "/").replace("./", "")
    return _SLASHES.sub("/", path)


def identifier(path: str, slug: str) -> str:
    """Return ``post.id``: the URL's directory and the raw slug."""
    directory = path.rstrip("/").rpartition("/")[0].rstrip("/")
    return f"{directory}/{slug.lstrip('/')}"


def unknown_placeholders(pattern: str) -> tuple[str, ...]:
    """Return the names of the placeholders that Jekyll does not know."""
    names = _PLACEHOLDER.findall(pattern)
    return tuple(name for name in names if _known(name) is None)


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> tuple[str | tuple[Callable[[PermalinkFields], str], str], ...]:
    """Split into literal texts, and pairs of a placeholder's value and the underscore after it."""
    parts: list[str | tuple[Callable[[PermalinkFields], str], str]] = []
    end = 0
    for found in _PLACEHOLDER.finditer(pattern):
        name = _known(found[1])
        if name is None:
            raise UnknownPermalinkPlaceholder(found[0])
        parts.append(pattern[end : found.start()])
        parts.append((_VALUES[name], found[1][len(name) :]))
        end = found.end()
    return (*parts, pattern[end:])


def _known(name: str) -> str | None:
    """Return a placeholder's name without the underscore after it, as in ``:month_:day``."""
    return next((key for key in (name, name.removesuffix("_")) if key in _VALUES), None)


def _escape(value: str) -> str:
    if not value or _PLAIN.fullmatch(value):
        return value
    return encode(value).replace("#", "%23", 1)


def _joined(names: Iterable[str]) -> str:
    return "/".join(dict.fromkeys(names))


_VALUES: dict[str, Callable[[PermalinkFields], str]] = {
    "collection": lambda fields: fields.collection,
    "path": lambda fields: fields.cleaned_path,
    "output_ext": lambda fields: fields.output_ext,
    "name": lambda fields: slugify(fields.basename),
    "title": lambda fields: slugify(fields.slug, pretty=True),
    "slug": lambda fields: slugify(fields.slug),
    "categories": lambda fields: _joined(map(downcase, fields.categories)),
    "slugified_categories": lambda fields: _joined(map(slugify, fields.categories)),
    "year": lambda fields: f"{fields.date.year:04d}",
    "month": lambda fields: f"{fields.date.month:02d}",
    "day": lambda fields: f"{fields.date.day:02d}",
    "hour": lambda fields: f"{fields.date.hour:02d}",
    "minute": lambda fields: f"{fields.date.minute:02d}",
    "second": lambda fields: f"{fields.date.second:02d}",
    "i_day": lambda fields: str(fields.date.day),
    "i_month": lambda fields: str(fields.date.month),
    "short_month": lambda fields: _MONTHS[fields.date.month - 1][:3],
    "long_month": lambda fields: _MONTHS[fields.date.month - 1],
    "short_year": lambda fields: f"{fields.date.year % 100:02d}",
    "w_year": lambda fields: f"{fields.date.isocalendar().year:04d}",
    "week": lambda fields: f"{fields.date.isocalendar().week:02d}",
    "w_day": lambda fields: str(fields.date.isoweekday()),
    "short_day": lambda fields: _DAYS[fields.date.weekday()][:3],
    "long_day": lambda fields: _DAYS[fields.date.weekday()],
    "y_day": lambda fields: f"{fields.date.timetuple().tm_yday:03d}",
}
