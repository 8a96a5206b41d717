"""Plain posts: Markdown or HTML files under front matter, in no generator's layout.

Its keys are listed in docs/posts.md. A post's address comes from ``permalink``, or from
its path by the configured pattern; its id is its address unless the front matter has one.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, urljoin

from feeds.errors import ConfigError, Fault
from feeds.model import Post, Reading, Site
from feeds.posts.dialect import Dialect, LeftOut, Settings, Unpublished
from feeds.posts.frontmatter import parse
from feeds.posts.plain.dates import date_in_path
from feeds.posts.plain.values import Values

_MARKUP = {".md": "commonmark", ".markdown": "commonmark", ".html": "html", ".htm": "html"}
_PATTERN = "/{path}.html"
_PLACEHOLDERS = ("path", "slug", "year", "month", "day")
_MORE = re.compile(r"<!--\s*more\s*-->", re.IGNORECASE)
_HEADING = re.compile(r"\s*#[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n|$)")
_SAFE = "/~!$&'()*+,;=:@"  # RFC 3986 3.3: what a path may hold beside unreserved characters


class Plain(Dialect):
    """A folder of posts that no generator owns."""

    name = "plain"

    @classmethod
    def recognises(cls, tree: Path) -> bool:
        return tree.is_dir()

    def __init__(self, tree: Path, permalink: str | None = None) -> None:
        super().__init__(tree, permalink)
        self._pattern = permalink or _PATTERN
        unknown = set(re.findall(r"\{(.*?)\}", self._pattern)) - set(_PLACEHOLDERS)
        if unknown or not self._pattern.startswith("/"):
            allowed = ", ".join(f"{{{name}}}" for name in _PLACEHOLDERS)
            message = f"permalink {permalink!r} cannot be used; begin with / and use {allowed}"
            raise ConfigError([Fault("config.yaml", 0, message)])
        self.settings = Settings()

    @property
    def inputs(self) -> str:
        return hashlib.sha256(self._pattern.encode()).hexdigest()

    def descends(self, directory: str) -> bool:
        name = directory.rsplit("/", 1)[-1]
        return name[0] not in "._" and name != "node_modules"

    def is_post(self, path: str) -> bool:
        name = path.rsplit("/", 1)[-1]
        return name[0] not in "._" and _suffix(path) in _MARKUP

    def read(self, path: str, text: str, site: Site) -> Reading:
        matter = parse(text)
        values = Values(matter)
        _require_published(values)
        published = _published(path, values, site)
        post = self._post(path, values, published, site)
        before, marker, _ = _partition(matter.body)
        values.raise_faults()
        return Reading(post, matter.body, before if marker else "", tuple(values.remarks))

    def _post(self, path: str, values: Values, published: datetime, site: Site) -> Post:
        link = self._link(path, values, published, site)
        tags = values.terms_of("tags", "tag")
        categories = values.terms_of("categories", "category")
        authors = values.authors() or site.authors
        return Post(
            path=path,
            id=values.identity() or link,
            link=link,
            title=_title(path, values),
            published=published,
            updated=values.date("updated", site.timezone) or published,
            authors=authors,
            categories=categories,
            tags=tags,
            bylines=values.bylines(authors),
            labels=categories + tags,
            summary=values.text("summary") or values.text("description"),
            image=values.image(),
            enclosure=values.enclosure(),
            language=values.language(),
            markup=_MARKUP[_suffix(path)],
            has_liquid="{{" in values.matter.body or "{%" in values.matter.body,
            due=published,
        )

    def _link(self, path: str, values: Values, published: datetime, site: Site) -> str:
        given = values.text("permalink")
        if given:
            return urljoin(site.url + "/", quote(given.lstrip("/"), safe=_SAFE + "%?#"))
        slug = values.text("slug")
        folder, _, name = path.rpartition("/")
        stem = slug or name.rsplit(".", 1)[0]
        address = self._pattern.format(
            path=f"{folder}/{stem}" if folder else stem,
            slug=slug or date_in_path(path).rest,
            year=f"{published.year:04}",
            month=f"{published.month:02}",
            day=f"{published.day:02}",
        )
        return site.url + quote(re.sub(r"/index(\.html)?$", "/", address), safe=_SAFE)


def _suffix(path: str) -> str:
    return "." + path.rpartition(".")[2].lower()


def _partition(body: str) -> tuple[str, bool, str]:
    marker = _MORE.search(body)
    return (body[: marker.start()], True, body[marker.end() :]) if marker else (body, False, "")


def _require_published(values: Values) -> None:
    if values.flag("draft"):
        raise Unpublished(LeftOut.DRAFT)
    if values.matter.values.get("published") is False:
        raise Unpublished(LeftOut.UNPUBLISHED)


def _published(path: str, values: Values, site: Site) -> datetime:
    for key in ("date", "published"):
        found = values.date(key, site.timezone)
        if found:
            return found
    return values.date_in_path(path, site.timezone)


def _title(path: str, values: Values) -> str:
    """Return the title given, or else the first heading, or else the file's name."""
    if "title" in values.matter.values:
        return values.title()
    heading = _HEADING.match(values.matter.body)
    if heading:
        return heading[1]
    return re.sub(r"[-_]+", " ", date_in_path(path).rest).strip().capitalize()
