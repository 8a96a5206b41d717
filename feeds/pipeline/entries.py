"""Render each entry once in every format, for all feeds that show it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType

import msgspec
from msgspec.structs import replace

from feeds.catalogue.catalogue import Catalogue, ShownPost
from feeds.errors import Fault
from feeds.generators import first_problems, is_ordinary
from feeds.generators.base import Html, Problem, Reading
from feeds.model import FeedSpec, Post, Template
from feeds.pipeline.attachments import with_sizes
from feeds.pipeline.entry_store import (
    LARGEST_CONTENT,
    Fragments,
    RenderedEntry,
    StoredAt,
    store,
)
from feeds.pipeline.project import Project
from feeds.pipeline.tasks import Progress, Task, tracked
from feeds.pipeline.workers import Workers
from feeds.source import version

_COST = 0.003
"""Seconds that one entry takes."""


class Wanted(msgspec.Struct, frozen=True):
    """One entry that some feed shows."""

    post: ShownPost
    full_content: bool


class Entries:
    """Renders the entries of all feeds, and returns where each is stored.

    Other processes render them if there are many. Posts with a template are rendered in this
    process, because their problems are noted in the catalogue.
    """

    def __init__(
        self,
        project: Project,
        workers: Workers,
        templates: Templates,
        progress: Progress,
        readings: Mapping[str, Reading] = MappingProxyType({}),
    ) -> None:
        """``readings`` are what was read of posts, by path: these are not read again."""
        self._project, self._workers, self._templates = project, workers, templates
        self._readings = readings
        self._progress = progress
        self._left: Counter[Wanted] = Counter()
        self._rendered = 0
        self._stored: dict[Wanted, RenderedEntry[StoredAt] | None] = {}
        self._coming: Iterator[Wanted] = iter(())
        self._made: Iterator[RenderedEntry[StoredAt] | None] = iter(())

    def want(self, wanted: Sequence[Wanted]) -> None:
        """Announce the entries that :meth:`get` will be called for, in that order."""
        self._left = Counter(wanted)
        self._rendered = 0
        plain = [one for one in self._left if not one.post.template]
        self._coming = iter(plain)
        asked = ((one, self._readings.get(one.post.path)) for one in plain)
        task = Task(_load, _render, store, _COST)
        self._made = self._workers.stream(task, asked, len(plain))

    def get(self, wanted: Wanted) -> RenderedEntry[StoredAt] | None:
        """Return an entry once for each time it was announced; None if its file has changed."""
        if wanted.post.template and wanted not in self._stored:
            found = self._templates.html(wanted.post)
            entry = found and _render_entry(self._project, *found, wanted.full_content)
            self._keep(wanted, store(self._project, entry))
        while wanted not in self._stored:
            self._keep(next(self._coming), next(self._made))
        self._left[wanted] -= 1
        return self._stored[wanted] if self._left[wanted] else self._stored.pop(wanted)

    def _keep(self, wanted: Wanted, entry: RenderedEntry[StoredAt] | None) -> None:
        self._stored[wanted] = entry
        self._rendered += 1
        self._progress("rendering posts", self._rendered, len(self._left))


class LoadedEntry(msgspec.Struct, frozen=True):
    """An entry to render, and the content of its post's file; None if that has changed."""

    wanted: Wanted
    content: bytes | None
    reading: Reading | None = None
    """What was read from this content before."""


def load_entry(project: Project, one: Wanted, reading: Reading | None = None) -> LoadedEntry:
    """Read the file of an entry's post, also to see whether it has changed."""
    return LoadedEntry(one, _content(project, one.post), reading)


def _load(project: Project, asked: tuple[Wanted, Reading | None]) -> LoadedEntry:
    return load_entry(project, *asked)


def html_of(project: Project, loaded: LoadedEntry) -> tuple[Post, Html] | None:
    """Return a post without a template and its HTML; None if its file has changed."""
    if loaded.content is None:
        return None
    shown = loaded.wanted.post
    reading = loaded.reading or project.read(shown.path, loaded.content).reading
    if reading is None:
        return None
    return _as_shown(reading.post, shown), project.html(reading, list)


def _render(project: Project, loaded: LoadedEntry) -> RenderedEntry[Fragments] | None:
    found = html_of(project, loaded)
    return found and _render_entry(project, *found, loaded.wanted.full_content)


def _as_shown(post: Post, shown: ShownPost) -> Post:
    """Return a post with its id in feeds and the sizes of its enclosures."""
    sized = with_sizes(post, shown.sizes)
    return sized if shown.id is None else replace(sized, id=shown.id)


def _content(project: Project, post: ShownPost) -> bytes | None:
    """Return a post's file; None if it has changed since it was catalogued."""
    try:
        content = project.content(post.path)
    except OSError:
        return None
    return content if version(content) == post.version else None


def oversize(project: Project, reading: Reading) -> str:
    """Return what is wrong with content that is too large for feeds; empty if it is not.

    Only unusual posts are rendered to find out. The HTML of all others is always short enough.
    """
    if is_ordinary(reading.body, LARGEST_CONTENT):
        return ""
    return _oversize_html(reading.post, project.html(reading, list))


def _oversize_html(post: Post, html: Html) -> str:
    from feeds.pipeline.documents import oversize_html  # loads lxml; often nothing is rendered

    return oversize_html(post, html)


def _render_entry(
    project: Project, post: Post, html: Html, full_content: bool
) -> RenderedEntry[Fragments]:
    from feeds.pipeline.documents import render_entry  # as above

    return render_entry(project, post, html, full_content)


class Templates:
    """Renders posts with templates, and notes in the catalogue what is wrong in them.

    A note is valid as long as nothing changes that the post's entry is made from.
    """

    def __init__(self, project: Project, catalogue: Catalogue) -> None:
        self._project = project
        self._catalogue = catalogue
        self._rules = f"{project.rendering_rules} {project.reading_rules}"
        self._noted = catalogue.template_notes.made_from()

    def version(self, post: ShownPost) -> str:
        """Return a text that changes if the entry of this post may change."""
        reads = self._files if post.template else ""
        others = ""
        if post.template is Template.POSTS:
            others = self._posts_digest
        elif post.template is Template.ADDRESSES:
            others = self._addresses_digest
        own = () if post.id is None else (post.id,)
        return "\n".join((post.path, post.version, reads, others, *own))

    @cached_property
    def _files(self) -> str:
        return self._project.generator.templates

    @cached_property
    def _posts_digest(self) -> str:
        return self._catalogue.digest()

    @cached_property
    def _addresses_digest(self) -> str:
        return self._catalogue.addresses_digest()

    @cached_property
    def _posts(self) -> list[Post]:
        return self._catalogue.everything()

    def html(self, shown: ShownPost) -> tuple[Post, Html] | None:
        """Return a post and its HTML, and note its problems; None if its file has changed."""
        content = _content(self._project, shown)
        reading = None if content is None else self._project.read(shown.path, content).reading
        if reading is None:
            return None
        html = self._project.html(reading, lambda: self._posts)
        problems = [one for one in html.problems if one not in frozenset(reading.problems)]
        if message := _oversize_html(reading.post, html):
            problems.append((0, message))
        self._note(shown, first_problems(tuple(problems)))
        return _as_shown(reading.post, shown), html

    def _note(self, post: ShownPost, problems: Iterable[Problem]) -> None:
        faults = [Fault(post.path, line, message, fatal=False) for line, message in problems]
        self._noted[post.path] = self._digest(post)
        self._catalogue.template_notes.note(post.path, self._noted[post.path], faults)

    def _digest(self, post: ShownPost) -> str:
        parts = self._rules, self.version(post)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]

    def complete(
        self,
        specs: Sequence[FeedSpec],
        progress: Progress,
        others: Callable[[str], Sequence[FeedSpec]] | None = None,
    ) -> None:
        """Note the problems of all posts that feeds show, and forget those of other posts.

        ``others`` gives the feeds of a post's terms, if ``specs`` are not all feeds.
        """
        if not self._noted and not self._catalogue.templates():
            return
        progress("checking templates", 0, 0)
        shown = self._shown(specs)
        stale = [
            post for post in shown.values() if self._noted.get(post.path) != self._digest(post)
        ]
        for post in tracked(progress, "checking templates", stale, len(stale)):
            self.html(post)
        noted = self._catalogue.template_notes.touched() if others else self._noted.keys()
        for path in noted - shown.keys():
            if others is None or path not in self._shown(others(path)):
                self._catalogue.template_notes.forget(path)

    def _shown(self, specs: Sequence[FeedSpec]) -> dict[str, ShownPost]:
        """Return the posts with a template that feeds show, by path."""
        return {
            post.path: post
            for spec in specs
            for post in self._catalogue.window(spec)
            if post.template
        }
