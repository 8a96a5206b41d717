"""What a site of Eleventy says of itself and of its feeds, as :class:`Settings`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from feeds.errors import Fault
from feeds.generators.base import Settings
from feeds.generators.eleventy import feeds
from feeds.generators.eleventy.feeds import NativeFeed
from feeds.generators.eleventy.project import Project
from feeds.model import FeedKind, Format, Person
from feeds.urls import is_language_tag, site_url

USUAL = ("posts", "post", "blog")
"""Collections that hold a site's posts where it does not say."""
_SITE = "/feed.{ext}"
_ATOM = "/feed.xml"


def settings(
    project: Project,
    found: Sequence[NativeFeed],
    data: Mapping[str, Any],
    faults: Sequence[Fault],
    notes: Sequence[str],
) -> Settings:
    """Return the settings; ``data`` is the site's global data, ``found`` its own feeds."""
    main = main_feed(found)
    metadata = main.metadata if main and main.metadata else feeds.metadata_in(data)
    language = metadata.get("language") or metadata.get("lang")
    return Settings(
        title=feeds.title(metadata),
        url=_url(main, metadata),
        timezone="UTC",
        description=_text(metadata, "subtitle") or _text(metadata, "description"),
        language=language if isinstance(language, str) and is_language_tag(language) else None,
        authors=_authors(metadata.get("author")),
        icon=_text(metadata, "icon"),
        logo=_text(metadata, "logo"),
        paths={FeedKind.SITE: _SITE, **dict.fromkeys(other_kinds(found), _SITE)},
        document_paths=_document_paths(main, found),
        entries=main.limit if main else None,
        shows_future=True,
        notes=(*notes, *_second_feeds(found)),
        faults=(*project.faults, *faults),
    )


def main_feed(found: Sequence[NativeFeed]) -> NativeFeed | None:
    """Return the feed that stands for the site: in Atom, and of posts, if there is one."""
    atom = [feed for feed in found if feed.format is Format.ATOM] or found
    usual = (feed for name in USUAL for feed in atom if feed.collection == name)
    return next(usual, atom[0] if atom else None)


def other_kinds(found: Sequence[NativeFeed]) -> tuple[str, ...]:
    """Return the collections that have a feed beside the site's; each is a kind of its own."""
    main = main_feed(found)
    names = (feed.collection for feed in found if main and feed.collection != main.collection)
    taken = set(FeedKind)
    return tuple(name for name in dict.fromkeys(names) if name not in taken)


def _document_paths(
    main: NativeFeed | None, found: Sequence[NativeFeed]
) -> dict[tuple[str, Format], str]:
    paths: dict[tuple[str, Format], str] = {}
    for feed in found:
        own = main is not None and feed.collection == main.collection
        paths.setdefault((FeedKind.SITE if own else feed.collection, feed.format), feed.path)
    if _ATOM not in paths.values():
        paths.setdefault((FeedKind.SITE, Format.ATOM), _ATOM)
    for kind in other_kinds(found):
        for format in Format:
            paths.setdefault((kind, format), f"/{kind}/feed.{format}")
    return paths


def _second_feeds(found: Sequence[NativeFeed]) -> list[str]:
    """Name feeds that another one of the same posts and format keeps from being built."""
    first: dict[tuple[str, Format], str] = {}
    for feed in found:
        first.setdefault((feed.collection, feed.format), feed.path)
    return [
        f"{feed.path} is another feed of {feed.collection!r} in {feed.format}, and is not built: "
        f"{kept} is; send its readers there"
        for feed in found
        if (kept := first[feed.collection, feed.format]) != feed.path
    ]


def _url(main: NativeFeed | None, metadata: Mapping[str, Any]) -> str | None:
    base = feeds.address(metadata)
    start = main.start if main and main.start else base and base.rstrip("/")
    try:
        return site_url(start) if start else None
    except ValueError:
        return None


def _text(metadata: Mapping[str, Any], key: str) -> str | None:
    value = metadata.get(key)
    return value if isinstance(value, str) and value else None


def _authors(value: Any) -> tuple[Person, ...]:
    given = value if isinstance(value, dict) else {"name": value}
    name = given.get("name")
    if not isinstance(name, str) or not name.strip():
        return ()
    return (Person(name.strip(), _text(given, "url"), _text(given, "email")),)
