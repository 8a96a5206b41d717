"""Views of pages to render in tests: a site with feeds for tags, categories and authors."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from msgspec.structs import replace

from feeds.model import Format
from feeds.pages.files import search_index
from feeds.pages.html import READERS, PagesRenderer
from feeds.pages.views import (
    FeedGroup,
    FeedListPage,
    FeedPage,
    FormatLink,
    ListedFeed,
    PageEntry,
    PagesSite,
)

HOME = "https://example.com/blog"
SITE = PagesSite(
    title="Bread & Salt",
    url=f"{HOME}/",
    description="Notes on baking.",
    language="en",
    path="/blog/feeds",
    opml="/blog/feeds.opml",
)
_NEWEST = datetime(2026, 11, 30, 8, tzinfo=UTC)


def renderer(
    site: PagesSite = SITE, folder: Path | None = None, language: str | None = None
) -> PagesRenderer:
    return PagesRenderer(site, folder, language, READERS)


def formats(kind: str, name: str) -> tuple[FormatLink, ...]:
    return tuple(
        FormatLink(
            format,
            format.label,
            f"{HOME}/feed/{quote(kind, safe='')}/{quote(name, safe='', errors='replace')}.{format}",
            format.media_type,
        )
        for format in Format
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


def list_page(*groups: FeedGroup, kind: str = "", number: int = 1, count: int = 1) -> FeedListPage:
    folder = f"/blog/feeds/{kind}/" if kind else "/blog/feeds/"
    pages = (folder, *(f"{folder}index-{one}.html" for one in range(2, count + 1)))
    return FeedListPage(
        kind=kind,
        groups=groups,
        number=number,
        count=count,
        pages=pages,
        previous=pages[number - 2] if number > 1 else "",
        next=pages[number] if number < count else "",
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


_FLOURS = ("rye", "spelt", "wheat", "oat", "barley", "einkorn", "emmer", "corn", "rice", "teff")
_BREADS = ("loaf", "roll", "bun", "baguette", "pizza", "focaccia", "bagel", "brioche", "ciabatta")
_ARABIC = {
    "plural": "n==1 ? 0 : n==2 ? 1 : n%100>=3 && n%100<=10 ? 2 : 3",
    "feeds": "الخلاصات",
    "intro": "تابع {site} في قارئ خلاصات ولن يفوتك أي مقال.",
    "search": "ابحث في الخلاصات",
    "posts": ["مقال واحد", "مقالان", "{n} مقالات", "{n} مقالًا"],
    "what": "هذه خلاصة. أضف عنوانها إلى قارئ خلاصات وستظهر المقالات الجديدة هناك.",
    "address": "عنوان الخلاصة",
    "copy": "نسخ",
    "copied": "تم النسخ",
    "latest": "أحدث المقالات",
    "kinds": {"tag": ["وسم", "وسوم"], "category": ["تصنيف", "تصنيفات"]},
}
HOSTILE = (
    "<script>ran()</script>",
    "\"><img src=x onerror=ran()> ' onmouseover='ran()",
    "javascript:ran()",
    "\u202egnp.exe \u2066\u2067 \u200f",
    "W" * 300,
    "Z" + "\u0300\u0301\u0302\u0316\u0317" * 60,
    "\x01\x07\x1b[31m",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 \U0001f3f3\ufe0f\u200d\U0001f308",
    "\ufdfd" * 20,
    "",
)


def tags(number: int) -> list[str]:
    """Return this many names of tags, such as ``rye loaf`` and ``rye loaf 3``."""
    names = [f"{flour} {bread}" for flour in _FLOURS for bread in _BREADS]
    rounds = range(number // len(names) + 1)
    return [f"{name} {one}" if one else name for one in rounds for name in names][:number]


def files_of_site(
    render: PagesRenderer, names: Sequence[str], entries: Sequence[PageEntry] = ()
) -> dict[str, bytes]:
    """Return the files of a site with tags of these names, by their paths.

    The first tag has a page; the other pages are the list, and the first of the list of tags.
    """
    site = group("site", ["Bread & Salt"])
    shown = group("tag", names[:50], len(names))
    first = list_page(site, group("category", ["Recipes", "Tools"]), shown)
    second = list_page(group("tag", names[:30], len(names)), kind="tag", count=len(names) // 30)
    posts = entries or [entry(title, "Warm water, and a night of rest.") for title in names[:10]]
    return {
        "/blog/feeds/index.html": render.list_page(first),
        "/blog/feeds/tag/index.html": render.list_page(second),
        "/blog/feeds/tag/first/index.html": render.feed_page(
            feed_page(names[0], entries=posts, title=f"Bread & Salt: {names[0]}")
        ),
        "/blog/feeds/search.json": search_index(listed(name) for name in names),
        **{f"/blog/feeds/{name}": content for name, content in render.assets().items()},
    }


def in_arabic(folder: Path) -> dict[str, bytes]:
    """Return the files of a site in Arabic, whose texts are in a folder of its own."""
    (folder / "texts.json").write_text(json.dumps({"ar": _ARABIC}), encoding="utf-8")
    site = replace(SITE, title="خبز وملح", language="ar")
    names = ["خميرة", "طحين", "rye (whole)", "فرن 2026"] * 60
    entries = [
        entry("لماذا تحتاج الخميرة إلى الدفء", "ترتاح العجينة ساعة بينما يسخن الفرن."),
        entry("An English title", "With an English summary, and (brackets)."),
    ]
    return files_of_site(renderer(site, folder), names, entries)


def with_hostile_posts() -> dict[str, bytes]:
    """Return the files of a site whose names, posts and links are hostile."""
    entries = [entry(text, text, "javascript:ran()") for text in HOSTILE]
    site = replace(SITE, title=HOSTILE[1])
    return files_of_site(renderer(site), [*HOSTILE, *tags(200)], entries)
