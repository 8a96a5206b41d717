"""Templates in posts: worked off when an entry is made, and what went wrong kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from feeds.catalogue.catalogue import Catalogue
from feeds.catalogue.found import Shown
from feeds.errors import Fault
from feeds.generators import first_problems
from feeds.generators.base import Html, Problem
from feeds.model import FeedSpec, Post, Template
from feeds.pipeline.entries import oversize_html, plain_reading
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
        return self._project.generator.templates

    @cached_property
    def _posts_digest(self) -> str:
        return self._catalogue.digest()

    @cached_property
    def _posts(self) -> list[Post]:
        return self._catalogue.everything()

    def html(self, shown: Shown) -> tuple[Post, Html] | None:
        """Return a post and its HTML; None where its file has changed by now.

        What is wrong in its template is noted.
        """
        reading = plain_reading(self._project, shown)
        if reading is None:
            return None
        html = self._project.html(reading, lambda: self._posts)
        if reading.post.template:
            known = frozenset(reading.problems)
            new = [one for one in html.problems if one not in known]
            if message := oversize_html(reading.post, html):
                new.append((0, message))
            self._note(shown, first_problems(tuple(new)))
        return reading.post, html

    def _note(self, post: Shown, problems: Iterable[Problem]) -> None:
        faults = [Fault(post.path, line, message, fatal=False) for line, message in problems]
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
            self.html(post)
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
