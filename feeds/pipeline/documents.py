"""Rendering of entries and documents: the code that needs lxml, feedgen and the sanitiser.

These take 100 ms to load, so this module is imported only when something is rendered.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from feeds.assemble import assemble_entry, assemble_feed
from feeds.assemble.sanitizer import clean
from feeds.generators import is_ordinary
from feeds.generators.base import Html
from feeds.model import Entry, Feed, FeedSpec, Format, Post, Representation
from feeds.pipeline.entry_store import LARGEST_CONTENT, Fragments, RenderedEntry
from feeds.pipeline.project import Project
from feeds.render import render_feed, render_in_each, represent

_MOST_BYTES = 4
"""Bytes of one character in UTF-8."""


def render_entry(
    project: Project, post: Post, html: Html, full_content: bool
) -> RenderedEntry[Fragments]:
    """Render an entry in each format."""
    entry = make_entry(project, post, html, full_content)
    fragments = render_in_each(entry, project.config.feeds.formats)
    return RenderedEntry(entry.id, _fixed(entry.published), _fixed(entry.updated), fragments)


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
    found = f"content is {size / 1_000_000:.1f} MB, but XML parsers accept 10 MB"
    return f"{found}, so the feeds leave it out; split the post"


def _size(html: str) -> int:
    """Return how many bytes an XML parser counts for HTML: it counts unescaped text."""
    return len(html.encode()) if len(html) * _MOST_BYTES > LARGEST_CONTENT else len(html)


def make_documents(
    project: Project, spec: FeedSpec, entries: Sequence[RenderedEntry[Fragments]]
) -> list[Representation]:
    """Return a feed in each of its formats, in each coding."""
    feed = assemble_feed(spec, project.site, entries)
    return [_represented(project, spec, feed, entries, format) for format in spec.paths]


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
    return replace(made, kind=spec.kind, is_full=len(fragments) >= spec.limit)
