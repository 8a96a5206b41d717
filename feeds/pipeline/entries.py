"""Entries, rendered in the order in which feeds want them, each once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from feeds.catalogue.found import Shown
from feeds.generators import is_ordinary
from feeds.generators.base import Html, Reading
from feeds.model import Post
from feeds.pipeline.crew import Task
from feeds.pipeline.project import Project
from feeds.pipeline.shelf import Fragments, Place, Rendered, lay
from feeds.pipeline.workers import Workers
from feeds.source import version


class Wanted(NamedTuple):
    """One entry that some feed shows."""

    post: Shown
    full_content: bool


LARGEST_CONTENT = 10_000_000
"""Bytes in one text node: libxml2 refuses more (XML_MAX_TEXT_LENGTH in parserInternals.h)."""
_MOST_BYTES = 4
"""Bytes of one character in UTF-8."""

Foreseen = Mapping[Wanted, Rendered[Place]]
"""Entries that were rendered before it was known that they are wanted."""
NONE: Foreseen = {}


def plain_reading(project: Project, post: Shown) -> Reading | None:
    """Read a post as it is; None where its file has changed since it was catalogued."""
    content = _content(project, post)
    return None if content is None else project.read(post.path, content).reading


def has_stayed(project: Project, post: Shown) -> bool:
    """Say whether a post's file is as it was catalogued."""
    return _content(project, post) is not None


def _content(project: Project, post: Shown) -> bytes | None:
    try:
        content = project.content(post.path)
    except OSError:
        return None
    return content if version(content) == post.version else None


def rendered(project: Project, post: Post, html: Html, full_content: bool) -> Rendered[Fragments]:
    """Render an entry in each format."""
    from feeds.assemble import assemble_entry
    from feeds.render import render_in_each

    entry = assemble_entry(post, html, project.site, full_content)
    if _size(entry.content) > LARGEST_CONTENT:
        entry = replace(entry, content="")
    fragments = render_in_each(entry, project.config.feeds.formats)
    return Rendered(entry.id, _settled(entry.published), _settled(entry.updated), fragments)


def oversize(project: Project, reading: Reading) -> str:
    """Return what is wrong with content that is too large for feeds; empty if it is not.

    Only posts in rare shapes are rendered to find out: the HTML of all others is always short
    enough.
    """
    if is_ordinary(reading.body, LARGEST_CONTENT):
        return ""
    return oversize_html(reading.post, project.html(reading, list))


def oversize_html(post: Post, html: Html) -> str:
    """Return what is wrong with HTML that is too large for feeds; empty if it is not."""
    if is_ordinary(html.content, LARGEST_CONTENT):
        return ""
    from feeds.assemble.clean import clean

    size = _size(clean(html.content, post.link))
    if size <= LARGEST_CONTENT:
        return ""
    found = f"content is {size / 1_000_000:.1f} MB, but XML parsers accept 10 MB"
    return f"{found}, so the feeds leave it out; split the post"


def _size(html: str) -> int:
    """Return how many bytes an XML parser counts for HTML: it counts unescaped text."""
    return len(html.encode()) if len(html) * _MOST_BYTES > LARGEST_CONTENT else len(html)


def _settled(moment: datetime) -> datetime:
    """Return a moment at its distance from UTC: within a zone, Python leaves its changes out."""
    return datetime.fromisoformat(moment.isoformat())


class Entries:
    """Where entries lie, each rendered when it is first wanted or ahead of that.

    Other processes do it where that is worth it, but not for posts with a template: what goes
    wrong in them is noted here.
    """

    def __init__(
        self,
        workers: Workers,
        wanted: Sequence[Wanted],
        render: Callable[[Wanted], Rendered[Place] | None],
        foreseen: Foreseen = NONE,
    ) -> None:
        """Take what will be wanted, in that order; ``render`` does it here.

        What was ``foreseen`` is not rendered again.
        """
        self._render = render
        self._left = Counter(wanted)
        self._there: dict[Wanted, Rendered[Place] | None] = {
            one: foreseen[one] for one in self._left if one in foreseen
        }
        plain = [one for one in self._left if not (one.post.template or one in self._there)]
        self._coming: Iterator[Wanted] = iter(plain)
        self._made = workers.each(Task(_load, _rendered, lay), plain)

    def get(self, wanted: Wanted) -> Rendered[Place] | None:
        """Return an entry, as often as it was said to be wanted; None where there is none."""
        if wanted.post.template and wanted not in self._there:
            self._there[wanted] = self._render(wanted)
        while wanted not in self._there:
            self._there[next(self._coming)] = next(self._made)
        self._left[wanted] -= 1
        return self._there[wanted] if self._left[wanted] else self._there.pop(wanted)


class _Held(NamedTuple):
    path: str
    content: bytes | None
    full_content: bool


def _load(project: Project, one: Wanted) -> _Held:
    return _Held(one.post.path, _content(project, one.post), one.full_content)


def _rendered(project: Project, held: _Held) -> Rendered[Fragments] | None:
    if held.content is None:
        return None
    reading = project.read(held.path, held.content).reading
    if reading is None:
        return None
    return rendered(project, reading.post, project.html(reading, list), held.full_content)
