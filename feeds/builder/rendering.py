"""From posts to the bytes of feeds: each entry once, however many feeds show it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property, partial

from feeds.assemble import assemble_entry, assemble_feed, to_html
from feeds.builder.fragments import FragmentCache, Fragments
from feeds.builder.project import Project
from feeds.catalogue import Catalogue, Shown
from feeds.model import Entry, Feed, FeedSpec, Format, Post, Representation, Template
from feeds.render import render_entry, render_feed, represent
from feeds.source import read_bytes, version


class Renderer:
    """Renders feeds of one project, each entry once however many feeds show it."""

    def __init__(self, project: Project, catalogue: Catalogue) -> None:
        self._project = project
        self._catalogue = catalogue
        self._codings = project.config.feeds.codings
        self._rules = f"{project.rendering_rules} {project.reading_rules} {self._codings}"
        self._kept = FragmentCache()
        self.moved: set[str] = set()
        """Files that are not as they were catalogued: they may be unpublished by now."""

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

    def render(self, spec: FeedSpec, shown: Sequence[Shown]) -> list[Representation]:
        """Return the feed in each of its formats, without the entries that have moved."""
        posts = [self._catalogue.post(post.path) for post in shown]
        feed = assemble_feed(spec, self._project.site, posts)
        fragments = [self._fragments(post, spec.full_content) for post in shown]
        entries = [(post.id, one) for post, one in zip(posts, fragments, strict=True) if one]
        return [
            self._represent(spec, feed, format, [(id, one[format]) for id, one in entries])
            for format in spec.paths
        ]

    def _represent(
        self, spec: FeedSpec, feed: Feed, format: Format, entries: list[tuple[str, bytes]]
    ) -> Representation:
        body = render_feed(feed, [entry for _, entry in entries], format)
        path, codings = spec.paths[format], self._codings
        return represent(body, path, format, feed.max_age, spec.kind, entries, codings)

    def _fragments(self, post: Shown, full_content: bool) -> Fragments | None:
        key = (post.path, post.version, full_content)
        return self._kept.get(key, partial(self._render_fragments, *key))

    def _render_fragments(self, path: str, catalogued: str, full_content: bool) -> Fragments | None:
        """Return the entry in each format; None where the file is not what was catalogued."""
        entry = self._entry(path, catalogued, full_content)
        if entry is None:
            self.moved.add(path)
            return None
        formats = self._project.config.feeds.formats
        return {format: render_entry(entry, format) for format in formats}

    def _entry(self, path: str, catalogued: str, full_content: bool) -> Entry | None:
        try:
            content = read_bytes(self._project.tree, path)
        except OSError:
            return None
        dialect, site = self._project.dialect, self._project.site
        reading = self._project.read(path, content).reading
        if reading is None or version(content) != catalogued:
            return None
        if reading.post.template:
            reading = dialect.expand(reading, site, lambda: self._posts, to_html)
        return assemble_entry(reading, site, full_content)
