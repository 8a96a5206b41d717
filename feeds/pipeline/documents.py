"""Render entries and feed files: the code that needs lxml and feedgen.

These libraries take 100 ms to load, so this module is imported only when something is rendered.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec.structs import replace

from feeds.assemble import assemble_entry, assemble_feed
from feeds.assemble.sanitizer import clean
from feeds.generators import is_ordinary
from feeds.generators.base import Html
from feeds.model import Entry, Feed, FeedSpec, FileType, Format, Post, Representation
from feeds.pages.views import FeedPage, PageEntry
from feeds.pipeline.entry_store import LARGEST_CONTENT, Fragments, RenderedEntry
from feeds.pipeline.lists import PublishedUrls
from feeds.pipeline.project import Project
from feeds.render import portable, render_feed, render_in_each, represent

_ENTRIES = 10
"""Posts that the page of a feed shows at most."""
_SUMMARY = 300
"""Characters of a summary on a page."""
_MOST_BYTES = 4
"""Bytes of one character in UTF-8."""


def render_entry(
    project: Project, post: Post, html: Html, full_content: bool
) -> RenderedEntry[Fragments]:
    """Render an entry in each format."""
    entry = make_entry(project, post, html, full_content)
    made: list[tuple[Format | FileType, bytes]] = [
        *render_in_each(entry, project.config.feeds.formats).items()
    ]
    if project.pages:
        made.append((FileType.HTML, msgspec.json.encode(_shown_on_pages(entry))))
    return RenderedEntry(entry.id, _fixed(entry.published), _fixed(entry.updated), dict(made))


def _shown_on_pages(entry: Entry) -> PageEntry:
    shown = portable(
        PageEntry(entry.title, entry.link, entry.published, entry.summary, entry.language)
    )
    if len(shown.summary) <= _SUMMARY:
        return shown
    return replace(shown, summary=shown.summary[:_SUMMARY].rstrip() + "…")


def make_entry(project: Project, post: Post, html: Html, full_content: bool) -> Entry:
    """Return an entry without what is too large for feeds."""
    entry = assemble_entry(post, html, project.site, project.generator.settings, full_content)
    if _size(entry.content) > LARGEST_CONTENT:
        entry = replace(entry, content="")
    if _size(entry.summary_html) > LARGEST_CONTENT:
        entry = replace(entry, summary_html="")
    return entry


def _fixed(moment: datetime) -> datetime:
    """Return a moment with a fixed offset: Python ignores changes of offset in differences."""
    return datetime.fromisoformat(moment.isoformat())


def oversize_html(post: Post, html: Html) -> str:
    """Return what is wrong with HTML that is too large for feeds; empty if it is not."""
    if is_ordinary(html.content, LARGEST_CONTENT):
        return ""
    size = _size(clean(html.content, post.link))
    if size <= LARGEST_CONTENT:
        return ""
    found = f"the content is {size / 1_000_000:.1f} MB, but XML parsers accept 10 MB"
    return f"{found}, so the feeds leave it out; split the post"


def _size(html: str) -> int:
    """Return how many bytes an XML parser counts for HTML: it counts unescaped text."""
    return len(html.encode()) if len(html) * _MOST_BYTES > LARGEST_CONTENT else len(html)


def make_documents(
    project: Project, spec: FeedSpec, entries: Sequence[RenderedEntry[Fragments]]
) -> list[Representation]:
    """Return a feed in each of its formats, in each coding, and its page after them."""
    feed = assemble_feed(spec, project.site, entries)
    made = [_represented(project, spec, feed, entries, format) for format in spec.paths]
    if project.pages and spec.page:
        body = project.pages.feed_page(_page(project, spec, entries))
        codings = project.config.feeds.codings
        page = represent(body, spec.page, FileType.HTML, feed.max_age, codings=codings)
        made.append(replace(page, kind=""))
    return made


def _page(
    project: Project, spec: FeedSpec, entries: Sequence[RenderedEntry[Fragments]]
) -> FeedPage:
    urls = PublishedUrls(project)
    newest = (entry.fragments[FileType.HTML] for entry in entries[:_ENTRIES])
    return FeedPage(
        kind=spec.kind,
        name=spec.name,
        title=spec.title,
        home=spec.home,
        language=spec.language,
        formats=urls.formats(spec.paths),
        entries=tuple(msgspec.json.decode(one, type=PageEntry) for one in newest),
        url=urls.absolute(spec.page),
    )


def _represented(
    project: Project,
    spec: FeedSpec,
    feed: Feed,
    entries: Sequence[RenderedEntry[Fragments]],
    format: Format,
) -> Representation:
    fragments = [(entry.id, entry.fragments[format]) for entry in entries]
    body = render_feed(feed, [fragment for _, fragment in fragments], format)
    codings = project.config.feeds.codings
    made = represent(body, spec.paths[format], format, feed.max_age, fragments, codings)
    is_full = len(fragments) >= spec.limit
    return replace(made, kind=spec.kind, is_full=is_full, page=spec.page)
