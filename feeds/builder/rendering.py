"""From posts to the bytes of feeds: each entry once, however many feeds show it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial

from feeds.builder.entries import Entries, Wanted, fragments_of
from feeds.builder.expanding import Expander
from feeds.builder.fragments import FragmentCache, Fragments
from feeds.builder.making import MAKE, Parts
from feeds.builder.project import Project
from feeds.builder.workers import Workers
from feeds.catalogue import Catalogue, Shown
from feeds.model import FeedSpec, Representation

_CHUNK = 4
"""Feeds that are handed over at a time: each is as large as all its entries."""

Wish = tuple[FeedSpec, Sequence[Shown]]
"""A feed, and the posts that it shows."""


class Renderer:
    """Renders feeds of one project, each entry once however many feeds show it."""

    def __init__(
        self, project: Project, catalogue: Catalogue, expander: Expander, workers: Workers
    ) -> None:
        self._project = project
        self._workers = workers
        self._catalogue = catalogue
        self._expander = expander
        codings = project.config.feeds.codings
        self._rules = f"{project.rendering_rules} {project.reading_rules} {codings}"
        self.moved: set[str] = set()
        """Files that are not as they were catalogued: they may be unpublished by now."""

    def fingerprint(self, spec: FeedSpec, shown: Sequence[Shown]) -> str:
        """Return a digest of all that the feed's bytes depend on."""
        parts = [self._rules, repr(spec), *map(self._expander.version, shown)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]

    def render(self, feeds: Sequence[Wish]) -> Iterator[list[Representation]]:
        """Yield each feed in each of its formats, without the entries that have moved."""
        wanted = [Wanted(post, spec.full_content) for spec, shown in feeds for post in shown]
        self._entries = Entries(self._workers, wanted)
        with closing(FragmentCache(Counter(wanted))) as self._kept:
            parts = (self._parts(spec, shown) for spec, shown in feeds)
            yield from self._workers.stream(MAKE, parts, len(feeds), _CHUNK)

    def _parts(self, spec: FeedSpec, shown: Sequence[Shown]) -> Parts:
        posts = [self._catalogue.post(post.path) for post in shown]
        fragments = [self._fragments(post, spec.full_content) for post in shown]
        entries = [(post.id, one) for post, one in zip(posts, fragments, strict=True) if one]
        return Parts(spec, posts, entries)

    def _fragments(self, post: Shown, full_content: bool) -> Fragments | None:
        wanted = Wanted(post, full_content)
        render = partial(self._render_fragments, post, full_content)
        fragments = self._kept.get(wanted, partial(self._entries.take, wanted, render))
        if fragments is None:
            self.moved.add(post.path)
        return fragments

    def _render_fragments(self, post: Shown, full_content: bool) -> Fragments | None:
        """Return the entry in each format; None where the file is not what was catalogued."""
        return fragments_of(self._project, self._expander.reading(post), full_content)
