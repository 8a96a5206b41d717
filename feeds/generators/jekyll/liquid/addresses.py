"""URLs as Jekyll's filters and tags write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, unquote_to_bytes, urlsplit

from feeds.generators.base import PostError
from feeds.generators.frontmatter import parse
from feeds.generators.jekyll.liquid.setup import Setup
from feeds.generators.jekyll.urls import encode, normalise_path, normalise_site
from feeds.model import Site
from feeds.urls import quote_path

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_OPENING = re.compile(r"---[ \t\r\f\v]*\n")
PAGES = (".html", ".htm")
_SAFE = "-._~:/?#[]@!$&'()*+,;="
"""RFC 3986 2.2 and 2.3."""


class Addresses:
    """Where things of one site are."""

    def __init__(self, setup: Setup, site: Site) -> None:
        self._setup = setup
        self._mounted = site.url
        url = setup.configured.get("url")
        self.host = url if isinstance(url, str) and url else site.url.removesuffix(setup.base)

    def path_of(self, url: str) -> str:
        """Return an address of the site as ``page.url`` has it: without host and mount."""
        if url.startswith(f"{self._mounted}/"):
            return url.removeprefix(self._mounted)
        return urlsplit(url).path

    def placed(self, reference: str, *, with_host: bool) -> str:
        """Put a path below the site's, as ``relative_url`` and ``absolute_url`` do."""
        if _SCHEME.match(reference):
            return reference
        path = self._setup.base + (f"/{reference}" if reference[:1] not in ("", "/") else reference)
        path = normalise_path(path, self._setup.form) if not path.startswith("//") else path
        if not with_host or not self.host:
            return path
        return normalise_site(self.host, self._setup.form).removesuffix("/") + (path or "/")

    def escaped(self, text: str) -> str:
        """Percent-encode what no URL may hold, as ``uri_escape`` does."""
        bare = unquote_to_bytes(text)
        try:
            return quote(unicodedata.normalize(self._setup.form, bare.decode()), safe=_SAFE)
        except UnicodeDecodeError:
            return quote(bare, safe=_SAFE)

    def page(self, path: str) -> tuple[str, bool]:
        """Return the URL of the page a file becomes, and whether that file is there.

        Of a file that is not, the URL is the one it would have without front matter.
        """
        path = path.strip("/")
        place = self._setup.rules.source + path
        text = self._setup.files.text(place)
        if text is not None and _OPENING.match(text):
            own = _matter(text).get("permalink")
            return _escaped(own if isinstance(own, str) and own else self._default(path)), True
        if self._setup.files.exists(place):
            return f"/{path}", True
        return _escaped(self._default(path)), False

    def _default(self, path: str) -> str:
        file = PurePosixPath(path)
        output = self._setup.converters.output(file.suffix)
        is_page = output in PAGES
        folder = "" if str(file.parent) == "." else f"/{file.parent}"
        if self._label(folder):
            folder = folder.replace("/_", "/", 1)
        if not is_page:
            return f"{folder}/{file.name}"
        if file.stem == "index":
            return f"{folder}/"
        return f"{folder}/{file.stem}{self._setup.page_ending.replace(':output_ext', output)}"

    def _label(self, folder: str) -> bool:
        return folder.split("/")[1:2] in [[f"_{label}"] for label in self._setup.labels]


def _escaped(path: str) -> str:
    rooted = path if path.startswith("/") else f"/{path}"
    try:
        return encode(rooted)
    except ValueError:
        return quote_path(rooted)


def _matter(text: str) -> Mapping[str, Any]:
    try:
        return parse(text).values
    except PostError:
        return {}
