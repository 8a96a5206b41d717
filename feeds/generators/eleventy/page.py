"""Eleventy's ``page`` variable: the URL, slug and date of a template.

https://www.11ty.dev/docs/data-eleventy-supplied/#page-variable
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from posixpath import normpath
from typing import Any

from feeds.generators.eleventy.filters import slugify
from feeds.generators.eleventy.project import stem
from feeds.generators.values import offset_of

_DATED_NAME = re.compile(r"\d{4}-\d{2}-\d{2}-(.*)")
_DATE_IN_PATH = re.compile(r"\d{4}-\d{2}-\d{2}")
# The timestamps of js-yaml 4 (type/timestamp).
_YAML_TIMESTAMP = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)"
    r"(?:[Tt]|[ \t]+)(?P<hour>\d\d?):(?P<minute>\d\d):(?P<second>\d\d)(?:\.(?P<fraction>\d*))?"
    r"(?:[ \t]*(?P<zone>Z|[-+]\d\d?(?::\d\d)?))?"
)
# The strings that DateTime.fromISO of Luxon accepts.
_ISO_DATE = re.compile(
    r"(?P<year>[+-]\d{6}|\d{4})(?:-?(?P<month>\d\d)(?:-?(?P<day>\d\d))?"
    r"|-?W(?P<week>\d\d)(?:-?(?P<weekday>\d))?|-?(?P<ordinal>\d{3}))?"
    r"(?:T(?P<hour>\d\d)(?::?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,30}))?)?)?"
    r"(?P<zone>Z|[-+]\d\d(?::?\d\d)?)?)?"
)


def default_url(path: str) -> str:
    """Return the URL of a template without a permalink.

    ``path`` is below the input directory. https://www.11ty.dev/docs/permalinks/
    """
    folder, _, name = path.rpartition("/")
    base = stem(name)
    is_index = base == "index" or folder.rpartition("/")[2] == base != ""
    return _rooted(f"{folder}/" if is_index else f"{folder}/{base}/")


def permalink_url(permalink: str) -> str:
    """Return the URL of a permalink that has no templates."""
    file = permalink + ("index.html" if permalink.endswith("/") else "")
    url = _rooted(normpath(file))
    for ending in ("/index.html", "/index"):
        if url.endswith(ending):
            return url.removesuffix(ending) + "/"
    return url


def pattern_url(pattern: str, path: str, published: datetime, title: str) -> str:
    """Fill the configured pattern for the template at ``path``, below the input directory.

    Raises ``ValueError`` if the pattern has ``{title}`` and the title has no known slug.
    """
    return pattern.format(
        path=stem(path),
        slug=file_slug(path),
        title=slugify(title) if "{title}" in pattern else "",
        year=f"{published.year:04}",
        month=f"{published.month:02}",
        day=f"{published.day:02}",
    )


def page_of(path: str, source: str) -> dict[str, Any]:
    """Return what ``page`` says of the template at ``path`` in the tree, except URL and date.

    ``source`` is the input directory.
    """
    below = path.removeprefix(f"{source}/") if source else path
    return {
        "inputPath": f"./{path}",
        "fileSlug": file_slug(below),
        "filePathStem": file_path_stem(below),
        "outputFileExtension": "html",
    }


def file_slug(path: str) -> str:
    """Return ``page.fileSlug``: the name without its date, or the folder's for an index."""
    folder, _, name = path.rpartition("/")
    slug = _undated(stem(name))
    return _undated(folder.rpartition("/")[2]) if slug == "index" else slug


def file_path_stem(path: str) -> str:
    """Return ``page.filePathStem``."""
    folder, _, name = path.rpartition("/")
    return _rooted(f"{folder}/{_undated(stem(name))}")


def _rooted(path: str) -> str:
    return f"/{path.lstrip('/')}"


def _undated(name: str) -> str:
    """Remove a date, and everything before it, from the beginning of a name."""
    found = _DATED_NAME.search(name)
    return found[1] if found else name


def date_in_path(path: str) -> str | None:
    """Return the first date in a path, directories included."""
    found = _DATE_IN_PATH.search(path)
    return found[0] if found else None


def parse_date(text: str) -> datetime:
    """Read a date in front matter or data, to the millisecond; UTC if it has no zone.

    Raises ``ValueError`` if it is not a date. https://www.11ty.dev/docs/dates/
    """
    text = text.strip()
    found = _YAML_TIMESTAMP.fullmatch(text) or _ISO_DATE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    try:
        return _moment(found.groupdict())
    except OverflowError as error:
        raise ValueError(text) from error


def _moment(parts: dict[str, str | None]) -> datetime:
    fraction = (parts["fraction"] or "").ljust(3, "0")[:3]
    clock = timedelta(
        hours=int(parts["hour"] or 0),
        minutes=int(parts["minute"] or 0),
        seconds=int(parts["second"] or 0),
        milliseconds=int(fraction),
    )
    if clock > timedelta(days=1):
        raise ValueError(clock)
    return _day(parts) + clock - offset_of(parts["zone"] or "Z")


def _day(parts: dict[str, str | None]) -> datetime:
    year = int(parts["year"] or 0)
    if week := parts.get("week"):
        found = datetime.fromisocalendar(year, int(week), int(parts["weekday"] or 1))
        return found.replace(tzinfo=UTC)
    if ordinal := parts.get("ordinal"):
        day = int(ordinal)
        if not 1 <= day <= 366:
            raise ValueError(ordinal)
        return datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=day - 1)
    return datetime(year, int(parts["month"] or 1), int(parts["day"] or 1), tzinfo=UTC)
