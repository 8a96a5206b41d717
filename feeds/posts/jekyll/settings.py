"""What _config.yml says of feeds: jekyll-feed's keys and defaults, as :class:`Settings`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from feeds.model import FeedKind, Format, Person
from feeds.posts.dialect import Settings
from feeds.posts.jekyll.config import Config
from feeds.posts.jekyll.people import person
from feeds.posts.jekyll.titles import plain_title
from feeds.posts.jekyll.urls import Form, absolute, normalise_path, normalise_site
from feeds.posts.jekyll.values import is_single, kind_of, language_tag, shown, written
from feeds.urls import site_url

_ENTRIES = 10
_SUFFIX = re.compile(r"\.[^./]*$")


def prefix(config: Config, form: Form) -> str | None:
    """Return what every absolute URL begins with, as Jekyll joins it; None without a URL."""
    url = config.string("url") or _from_cname(config)
    if not url or not _is_site_url(config, "url", url.strip()):
        return None
    base = (config.string("baseurl") or "").removesuffix("/")
    base = f"/{base}" if base and not base.startswith("/") else base
    start = normalise_site(url, form) + normalise_path(base, form)
    return start if _is_site_url(config, "baseurl", start) else None


def _is_site_url(config: Config, key: str, text: str) -> bool:
    try:
        site_url(text)
    except ValueError as error:
        config.fault(key, f"{key}: {error}")
        return False
    return True


def _from_cname(config: Config) -> str | None:
    host = (config.load("CNAME") or "").strip()
    return f"https://{host}" if re.fullmatch(r"[A-Za-z0-9.-]+", host) else None


def settings(config: Config, start: str | None, form: Form) -> Settings:
    """Return what the configuration says; ``start`` is every absolute URL's beginning."""
    title = config.string("title") or config.string("name")
    zone = written(config.get("timezone"))
    note = f"no timezone in {config.name}: UTC, as on most CI machines"
    return Settings(
        title=plain_title(title) if title else None,
        url=start.rstrip("/") if start else None,
        timezone=zone or "UTC",
        description=config.string("description"),
        language=_language(config),
        authors=_authors(config),
        icon=_picture(config, "icon", start, form),
        logo=_picture(config, "logo", start, form),
        paths=_paths(config),
        extensions={Format.ATOM: "xml", Format.RSS: "rss", Format.JSON: "json"},
        entries=_entries(config),
        full_content=config.get("feed", "excerpt_only") in (None, False),
        shows_future=bool(config.get("future")),
        ties_ascend=True,
        notes=() if zone else (note,),
        faults=tuple(config.faults),
    )


def _language(config: Config) -> str | None:
    given = config.string("lang")
    tag = language_tag(given) if given else None
    if given and tag is None:
        config.fault("lang", f"lang {given!r} is no language tag; write one like en or zh-CN")
    return tag


def _authors(config: Config) -> tuple[Person, ...]:
    found = person(config.get("author"), {}) if config.get("author") else None
    return (found,) if found else ()


def _picture(config: Config, key: str, start: str | None, form: Form) -> str | None:
    given = config.string("feed", key)
    return absolute(given, start or "", form) if given else None


def _entries(config: Config) -> int:
    limit = config.get("feed", "posts_limit")
    if limit in (None, False):
        return _ENTRIES
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
        given = shown(written(limit)) if is_single(limit) else kind_of(limit)
        message = f"feed.posts_limit {given} is no number from 1; write 10"
        config.fault("feed.posts_limit", message)
        return _ENTRIES
    return limit


def _paths(config: Config) -> Mapping[str, str]:
    site = config.string("feed", "collections", "posts", "path") or config.string("feed", "path")
    tags = config.string("feed", "tags", "path") if _has_mapping(config, "tags") else None
    return {
        FeedKind.SITE: _site_path(config, site) if site else "/feed.{ext}",
        FeedKind.CATEGORY: "/feed/{name}.{ext}",
        FeedKind.TAG: f"{_rooted(tags) if tags else '/feed/by_tag/'}{{name}}.{{ext}}",
        FeedKind.AUTHOR: "/feed/by_author/{name}.{ext}",
    }


def _has_mapping(config: Config, key: str) -> bool:
    return isinstance(config.get("feed", key), dict)


def _site_path(config: Config, path: str) -> str:
    if not path.endswith(".xml"):
        message = (
            f"feed.path {path!r} does not end in .xml, as every Atom feed here does; "
            "write feed.path: /feed.xml, or set the path yourself"
        )
        config.fault("feed.path", message)
    return f"{_rooted(_SUFFIX.sub('', path))}.{{ext}}"


def _rooted(path: str) -> str:
    return path if path.startswith("/") else f"/{path}"
