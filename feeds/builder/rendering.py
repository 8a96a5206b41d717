"""From posts to the bytes of feeds: each entry once, however many feeds show it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial

from feeds.builder.entries import Entries, Wanted, fragments_of
from feeds.builder.expanding import Expander
from feeds.builder.fragments import FragmentCache, Fragments
from feeds.builder.project import Project
from feeds.builder.workers import Workers
from feeds.catalogue import Catalogue, Shown
from feeds.model import Feed, FeedSpec, Format, Representation


class Renderer:
    """Renders feeds of one project, each entry once however many feeds show it."""

    def __init__(
        self, project: Project, catalogue: Catalogue, expander: Expander, workers: Workers
    ) -> None:
        self._project = project
        self._workers = workers
        self._catalogue = catalogue
        self._expander = expander
        self._codings = project.config.feeds.codings
        self._rules = f"{project.rendering_rules} {project.reading_rules} {self._codings}"
        self._kept = FragmentCache()
        self._entries: Entries | None = None
        self.moved: set[str] = set()
        """Files that are not as they were catalogued: they may be unpublished by now."""

    def fingerprint(self, spec: FeedSpec, shown: Sequence[Shown]) -> str:
        """Return a digest of all that the feed's bytes depend on."""
        parts = [self._rules, repr(spec), *map(self._expander.version, shown)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]

    @contextmanager
    def expecting(self, wanted: Sequence[Wanted]) -> Iterator[None]:
        """Have entries rendered in this order; a repeated one is wanted again."""
        self._entries = Entries(self._workers, wanted)
        with closing(FragmentCache(Counter(wanted))) as self._kept:
            yield

    def render(self, spec: FeedSpec, shown: Sequence[Shown]) -> list[Representation]:
        """Return the feed in each of its formats, without the entries that have moved."""
        from feeds.assemble import assemble_feed

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
        from feeds.render import render_feed, represent

        body = render_feed(feed, [entry for _, entry in entries], format)
        return represent(
            body,
            spec.paths[format],
            format,
            feed.max_age,
            kind=spec.kind,
            entries=entries,
            is_full=len(entries) >= spec.limit,
            codings=self._codings,
        )

    def _fragments(self, post: Shown, full_content: bool) -> Fragments | None:
        wanted = Wanted(post, full_content)
        render = partial(self._render_fragments, post, full_content)
        make = partial(self._entries.take, wanted, render) if self._entries else render
        fragments = self._kept.get(wanted, make)
        if fragments is None:
            self.moved.add(post.path)
        return fragments

    def _render_fragments(self, post: Shown, full_content: bool) -> Fragments | None:
        """Return the entry in each format; None where the file is not what was catalogued."""
        return fragments_of(self._project, self._expander.reading(post), full_content)
