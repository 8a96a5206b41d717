"""Where each feed lies: every path is given out once, to the oldest of those who want it."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from feeds.config import Config
from feeds.errors import ConfigError
from feeds.generators import Settings
from feeds.model import FeedKind, Format, Term
from feeds.plan.likeness import likeness
from feeds.plan.paths import Paths, Taken, fill, mark_of

PATHS: Mapping[str, str] = {
    FeedKind.SITE: "/feed.{ext}",
    FeedKind.CATEGORY: "/categories/{slug}/feed.{ext}",
    FeedKind.TAG: "/tags/{slug}/feed.{ext}",
    FeedKind.AUTHOR: "/authors/{slug}/feed.{ext}",
}
_EXTENSIONS = {Format.ATOM: "atom", Format.RSS: "rss", Format.JSON: "json"}
_MARK_LENGTHS = (8, 16, 32, 64)
_NO_ROOM = "{!r} has no room beside the other feeds; choose a folder of its own"


FirstUse = tuple[datetime, str]
"""When and in which file a term was first used."""
Oldest = Callable[[Term], FirstUse]


class Place(NamedTuple):
    """Where the feed of a term lies."""

    paths: Paths
    first_use: FirstUse | None
    """The term's, where it decided who of several gets the path that they want."""


class Planner:
    """Gives out paths, the oldest of those who want the same one first."""

    def __init__(self, config: Config, settings: Settings) -> None:
        self._config = config
        self._kinds = {**PATHS, **settings.paths}
        self._feedless = settings.feedless
        extensions = {**_EXTENSIONS, **settings.extensions}
        self.patterns = {
            kind: {
                format: _documents(config, settings, kind, format) or pattern.replace("{ext}", ext)
                for format, ext in extensions.items()
                if format in config.feeds.formats
            }
            for kind, pattern in {**self._kinds, **config.feeds.paths}.items()
        }
        self._require_known_kinds()
        self._taken = Taken()
        self.remarks: list[str] = []

    @property
    def kinds(self) -> Collection[str]:
        """The kinds that have feeds: those asked for, else the generator's.

        A path in the configuration asks for a kind that has no feeds there.
        """
        if self._config.feeds.kinds is not None:
            return self._config.feeds.kinds
        left_out = self._feedless - self._config.feeds.paths.keys()
        return tuple(kind for kind in self.patterns if kind not in left_out)

    def place(self, wanted: Collection[Term | None], oldest: Oldest) -> Mapping[Term | None, Place]:
        """Place the feeds of these terms, None being the site; in their order.

        Raises :class:`~feeds.errors.ConfigError` where a pattern leaves no room for them.
        """
        rivals: dict[str, list[Term | None]] = defaultdict(list)
        for term in wanted:
            rivals[likeness(_first(self._fill(term)))].append(term)
        placed: dict[Term | None, Place] = {}
        for terms in rivals.values():
            first_uses = {term: oldest(term) for term in terms if term} if len(terms) > 1 else {}
            for term in _by_age(terms, first_uses):
                placed[term] = Place(self._take(term), first_uses.get(term) if term else None)
        self._name_lookalikes(place.paths for place in placed.values())
        return {term: placed[term] for term in wanted}

    def _take(self, term: Term | None) -> Paths:
        for mark in ("", *(mark_of(term, length) for length in _MARK_LENGTHS)) if term else ("",):
            paths = self._fill(term, mark)
            if self._taken.take(self._keys(term, paths)):
                break
        else:
            message = _NO_ROOM.format(_first(self._pattern(term)))
            raise ConfigError([self._config.fault("feeds.paths", message)])
        if term and mark:
            where = _first(paths)
            self.remarks.append(f"{term.kind} {term.name!r} is at {where}: the path is another's")
        return paths

    def _fill(self, term: Term | None, mark: str = "") -> Paths:
        return fill(self._pattern(term), term, mark)

    def _keys(self, term: Term | None, paths: Paths) -> list[str]:
        """Return what no other feed may have: slugs may not differ by case or form alone."""
        raw = "{slug}" not in _first(self._pattern(term))
        return [*paths.values(), *(() if raw else map(likeness, paths.values()))]

    def _pattern(self, term: Term | None) -> Paths:
        return self.patterns[term.kind if term else FeedKind.SITE]

    def _require_known_kinds(self) -> None:
        faults = [
            self._config.fault(f"feeds.{key}", self._unknown_kind(kind))
            for key, kinds in self._config.feeds.named_kinds
            for kind in kinds
            if kind not in self._kinds
        ]
        if faults:
            raise ConfigError(faults)

    def _unknown_kind(self, kind: str) -> str:
        near = difflib.get_close_matches(kind, self._kinds, n=1)
        remedy = f"did you mean {near[0]}?" if near else f"known are {', '.join(self._kinds)}"
        return f"there is no kind {kind!r} here; {remedy}"

    def _name_lookalikes(self, placed: Iterable[Paths]) -> None:
        """Name paths that only their bytes tell apart: some file systems and people cannot."""
        alike: dict[str, list[str]] = defaultdict(list)
        for paths in placed:
            alike[likeness(_first(paths))].append(_first(paths))
        for paths_alike in alike.values():
            if len(paths_alike) > 1:
                self.remarks.append(f"these differ only by case or form: {', '.join(paths_alike)}")


def _documents(config: Config, settings: Settings, kind: str, format: Format) -> str | None:
    """Return the path the generator has for one format, unless the configuration has another."""
    own = kind not in config.feeds.paths
    return settings.document_paths.get((kind, format)) if own else None


def _first(paths: Paths) -> str:
    return next(iter(paths.values()))


def _by_age(terms: Iterable[Term | None], first_uses: Mapping[Term, FirstUse]) -> list[Term | None]:
    """Sort terms by their first use; the site's feed comes before any term's."""

    def age(term: Term) -> tuple[FirstUse, str, str]:
        return first_uses[term], term.kind, term.name

    named = [term for term in terms if term]
    return [
        *(term for term in terms if term is None),
        *sorted(named, key=age if first_uses else None),
    ]
