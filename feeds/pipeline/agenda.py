"""Plan: which feeds a build looks at. If little changed, only those of changed terms."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

import msgspec

from feeds.catalogue.catalogue import Catalogue
from feeds.catalogue.rows import aware, decoded, decoding
from feeds.edition import EditionWriter
from feeds.model import FeedSpec, Format, Term
from feeds.pipeline.project import Project
from feeds.plan import FeedPlace, plan_feeds, specs_at, still_holds


class Agenda(msgspec.Struct, frozen=True):
    """The feeds to look at."""

    specs: tuple[FeedSpec, ...]
    remarks: tuple[str, ...]
    """Of the whole plan."""
    feeds: int
    """How many feeds the whole plan has."""
    places: Mapping[Term | None, FeedPlace] | None
    """The place of every feed; None if these are only some feeds, and no other changed."""

    @property
    def paths(self) -> set[str] | None:
        """Every path that is wanted; None if these are only some feeds."""
        if self.places is None:
            return None
        return {path for spec in self.specs for path in spec.paths.values()}


class FeedPlanner:
    """Plans the feeds of one build, and notes the plan for the next."""

    def __init__(self, project: Project, catalogue: Catalogue, edition: EditionWriter) -> None:
        self._project = project
        self._catalogue = catalogue
        self._edition = edition

    def agenda(self, anew: bool) -> Agenda:
        """Plan the feeds that may have changed; all feeds ``anew``, or if that is necessary."""
        return (None if anew else self._of_touched()) or self._of_all()

    def _of_all(self) -> Agenda:
        project, posts = self._project, self._catalogue
        posts.plan_notes.forget()
        generator, terms = project.generator, posts.terms()
        plan = plan_feeds(
            project.config, generator, project.site, terms, posts.oldest, posts.shown_as
        )
        return Agenda(plan.specs, plan.remarks, len(plan.specs), plan.places)

    def _of_touched(self) -> Agenda | None:
        """Plan the feeds of the terms whose posts changed; None if that is not enough."""
        last = self._catalogue.plan_notes.last
        if last is None or last.rules != self._rules():
            return None
        terms = self._catalogue.touched()
        places = self._places(terms)
        project, posts = self._project, self._catalogue
        named = [term for term in terms if term]
        asked = project.config, project.generator.settings, named, places
        if not still_holds(*asked, posts.oldest, posts.has_posts):
            return None
        return Agenda(self._specs(places), last.remarks, last.feeds, None)

    def feeds_of(self, path: str) -> Sequence[FeedSpec]:
        """Return the feeds of a post's terms, as of the last settled build."""
        return self._specs(self._places(self._catalogue.plan_notes.terms_of(path)))

    def _specs(self, places: Mapping[Term | None, FeedPlace]) -> tuple[FeedSpec, ...]:
        project = self._project
        shown_as = self._catalogue.shown_as
        return specs_at(project.config, project.generator, project.site, places, shown_as)

    def _places(self, terms: Iterable[Term | None]) -> Mapping[Term | None, FeedPlace]:
        return self._catalogue.plan_notes.places(terms, _place)

    def former_paths(self) -> set[str]:
        """Return every path that a feed had when the last build settled."""
        places = self._catalogue.plan_notes.every_place(_place)
        return {path for place in places for path in place.paths.values()}

    def settle(self, agenda: Agenda) -> bool:
        """Note that every feed is up to date, once the edition has them.

        Return whether that is new.
        """
        places = agenda.places
        noted = None if places is None else {term: _text(one) for term, one in places.items()}
        return self._catalogue.note_plan(self._rules(), agenda.remarks, agenda.feeds, noted)

    def _rules(self) -> str:
        """Return a digest of all that decides which feeds there are, and their bytes."""
        project = self._project
        templates = project.generator.templates if self._catalogue.templates() else ""
        parts = (
            project.reading_rules,
            project.rendering_rules,
            repr(project.config.feeds),
            templates,
            self._edition.version,
        )
        return sha256("\n".join(parts).encode()).hexdigest()


class _StoredPlace(msgspec.Struct, array_like=True, frozen=True):
    """What is stored of a place."""

    paths: dict[Format, str]
    first_use: tuple[str, str] | None


def _text(place: FeedPlace) -> str:
    used = place.first_use and (place.first_use[0].isoformat(), place.first_use[1])
    return json.dumps((place.paths, used))


def _place(text: str) -> FeedPlace:
    """Decode what :func:`_text` encoded; ``sqlite3.DatabaseError`` for anything else."""
    stored = decoded(text, _StoredPlace)
    used = stored.first_use
    with decoding():
        return FeedPlace(stored.paths, (aware(used[0]), used[1]) if used else None)
