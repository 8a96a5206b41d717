"""From the catalogue to the edition: only feeds whose posts or plan changed are made again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache

from feeds.assemble import assemble_entry, assemble_feed
from feeds.builder.project import Project
from feeds.builder.reading import Progress
from feeds.catalogue import Catalogue, Shown
from feeds.edition import EditionWriter
from feeds.model import Entry, FeedSpec, Format, Post, Representation, Template
from feeds.posts import read_post
from feeds.render import render_entry, render_feed, represent
from feeds.source import read_bytes, version

_KEPT_FRAGMENTS = 4096
"""Entries kept for the next feed that shows them too; some tens of megabytes."""


@dataclass(frozen=True, slots=True)
class PublishingReport:
    """Feed documents, counted: one a path."""

    documents: int
    written: int
    removed: int


def publish(
    project: Project,
    catalogue: Catalogue,
    edition: EditionWriter,
    specs: Sequence[FeedSpec],
    progress: Progress,
    force: bool = False,
) -> PublishingReport:
    """Bring the edition up to the plan; with ``force`` every feed is rendered again.

    A document whose bytes come out as they were is not rewritten, forced or not.
    """
    renderer = _Renderer(project, catalogue)
    known = {} if force else edition.fingerprints()
    written = 0
    for done, spec in enumerate(specs, 1):
        shown = catalogue.window(spec.kind, spec.term, spec.limit, spec.ties_ascend)
        fingerprint = renderer.fingerprint(spec, shown)
        if any(known.get(path) != fingerprint for path in spec.paths.values()):
            for representation in renderer.render(spec, shown):
                sure = renderer.moved.isdisjoint(post.path for post in shown)
                written += edition.put(representation, fingerprint if sure else "")
        progress("building feeds", done, len(specs))
    wanted = {path for spec in specs for path in spec.paths.values()}
    removed = edition.remove_stale(wanted | _retired(project, edition))
    return PublishingReport(len(wanted), written, removed)


def _retired(project: Project, edition: EditionWriter) -> set[str]:
    """Return the published paths that stay as they are because the configuration says so."""
    patterns = project.config.feeds.retired
    return {p for p in edition.paths() if any(fnmatchcase(p, pattern) for pattern in patterns)}


class _Renderer:
    """Renders feeds of one project, each entry once however many feeds show it."""

    def __init__(self, project: Project, catalogue: Catalogue) -> None:
        self._project = project
        self._catalogue = catalogue
        self._rules = f"{project.rendering_rules} {project.reading_rules}"
        self._fragments = lru_cache(_KEPT_FRAGMENTS)(self._render_fragments)
        self.moved: set[str] = set()
        """Files that are not as they were catalogued: what shows them must be made again."""

    def fingerprint(self, spec: FeedSpec, shown: Sequence[Shown]) -> str:
        """Return a digest of all that the feed's bytes depend on."""
        parts = [self._rules, repr(spec), *map(self._version, shown)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]

    def _version(self, post: Shown) -> str:
        """Return what stands for all that an entry is made from."""
        reads = self._templates if post.template else ""
        others = self._posts_digest if post.template is Template.POSTS else ""
        return "\n".join((post.path, post.version, reads, others))

    @cached_property
    def _templates(self) -> str:
        return self._project.dialect.templates

    @cached_property
    def _posts_digest(self) -> str:
        return self._catalogue.digest()

    @cached_property
    def _posts(self) -> list[Post]:
        return self._catalogue.everything()

    def render(self, spec: FeedSpec, shown: Sequence[Shown]) -> Iterator[Representation]:
        """Yield the feed in each of its formats."""
        posts = [self._catalogue.post(post.path) for post in shown]
        feed = assemble_feed(spec, self._project.site, posts)
        fragments = [
            found
            for post in shown
            if (found := self._fragments(post.path, post.version, spec.full_content))
        ]
        for format, path in spec.paths.items():
            body = render_feed(feed, [fragment[format] for fragment in fragments], format)
            yield represent(body, path, format, feed.max_age)

    def _render_fragments(
        self, path: str, catalogued: str, full_content: bool
    ) -> Mapping[Format, bytes] | None:
        """Return the entry in each format; None where the file is a post no more."""
        entry = self._entry(path, catalogued, full_content)
        if entry is None:
            return None
        return {
            format: render_entry(entry, format) for format in self._project.config.feeds.formats
        }

    def _entry(self, path: str, catalogued: str, full_content: bool) -> Entry | None:
        try:
            content = read_bytes(self._project.tree, path)
        except OSError:
            self.moved.add(path)
            return None
        if version(content) != catalogued:
            self.moved.add(path)
        dialect, site = self._project.dialect, self._project.site
        reading = read_post(dialect, path, content, site).reading
        if reading and reading.post.template:
            reading = dialect.expand(reading, site, lambda: self._posts)
        return assemble_entry(reading, site, full_content) if reading else None
