"""What the settings say of the site and its feeds, as :class:`Settings`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feeds.generators.base import Settings
from feeds.generators.pelican.article import LANGUAGE, ORIGINALS
from feeds.generators.pelican.config import Config
from feeds.generators.pelican.slugs import plain
from feeds.model import FeedKind, Format, Person
from feeds.urls import is_language_tag, site_url

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
_MOST = 2**31


def site_start(config: Config) -> str | None:
    """Return SITEURL as ids take it, without a slash at its end; None without one."""
    given = config.text("SITEURL").strip()
    return (f"https:{given}" if given.startswith("//") else given).removesuffix("/") or None


def settings(config: Config) -> Settings:
    """Return what the settings say."""
    author = config.get("AUTHOR")
    subtitle = config.get("SITESUBTITLE")
    paths, documents = _paths(config)
    return Settings(
        title=plain(config.text("SITENAME")) or None,
        url=_url(config),
        timezone=config.text("TIMEZONE") or "UTC",
        description=plain(subtitle) if isinstance(subtitle, str) and subtitle else None,
        language=_language(config),
        authors=(Person(author),) if isinstance(author, str) and author else (),
        paths=paths,
        document_paths=documents,
        extensions=_EXTENSIONS,
        entries=_entries(config),
        shows_future=bool(config.get("WITH_FUTURE_DATES")),
        ties_ascend=True,
        notes=tuple(_notes(config)),
        faults=tuple(config.faults),
    )


def _url(config: Config) -> str | None:
    start = site_start(config)
    try:
        return site_url(start) if start else None
    except ValueError as error:
        config.fault("SITEURL", f"SITEURL {error}")
        return None


def _language(config: Config) -> str | None:
    given = config.text("DEFAULT_LANG").replace("_", "-") if "DEFAULT_LANG" in config else ""
    if given and not is_language_tag(given):
        message = f"DEFAULT_LANG {given!r} is no language tag; write one like en or zh-CN"
        config.fault("DEFAULT_LANG", message)
        return None
    return given or None


def _entries(config: Config) -> int | None:
    given = config.get("FEED_MAX_ITEMS")
    if given is None:
        return None
    if not isinstance(given, int) or isinstance(given, bool) or given < 1:
        config.fault("FEED_MAX_ITEMS", f"FEED_MAX_ITEMS {given!r} is no number from 1; write 100")
        return None
    return given


_Paths = tuple[dict[str, str], dict[tuple[str, Format], str]]


def _paths(config: Config) -> _Paths:
    """Return each kind's pattern, and the documents of Pelican's that do not follow it."""
    paths: dict[str, str] = {}
    documents: dict[tuple[str, Format], str] = {}
    for kind, key, fallback in _feeds(config):
        own = {
            format: path
            for word, format in _FORMATS.items()
            if (path := _path(config, f"{key}_{word}", kind))
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


def _feeds(config: Config) -> Iterator[tuple[str, str, str]]:
    """Yield each kind, its setting, and where its feeds lie that Pelican would not make.

    Those have folders of their own, so that they never take the path of one that it makes.
    """
    yield FeedKind.SITE, "FEED_ALL" if has_all(config) else "FEED", "/feeds/all.atom.xml"
    if sets_originals_apart(config):
        yield ORIGINALS.kind, "FEED", ""
    for kind, key in _KINDS.items():
        yield kind, key, f"/feeds/{kind}/{{slug}}.atom.xml"


def has_all(config: Config) -> bool:
    """Say whether the site's own feed is FEED_ALL's, translations and all."""
    return _is_on(config, "FEED_ALL") or not _is_on(config, "FEED")


def sets_originals_apart(config: Config) -> bool:
    """Say whether there is a feed of originals beside the one of everything."""
    return _is_on(config, "FEED_ALL") and _is_on(config, "FEED")


def _is_on(config: Config, key: str) -> bool:
    return any(config.get(f"{key}_{word}") for word in _FORMATS)


def _path(config: Config, key: str, kind: str) -> str:
    path = config.text(key)
    field = "{lang}" if kind == LANGUAGE else "{slug}"
    wanted = [field] if kind in _KINDS else []
    if path and _PLACEHOLDER.findall(path) != wanted:
        example = f"feeds/{field}.xml" if wanted else "feeds/all.xml"
        config.fault(key, f"{key} {path!r} cannot be used; write one like {example!r}")
        return ""
    path = path.replace("{lang}", "{slug}")
    return path if path.startswith("/") or not path else f"/{path}"


def _notes(config: Config) -> Iterator[str]:
    if "TIMEZONE" not in config:
        yield f"no TIMEZONE in {config.name}: UTC, as Pelican has it"
    if config.get("TYPOGRIFY"):
        yield "TYPOGRIFY is not applied: quotes and dashes stay as written"
    if config.get("PLUGINS"):
        yield "PLUGINS are not run: what they add to articles is missing"
    domain = config.get("FEED_DOMAIN")
    if domain and domain != config.get("SITEURL"):
        yield "FEED_DOMAIN is not applied: feeds name their address below SITEURL"
    elsewhere = [
        key for key in _url_keys() if config.get(key) and config.get(key[:-4]) != config.get(key)
    ]
    for key in elsewhere:
        yield f"{key} is not applied: a feed's address is where it lies, {key[:-4]}"


def _url_keys() -> Iterator[str]:
    for key in ("FEED", "FEED_ALL", *_KINDS.values()):
        for word in _FORMATS:
            yield f"{key}_{word}_URL"
