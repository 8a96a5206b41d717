"""What ``_config.yml`` says about the site and its feeds.

https://github.com/jekyll/jekyll-feed#configuration
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from feeds.generators.base import Settings
from feeds.generators.jekyll.authors import person
from feeds.generators.jekyll.collections import JekyllCollection
from feeds.generators.jekyll.config import JekyllConfig
from feeds.generators.jekyll.kramdown.smartypants import plain_title
from feeds.generators.jekyll.permalinks import capitalize
from feeds.generators.jekyll.urls import Form, absolute, normalise_path, normalise_site
from feeds.generators.jekyll.values import (
    is_single,
    is_true,
    kind_of,
    shown,
    written,
)
from feeds.model import FeedKind, Format, Person, Site, Term
from feeds.urls import language_tag, site_url

EXTENSIONS = {Format.ATOM: "xml", Format.RSS: "rss", Format.JSON: "json"}
_OURS = {f".{extension}" for extension in EXTENSIONS.values()}
_SUFFIX = re.compile(r"(?<=[^/])\.[^./]+$")
_SLASHES = re.compile(r"/{2,}")
_UNUSABLE = re.compile(r"[{}\x00-\x1f\x7f\\]|\.gz$")
_ENTRIES = 10


def prefix(config: JekyllConfig, form: Form) -> str | None:
    """Return the beginning of every absolute URL as Jekyll joins it; None without a URL."""
    url = config.string("url") or _from_cname(config)
    if not url or not _is_site_url(config, "url", url.strip()):
        return None
    base = (config.string("baseurl") or "").removesuffix("/")
    base = f"/{base}" if base and not base.startswith("/") else base
    start = normalise_site(url, form) + normalise_path(base, form)
    return start if _is_site_url(config, "baseurl", start) else None


def _is_site_url(config: JekyllConfig, key: str, text: str) -> bool:
    try:
        site_url(text)
    except ValueError as error:
        config.fault(key, f"{key}: {error}")
        return False
    return True


def _from_cname(config: JekyllConfig) -> str | None:
    host = (config.load("CNAME") or "").strip()
    return f"https://{host}" if re.fullmatch(r"[A-Za-z0-9.-]+", host) else None


class FeedPaths:
    """Where jekyll-feed puts its feeds: ``feed.path``, ``feed.collections``, ``feed.tags.path``.

    ``patterns`` has the paths of each kind of feed, ``documents`` those of single formats that
    differ from them; see :class:`~feeds.generators.base.Settings`.
    """

    def __init__(self, config: JekyllConfig, collections: Iterable[JekyllCollection]) -> None:
        self._config = config
        self.patterns = {
            FeedKind.SITE.value: "/feed.{ext}",
            FeedKind.CATEGORY.value: "/feed/{name}.{ext}",
            FeedKind.TAG.value: f"{self._tags()}{{name}}.{{ext}}",
            FeedKind.AUTHOR.value: "/feed/by_author/{name}.{ext}",
        }
        self.documents: dict[tuple[str, Format], str] = {}
        own = "feed", "collections", "posts", "path"
        self._place(FeedKind.SITE, *(own if config.get(*own) else ("feed", "path")))
        for collection in collections:
            self.patterns[collection.kind] = "/feed/{name}.{ext}"
            self.patterns[collection.category_kind] = f"/feed/{collection.name}/{{name}}.{{ext}}"
            self._place(collection.kind, "feed", "collections", collection.name, "path")

    def _tags(self) -> str:
        if not isinstance(self._config.get("feed", "tags"), dict):
            return "/feed/by_tag/"
        return self._path("feed", "tags", "path") or "/feed/by_tag/"

    def _place(self, kind: str, *keys: str) -> None:
        """Put Atom where jekyll-feed puts it, whatever its suffix, and other formats next to it."""
        path = self._path(*keys)
        if path is None:
            return
        path = f"{path}index" if path.endswith("/") else path
        found = _SUFFIX.search(path)
        suffix = found[0] if found else ""
        foreign = suffix in _OURS - {".xml"}
        stem = path if foreign else path.removesuffix(suffix)
        self.patterns[kind] = f"{stem}.{{ext}}"
        if suffix != ".xml":
            self.documents[kind, Format.ATOM] = path

    def _path(self, *keys: str) -> str | None:
        """Return a path, made safe as ``Jekyll::URL`` does; None without one."""
        given = self._config.string(*keys)
        if not given:
            return None
        if _UNUSABLE.search(given):
            name = ".".join(keys)
            message = (
                f"{name} {shown(given)} cannot be the path of a feed; write one like /feed.xml"
            )
            self._config.fault(name, message)
            return None
        return _SLASHES.sub("/", f"/{given}".replace("..", "/").replace("./", ""))


class FeedTitles(msgspec.Struct, frozen=True):
    """The titles of feeds, as jekyll-feed's template forms them."""

    written: str
    """The title of the site in _config.yml, unchanged; empty if there is none."""
    above: Mapping[str, tuple[str, ...]]
    """What comes between the site and the term, by the kinds of collections' feeds."""

    @classmethod
    def of(cls, config: JekyllConfig, collections: Iterable[JekyllCollection]) -> FeedTitles:
        """Read the titles from the configuration."""
        above: dict[str, tuple[str, ...]] = {FeedKind.CATEGORY: ()}
        for one in collections:
            above |= {one.kind: (), one.category_kind: (one.name,)}
        return cls(config.string("title") or config.string("name") or "", above)

    def title(self, term: Term | None, site: Site) -> str:
        """Return the title of a term's feed, or of the site's (None).

        Quotes are curled in the whole of it. A title in our configuration is taken unchanged.
        """
        if term is None or term.kind == FeedKind.TAG:
            return site.title
        names = [term.name]  # of an author, for whom jekyll-feed writes no feed
        if term.kind in self.above:
            names = [capitalize(name) for name in (*self.above[term.kind], term.name)]
        if plain_title(self.written) == site.title:
            return plain_title(" | ".join([self.written, *names]))
        return " | ".join([site.title, *map(plain_title, names)])


def settings(
    config: JekyllConfig, start: str | None, form: Form, paths: FeedPaths, titles: FeedTitles
) -> Settings:
    """Return the settings of the site; ``start`` is the beginning of every absolute URL."""
    zone = written(config.get("timezone"))
    notes = [*_own_feed(config, paths)]
    if not zone:
        notes.append(f"{config.name} has no timezone, so feeds uses UTC; set it if that is wrong")
    return Settings(
        title=plain_title(titles.written) if titles.written else None,
        url=start.rstrip("/") if start else None,
        timezone=zone or "UTC",
        assumes_zone=not zone,
        description=config.string("description"),
        language=_language(config),
        authors=_authors(config),
        icon=_picture(config, "icon", start, form),
        logo=_picture(config, "logo", start, form),
        paths=paths.patterns,
        document_paths=paths.documents,
        extensions=EXTENSIONS,
        entries=_entries(config),
        full_content=not is_true(config.get("feed", "excerpt_only")),
        shows_future=is_true(config.get("future")),
        ties_ascend=True,
        notes=tuple(notes),
        faults=tuple(config.faults),
    )


def _language(config: JekyllConfig) -> str | None:
    given = config.string("lang")
    tag = language_tag(given) if given else None
    if given and tag is None:
        config.fault("lang", f"lang {given!r} is not a language tag; write one like en or zh-CN")
    return tag


def _authors(config: JekyllConfig) -> tuple[Person, ...]:
    found = person(config.get("author"), {}) if config.get("author") else None
    return (found,) if found else ()


def _picture(config: JekyllConfig, key: str, start: str | None, form: Form) -> str | None:
    given = config.string("feed", key)
    return absolute(given, start or "", form) if given else None


def _entries(config: JekyllConfig) -> int:
    """Return how many posts a feed shows: at most as many as ``limit_posts`` keeps."""
    entries = _count(config, "feed.posts_limit", 1) or _ENTRIES
    kept = _count(config, "limit_posts", 0)
    if not kept:
        return entries
    message = (
        f"limit_posts shows only the newest {kept} posts on the site, but feeds of categories, "
        "tags and authors show older ones too; remove it before you publish"
    )
    config.fault("limit_posts", message)
    return min(entries, kept)


def _count(config: JekyllConfig, key: str, least: int) -> int | None:
    given = config.get(*key.split("."))
    if not is_true(given):
        return None
    number = written(given)
    if given is True or not (number.isascii() and number.isdigit() and int(number) >= least):
        what = shown(number) if is_single(given) else kind_of(given)
        message = f"{key} must be a whole number of at least {least}, not {what}"
        config.fault(key, f"{message}; write {_ENTRIES}")
        return None
    return int(number)


def _own_feed(config: JekyllConfig, paths: FeedPaths) -> Iterator[str]:
    """Name a file of the site that replaces the feed of jekyll-feed."""
    site = FeedKind.SITE
    path = paths.documents.get((site, Format.ATOM)) or paths.patterns[site].format(ext="xml")
    if (config.tree / config.source / path.lstrip("/")).is_file():
        yield (
            f"{path} is a file of the site, so jekyll-feed does not write it, and its ids may "
            "differ; run `feeds compare` before you replace it"
        )
