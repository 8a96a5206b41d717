"""What Pelican's settings say about the site and its feeds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import msgspec

from feeds.generators.base import Settings
from feeds.generators.pelican.html import Summary
from feeds.generators.pelican.links import Links
from feeds.generators.pelican.metadata import OutsideMetadata
from feeds.generators.pelican.pelicanconf import PelicanConf
from feeds.generators.pelican.urls import Slugs, plain
from feeds.model import FeedKind, Format, Person, Term
from feeds.urls import is_language_tag, site_url

LANGUAGE = "language"
"""The kind of the feeds with the articles of one language."""
ORIGINALS = Term("articles", "articles", "articles")
"""The feed without translations: FEED_ATOM, if the site also has FEED_ALL_ATOM."""

_FORMATS = {"ATOM": Format.ATOM, "RSS": Format.RSS}
_EXTENSIONS = {Format.ATOM: "atom.xml", Format.RSS: "rss.xml", Format.JSON: "json"}
_KINDS = {
    FeedKind.CATEGORY: "CATEGORY_FEED",
    FeedKind.TAG: "TAG_FEED",
    FeedKind.AUTHOR: "AUTHOR_FEED",
    LANGUAGE: "TRANSLATION_FEED",
}
_SUFFIX = re.compile(r"(?:\.(?:atom|rss))?\.[^./]*$|/$")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_REVERSED = "reversed-"
_ONE_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)


def site_start(conf: PelicanConf) -> str | None:
    """Return SITEURL as it is in ids, without a slash at its end; None if it is empty."""
    given = conf.text("SITEURL").strip()
    return (f"https:{given}" if given.startswith("//") else given).removesuffix("/") or None


def site_settings(conf: PelicanConf) -> Settings:
    """Return what the settings say about the site and its feeds."""
    author = conf.get("AUTHOR")
    subtitle = conf.get("SITESUBTITLE")
    paths, documents = _paths(conf)
    return Settings(
        title=plain(conf.text("SITENAME")) or None,
        url=_url(conf),
        timezone=conf.text("TIMEZONE") or "UTC",
        assumes_zone=not conf.text("TIMEZONE"),
        description=plain(subtitle) if isinstance(subtitle, str) and subtitle else None,
        language=_language(conf),
        authors=(Person(author),) if isinstance(author, str) and author else (),
        paths=paths,
        document_paths=documents,
        extensions=_EXTENSIONS,
        entries=_entries(conf),
        html_summaries=True,
        shows_future=bool(conf.get("WITH_FUTURE_DATES")),
        ties_ascend=True,
        notes=tuple(_notes(conf)),
        faults=tuple(conf.faults),
    )


def _url(conf: PelicanConf) -> str | None:
    start = site_start(conf)
    try:
        return site_url(start) if start else None
    except ValueError as error:
        conf.fault("SITEURL", f"SITEURL {error}")
        return None


def _language(conf: PelicanConf) -> str | None:
    given = conf.text("DEFAULT_LANG").replace("_", "-") if "DEFAULT_LANG" in conf else ""
    if given and not is_language_tag(given):
        message = f"DEFAULT_LANG {given!r} is not a language tag; write one like en or zh-CN"
        conf.fault("DEFAULT_LANG", message)
        return None
    return given or None


def _entries(conf: PelicanConf) -> int | None:
    given = conf.get("FEED_MAX_ITEMS")
    if given is None:
        return None
    if not isinstance(given, int) or isinstance(given, bool) or given < 1:
        message = f"FEED_MAX_ITEMS must be a whole number of at least 1, not {given!r}; write 100"
        conf.fault("FEED_MAX_ITEMS", message)
        return None
    return given


_Paths = tuple[dict[str, str], dict[tuple[str, Format], str]]


def _paths(conf: PelicanConf) -> _Paths:
    """Return the pattern of each kind of feeds, and the path of each feed of Pelican."""
    paths: dict[str, str] = {}
    documents: dict[tuple[str, Format], str] = {}
    for kind, key, fallback in _feeds(conf):
        own = {
            format: path
            for word, format in _FORMATS.items()
            if (path := _path(conf, f"{key}_{word}", kind))
        }
        first = next(iter(own.values()), fallback)
        paths[kind] = f"{_SUFFIX.sub('', first)}.{{ext}}"
        taken = set(own.values())
        if any(
            paths[kind].replace("{ext}", _EXTENSIONS[other]) in taken
            for other in Format
            if other not in own
        ):
            paths[kind] = f"{first}.{{ext}}"
        documents.update({(kind, format): path for format, path in own.items()})
    return paths, documents


def _feeds(conf: PelicanConf) -> Iterator[tuple[str, str, str]]:
    """Yield each kind of feeds, its setting, and the path of feeds that Pelican does not make.

    Those feeds have folders of their own, so that they cannot take the path of one of Pelican.
    """
    yield FeedKind.SITE, "FEED_ALL" if _has_all(conf) else "FEED", "/feeds/all.atom.xml"
    if _sets_originals_apart(conf):
        yield ORIGINALS.kind, "FEED", ""
    for kind, key in _KINDS.items():
        yield kind, key, f"/feeds/{kind}/{{slug}}.atom.xml"


def _has_all(conf: PelicanConf) -> bool:
    """Say whether the site's own feed is FEED_ALL's, which includes translations."""
    return _is_on(conf, "FEED_ALL") or not _is_on(conf, "FEED")


def _sets_originals_apart(conf: PelicanConf) -> bool:
    """Say whether there is a feed of originals as well as one of everything."""
    return _is_on(conf, "FEED_ALL") and _is_on(conf, "FEED")


def _is_on(conf: PelicanConf, key: str) -> bool:
    return any(conf.get(f"{key}_{word}") for word in _FORMATS)


def _path(conf: PelicanConf, key: str, kind: str) -> str:
    path = conf.text(key)
    field = "{lang}" if kind == LANGUAGE else "{slug}"
    wanted = [field] if kind in _KINDS else []
    if path and _PLACEHOLDER.findall(path) != wanted:
        example = f"feeds/{field}.xml" if wanted else "feeds/all.xml"
        conf.fault(key, f"{key} {path!r} is not a valid path; write one like {example!r}")
        return ""
    path = path.replace("{lang}", "{slug}")
    return path if path.startswith("/") or not path else f"/{path}"


def _notes(conf: PelicanConf) -> Iterator[str]:
    if "TIMEZONE" not in conf:
        yield f"{conf.name} has no TIMEZONE, so feeds uses UTC, as Pelican does"
    if conf.get("PLUGINS"):
        yield "feeds does not run PLUGINS, so what they add to posts is missing"
    domain = conf.get("FEED_DOMAIN")
    if domain and domain != conf.get("SITEURL"):
        yield "feeds does not use FEED_DOMAIN: the URLs of feeds begin with SITEURL"
    elsewhere = [
        key for key in _url_keys() if conf.get(key) and conf.get(key[:-4]) != conf.get(key)
    ]
    for key in elsewhere:
        yield f"feeds does not use {key}: the URL of a feed follows from {key[:-4]}"


def _url_keys() -> Iterator[str]:
    for key in ("FEED", "FEED_ALL", *_KINDS.values()):
        for word in _FORMATS:
            yield f"{key}_{word}_URL"


class Order(msgspec.Struct, frozen=True):
    """ARTICLE_ORDER_BY: the order of articles in feeds."""

    attribute: str
    """The attribute of articles that decides; empty for newest first."""
    descends: bool

    @classmethod
    def of(cls, conf: PelicanConf) -> Order:
        """Return the order in the settings."""
        given = conf.get("ARTICLE_ORDER_BY")
        if not isinstance(given, str) or not given:
            if given:
                message = "ARTICLE_ORDER_BY must be the name of an attribute; write 'reversed-date'"
                conf.fault("ARTICLE_ORDER_BY", message)
            return cls("", False) if given else cls("slug", False)
        if given == "reversed-date":
            return cls("", False)
        return cls(given.removeprefix(_REVERSED), given.startswith(_REVERSED))

    @property
    def moment(self) -> datetime | None:
        """The date that all articles are ordered by; None if their own dates decide."""
        return _ONE_MOMENT if self.attribute else None

    def key(self, value: Callable[[str], str], path: str, published: datetime) -> str:
        """Return a string by which articles sort in ascending order.

        ``value`` returns an attribute of the article.
        """
        if not self.attribute:
            return ""
        if self.attribute == "date":
            text = published.astimezone(UTC).isoformat(timespec="microseconds")
        elif self.attribute == "basename":
            text = path.rpartition("/")[2]
        else:
            text = value(self.attribute)
        digits = text.encode()
        if self.descends:
            return bytes(255 - byte for byte in digits).hex() + "~"
        return digits.hex() + "!"


class ArticleSettings(msgspec.Struct, frozen=True):
    """The settings that every article of a site shares."""

    url: str
    """ARTICLE_URL: the pattern of URLs."""
    language_url: str
    """ARTICLE_LANG_URL: the pattern of URLs in other languages than the default one."""
    appends_ref: bool
    relative_urls: bool
    default_language: str
    slug_source: str
    """SLUGIFY_SOURCE: ``title`` or ``basename``."""
    slugs: Slugs
    order: Order
    links: Links
    shows_future: bool
    summary: Summary
    """How a summary is cut from an article that has none."""
    grouped_by: tuple[str, ...]
    """ARTICLE_TRANSLATION_ID: what articles that translate each other have in common."""
    site_has_translations: bool
    """The site's own feed is FEED_ALL's, which includes translations."""
    sets_originals_apart: bool
    """There is a feed of originals as well."""

    @classmethod
    def of(cls, conf: PelicanConf, outside: OutsideMetadata) -> ArticleSettings:
        """Return what the settings say."""
        slugs = Slugs.of(conf)
        return cls(
            url=conf.text("ARTICLE_URL"),
            language_url=conf.text("ARTICLE_LANG_URL"),
            appends_ref=bool(conf.get("FEED_APPEND_REF")),
            relative_urls=bool(conf.get("RELATIVE_URLS")),
            default_language=conf.text("DEFAULT_LANG").lower(),
            slug_source=conf.text("SLUGIFY_SOURCE"),
            slugs=slugs,
            order=Order.of(conf),
            links=Links.of(conf, slugs, outside),
            shows_future=bool(conf.get("WITH_FUTURE_DATES")),
            summary=Summary.from_conf(conf),
            grouped_by=_grouped_by(conf),
            site_has_translations=_has_all(conf),
            sets_originals_apart=_sets_originals_apart(conf),
        )


def _grouped_by(conf: PelicanConf) -> tuple[str, ...]:
    given = conf.get("ARTICLE_TRANSLATION_ID")
    if isinstance(given, str):
        return (given,) if given else ()
    return tuple(map(str, given)) if isinstance(given, list | tuple) else ()
