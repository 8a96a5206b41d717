"""Views of pages to render in tests: a site with feeds for tags, categories and authors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from feeds.model import Format
from feeds.pages.html import READERS, PageRenderer
from feeds.pages.views import (
    FeedGroup,
    FeedPage,
    FormatLink,
    ListedFeed,
    ListPage,
    PageEntry,
    PagesSite,
)

HOME = "https://example.com/blog"
SITE = PagesSite(
    title="Bread & Salt",
    url=HOME,
    description="Notes on baking.",
    language="en",
    path="/blog/feeds",
    opml="/blog/feeds.opml",
)
_NEWEST = datetime(2026, 11, 30, 8, tzinfo=UTC)
_LABELS = {Format.ATOM: "Atom", Format.RSS: "RSS", Format.JSON: "JSON Feed"}


def renderer(
    site: PagesSite = SITE,
    folder: Path | None = None,
    language: str | None = None,
    cache: Path | None = None,
) -> PageRenderer:
    return PageRenderer(site, folder, language, READERS, cache)


def formats(kind: str, name: str) -> tuple[FormatLink, ...]:
    return tuple(
        FormatLink(
            format,
            label,
            f"{HOME}/feed/{quote(kind, safe='')}/{quote(name, safe='')}.{format}",
            format.media_type,
        )
        for format, label in _LABELS.items()
    )


def listed(name: str, kind: str = "tag", posts: int = 3) -> ListedFeed:
    return ListedFeed(
        kind=kind,
        name=name,
        page=f"/blog/feeds/{quote(kind, safe='')}/{quote(name, safe='')}/",
        posts=posts,
        newest=_NEWEST - timedelta(days=posts),
        formats=formats(kind, name),
    )


def group(kind: str, names: Iterable[str], total: int = 0) -> FeedGroup:
    """Return a group of feeds with these names; ``total`` is larger if the page shows only some."""
    feeds = tuple(listed(name, kind, 400 // number + 1) for number, name in enumerate(names, 1))
    more = f"/blog/feeds/{kind}/" if total > len(feeds) else ""
    return FeedGroup(kind, feeds, total or len(feeds), more, f"/blog/feeds/{kind}.opml")


def list_page(*groups: FeedGroup, kind: str = "", number: int = 1, count: int = 1) -> ListPage:
    folder = f"/blog/feeds/{kind}/" if kind else "/blog/feeds/"
    return ListPage(
        kind=kind,
        groups=groups,
        number=number,
        count=count,
        previous="" if number == 1 else folder,
        next="" if number == count else f"{folder}index-{number + 1}.html",
        url=f"https://example.com{folder}",
    )


def entry(title: str, summary: str = "", link: str = f"{HOME}/post") -> PageEntry:
    return PageEntry(title, link, _NEWEST, summary, None)


def feed_page(
    name: str = "sourdough",
    kind: str = "tag",
    entries: Sequence[PageEntry] = (),
    title: str = "",
    language: str | None = None,
) -> FeedPage:
    return FeedPage(
        kind=kind,
        name=name,
        title=title or f"Bread & Salt: {name}",
        home=f"{HOME}/{kind}/{quote(name, safe='')}/",
        language=language,
        formats=formats(kind, name),
        entries=tuple(entries),
        url=f"https://example.com/blog/feeds/{kind}/{quote(name, safe='')}/",
    )
