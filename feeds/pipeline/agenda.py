"""Plan: decide which feeds this build must look at."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

import msgspec

from feeds.catalogue.catalogue import Catalogue, TermCount
from feeds.catalogue.placed import PlacedFeed
from feeds.catalogue.rows import aware, decoded, decoding
from feeds.edition import EditionWriter
from feeds.model import FeedKind, FeedSpec, Format, Term
from feeds.pipeline.project import Project
from feeds.plan import FeedPlace, plan_feeds, specs_at, still_holds
from feeds.zones import in_zone


class Agenda(msgspec.Struct, frozen=True):
    """The feeds to look at."""

    specs: tuple[FeedSpec, ...]
    remarks: tuple[str, ...]
    """Of the whole plan."""
    feeds: int
    """How many feeds the whole plan has."""
    placed: tuple[PlacedFeed, ...]
    """These feeds, also retired ones, as the next build and lists of feeds need them."""
    is_whole: bool
    """These are all feeds; if not, no other changed."""

    @property
    def paths(self) -> set[str]:
        """Every path of these feeds and their pages."""
        paths = {path for spec in self.specs for path in spec.paths.values()}
        return paths | {spec.page for spec in self.specs if spec.page}


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
        placed = self._placed(plan.places, plan.specs, terms)
        return Agenda(plan.specs, plan.remarks, len(plan.specs), placed, is_whole=True)

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
        specs = self._specs(places)
        counts = filter(None, map(posts.count, places))
        placed = self._placed(places, specs, counts)
        return Agenda(specs, last.remarks, last.feeds, placed, is_whole=False)

    def _placed(
        self,
        places: Mapping[Term | None, FeedPlace],
        specs: Iterable[FeedSpec],
        counts: Iterable[TermCount],
    ) -> tuple[PlacedFeed, ...]:
        timezone = self._project.site.timezone
        shown = {spec.term: (spec.name, spec.home) for spec in specs}
        facts = {
            (count.term.kind, count.term.name): (
                count.posts,
                in_zone(count.newest, timezone).date().isoformat(),
            )
            for count in counts
        }

        def placed(term: Term | None, place: FeedPlace) -> PlacedFeed:
            key = (term.kind, term.name) if term else (FeedKind.SITE, "")
            name, home = shown.get(term, ("", ""))
            return PlacedFeed(term, _text(place), name, home, *facts.get(key, (0, "")))

        return tuple(placed(term, place) for term, place in places.items())

    def feeds_of(self, path: str) -> Sequence[FeedSpec]:
        """Return the feeds of a post's terms, as of the last settled build."""
        return self._specs(self._places(self._catalogue.plan_notes.terms_of(path)))

    def _specs(self, places: Mapping[Term | None, FeedPlace]) -> tuple[FeedSpec, ...]:
        project = self._project
        shown_as = self._catalogue.shown_as
        return specs_at(project.config, project.generator, project.site, places, shown_as)

    def _places(self, terms: Iterable[Term | None]) -> Mapping[Term | None, FeedPlace]:
        return {
            term: place_from(text) for term, text in self._catalogue.placed.places(terms).items()
        }

    def former_paths(self) -> set[str]:
        """Return every path that a feed or its page had in the last plan."""
        places = [place_from(text) for text in self._catalogue.placed.every_place()]
        paths = {path for place in places for path in place.paths.values()}
        return paths | {place.page for place in places if place.page}

    def note_feeds(self, agenda: Agenda) -> None:
        """Store where feeds are, and what lists say of them."""
        self._catalogue.placed.note(agenda.placed, agenda.is_whole)

    def settle(self, agenda: Agenda) -> bool:
        """Note that every feed is up to date, once the edition has them.

        Return whether that is new.
        """
        rules, remarks = self._rules(), agenda.remarks
        return self._catalogue.note_plan(rules, remarks, agenda.feeds, agenda.is_whole)

    def _rules(self) -> str:
        """Return a digest of all that decides which feeds there are, and their bytes."""
        project = self._project
        templates = project.generator.templates if self._catalogue.templates() else ""
        parts = (
            project.reading_rules,
            project.rendering_rules,
            project.page_rules,
            repr(project.config.feeds),
            templates,
            self._edition.version,
        )
        return sha256("\n".join(parts).encode()).hexdigest()


class _StoredPlace(msgspec.Struct, array_like=True, frozen=True):
    """What is stored of a place."""

    paths: dict[Format, str]
    first_use: tuple[str, str] | None
    page: str


def _text(place: FeedPlace) -> str:
    used = place.first_use and (place.first_use[0].isoformat(), place.first_use[1])
    return json.dumps((place.paths, used, place.page))


def place_from(text: str) -> FeedPlace:
    """Decode a place that was stored; ``sqlite3.DatabaseError`` for anything else."""
    stored = decoded(text, _StoredPlace)
    used = stored.first_use
    with decoding():
        return FeedPlace(stored.paths, (aware(used[0]), used[1]) if used else None, stored.page)
