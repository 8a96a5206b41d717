"""Which feeds a build looks at: those of the terms it touched, where no more can be others."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from feeds.catalogue.catalogue import Catalogue
from feeds.catalogue.decoding import aware, decoded, decoding
from feeds.edition import EditionWriter
from feeds.model import FeedSpec, Format, Term
from feeds.pipeline.project import Project
from feeds.plan import Place, plan_feeds, specs_at, still_holds


class Agenda(NamedTuple):
    """The feeds to be looked at."""

    specs: tuple[FeedSpec, ...]
    remarks: tuple[str, ...]
    """Of the whole plan."""
    places: Mapping[Term | None, Place] | None
    """Where every feed lies; None where these are a few, and all others as they must be."""

    @property
    def paths(self) -> set[str] | None:
        """Every path that is wanted; None where these are a few of them."""
        if self.places is None:
            return None
        return {path for spec in self.specs for path in spec.paths.values()}


class Planner:
    """Plans the feeds of one build, and notes what came of it for the next."""

    def __init__(self, project: Project, catalogue: Catalogue, edition: EditionWriter) -> None:
        self._project = project
        self._catalogue = catalogue
        self._edition = edition

    def agenda(self, anew: bool) -> Agenda:
        """Plan the feeds that may have changed; all of them ``anew``, or where that must be."""
        return (None if anew else self.again()) or self._anew()

    def _anew(self) -> Agenda:
        project, posts = self._project, self._catalogue
        self._catalogue.settled.forget()
        plan = plan_feeds(
            project.config, project.generator.settings, project.site, posts.terms(), posts.oldest
        )
        return Agenda(plan.specs, plan.remarks, plan.places)

    def again(self) -> Agenda | None:
        """Plan the feeds of the terms that were touched; None where that is not enough."""
        last = self._catalogue.settled.last
        if last is None or last.rules != self._rules():
            return None
        terms = self._catalogue.touched()
        places = self._places(terms)
        project, posts = self._project, self._catalogue
        named = [term for term in terms if term]
        asked = project.config, project.generator.settings, named, places
        if not still_holds(*asked, posts.oldest, posts.has_posts):
            return None
        return Agenda(self._specs(places), last.remarks, None)

    def feeds_of(self, path: str) -> Sequence[FeedSpec]:
        """Return the feeds of a post's terms, as they were last settled."""
        return self._specs(self._places(self._catalogue.settled.terms_of(path)))

    def site_feed(self) -> Sequence[FeedSpec]:
        """Return the site's own feed, where it was settled and nothing was decided otherwise."""
        return self._specs(self._places([None])) if self.again() else ()

    def _specs(self, places: Mapping[Term | None, Place]) -> tuple[FeedSpec, ...]:
        project = self._project
        return specs_at(project.config, project.generator.settings, project.site, places)

    def _places(self, terms: Iterable[Term | None]) -> Mapping[Term | None, Place]:
        return self._catalogue.settled.places(terms, _place)

    def former_paths(self) -> set[str]:
        """Return every path that a feed had when all were as they must be."""
        places = self._catalogue.settled.every_place(_place)
        return {path for place in places for path in place.paths.values()}

    def settle(self, agenda: Agenda) -> bool:
        """Note that all feeds are as they must be, once the edition has them.

        Return whether that is new.
        """
        places = agenda.places
        noted = None if places is None else {term: _text(one) for term, one in places.items()}
        return self._catalogue.settle(self._rules(), agenda.remarks, noted)

    def _rules(self) -> str:
        """Return a digest of all that decides what feeds there are, and their bytes."""
        project = self._project
        templates = project.generator.templates if self._catalogue.templates() else ""
        parts = (
            *(project.reading_rules, project.rendering_rules, repr(project.config.feeds)),
            *(templates, self._edition.version),
        )
        return sha256("\n".join(parts).encode()).hexdigest()


class _Written(NamedTuple):
    """What is kept of a place."""

    paths: dict[Format, str]
    first_use: tuple[str, str] | None


def _text(place: Place) -> str:
    used = place.first_use and (place.first_use[0].isoformat(), place.first_use[1])
    return json.dumps((place.paths, used))


def _place(text: str) -> Place:
    """Decode what :func:`_text` encoded; ``sqlite3.DatabaseError`` for anything else."""
    paths, used = decoded(text, _Written)
    with decoding():
        return Place(paths, (aware(used[0]), used[1]) if used else None)
