"""Where a template is written to, and the URL that follows from it.

https://www.11ty.dev/docs/permalinks/
"""

from __future__ import annotations

import re
from datetime import datetime
from posixpath import normpath
from urllib.parse import quote

from feeds.generators.eleventy.cascade import stem
from feeds.generators.eleventy.filters import slugify

_DATED = re.compile(r"\d{4}-\d{2}-\d{2}-(.*)")
_AS_IT_IS = "/!$&'()*+,;=:@%|[]^~"
"""WHATWG URL, path percent-encode set: what a browser leaves in a path, beside letters."""


def default_url(path: str) -> str:
    """Return the URL of a template without a permalink; ``path`` is below the input directory."""
    folder, _, name = path.rpartition("/")
    base = stem(name)
    same = base == "index" or folder.rpartition("/")[2] == base != ""
    return _rooted(f"{folder}/" if same else f"{folder}/{base}/")


def url_of(permalink: str) -> str:
    """Return the URL of a permalink that has been worked off."""
    written = permalink + ("index.html" if permalink.endswith("/") else "")
    url = _rooted(normpath(written))
    for ending in ("/index.html", "/index"):
        if url.endswith(ending):
            return url.removesuffix(ending) + "/"
    return url


def composed(pattern: str, path: str, published: datetime, title: str) -> str:
    """Fill the configuration's pattern for the template at ``path``, below the input directory.

    Raises ``ValueError`` where ``{title}`` is wanted and cannot be told.
    """
    return pattern.format(
        path=stem(path),
        slug=file_slug(path),
        title=slugify(title) if "{title}" in pattern else "",
        year=f"{published.year:04}",
        month=f"{published.month:02}",
        day=f"{published.day:02}",
    )


def _rooted(path: str) -> str:
    return f"/{path.lstrip('/')}"


def file_slug(path: str) -> str:
    """Return ``page.fileSlug``: the name without its date, the folder's for an index."""
    folder, _, name = path.rpartition("/")
    slug = undated(stem(name))
    return undated(folder.rpartition("/")[2]) if slug == "index" else slug


def file_path_stem(path: str) -> str:
    """Return ``page.filePathStem``."""
    folder, _, name = path.rpartition("/")
    return _rooted(f"{folder}/{undated(stem(name))}")


def undated(name: str) -> str:
    """Take a date off the beginning of a name, and all before it."""
    found = _DATED.search(name)
    return found[1] if found else name


def encoded(url: str) -> str:
    """Percent-encode a URL below the site's as browsers and Node do."""
    path, mark, rest = re.fullmatch(r"([^?#]*)([?#]?)(.*)", url, re.DOTALL).groups()  # type: ignore[union-attr]
    return (
        quote(path.replace("\\", "/"), safe=_AS_IT_IS) + mark + quote(rest, safe=_AS_IT_IS + "?#")
    )
