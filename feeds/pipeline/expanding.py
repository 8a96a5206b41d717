"""Templates in posts: worked off when an entry is made, and what went wrong kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property

from feeds.catalogue.catalogue import Catalogue
from feeds.catalogue.found import Shown
from feeds.errors import Fault
from feeds.generators import PostError, first_remarks, require_sparse
from feeds.model import FeedSpec, Post, Reading, Template
from feeds.pipeline.entries import oversize, plain_reading
from feeds.pipeline.project import Project
from feeds.pipeline.reading import Progress

Others = Callable[[str], Sequence[FeedSpec]]


class Expander:
    """Reads posts as they are shown, and notes in the catalogue what their templates lack.

    A note counts while nothing changes that the post is made from.
    """

    def __init__(self, project: Project, catalogue: Catalogue) -> None:
        self._project = project
        self._catalogue = catalogue
        self._rules = f"{project.rendering_rules} {project.reading_rules}"
        self._noted = catalogue.worked_off.made_from()

    def version(self, post: Shown) -> str:
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

    def reading(self, post: Shown) -> Reading | None:
        """Return a post, its template worked off; None where its file has changed by now."""
        reading = plain_reading(self._project, post)
        if reading is None or not reading.post.template:
            return reading
        from feeds.assemble import to_html

        found = self._project.dialect.expand(
            reading, self._project.site, lambda: self._posts, to_html
        )
        found = self._bounded(reading, found)
        known = frozenset(reading.remarks)
        new = tuple(one for one in found.remarks if one not in known)
        self._note(post, first_remarks(new))
        return found

    def _bounded(self, reading: Reading, found: Reading) -> Reading:
        """Leave a template unrendered if its result is too large.

        Report content that feeds cannot hold.
        """
        try:
            require_sparse(found.body, self._project.config.max_post_size)
            require_sparse(found.excerpt, self._project.config.max_post_size)
        except PostError as error:
            ((line, message),) = error.faults
            given = f"template not rendered: its result has {message}"
            return replace(reading, remarks=(*reading.remarks, (line, given)))
        message = oversize(self._project, found)
        return replace(found, remarks=(*found.remarks, (0, message))) if message else found

    def _note(self, post: Shown, remarks: Iterable[tuple[int, str]]) -> None:
        faults = [Fault(post.path, line, message, fatal=False) for line, message in remarks]
        self._noted[post.path] = self._digest(post)
        self._catalogue.worked_off.note(post.path, self._noted[post.path], faults)

    def _digest(self, post: Shown) -> str:
        parts = self._rules, self.version(post)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]

    def complete(
        self, specs: Sequence[FeedSpec], progress: Progress, others: Others | None = None
    ) -> None:
        """Work off what feeds show and no note tells of; drop notes on what none shows.

        ``others`` gives the feeds that have a post, where ``specs`` are not all there are.
        """
        if not self._noted and not self._catalogue.templates():
            return
        shown = self._shown(specs)
        stale = [
            post for post in shown.values() if self._noted.get(post.path) != self._digest(post)
        ]
        for done, post in enumerate(stale, 1):
            self.reading(post)
            progress("working off templates", done, len(stale))
        noted = self._catalogue.worked_off.touched() if others else self._noted.keys()
        for path in noted - shown.keys():
            if others is None or path not in self._shown(others(path)):
                self._catalogue.worked_off.forget(path)

    def _shown(self, specs: Sequence[FeedSpec]) -> dict[str, Shown]:
        """Return the posts with a template that feeds show, by path."""
        return {
            post.path: post
            for spec in specs
            for post in self._catalogue.window(spec.kind, spec.term, spec.limit, spec.ties_ascend)
            if post.template
        }
