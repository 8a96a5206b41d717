"""The paths of feeds: if several terms want one path, the one that was used first gets it."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

import msgspec

from feeds.config import Config
from feeds.errors import ConfigError
from feeds.generators import Settings
from feeds.model import FeedKind, Format, Term
from feeds.plan.paths import Paths, TakenPaths, fill, fold_path, mark_of

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


class FeedPlace(msgspec.Struct, frozen=True):
    """Where the feed of a term is."""

    paths: Paths
    first_use: FirstUse | None
    """Of the term, if several terms wanted the path."""


class PathAllocator:
    """Gives each term a path of its own; the term that was used first has the first choice."""

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
        self._taken = TakenPaths()
        self.remarks: list[str] = []

    @property
    def kinds(self) -> Collection[str]:
        """The kinds with feeds: those in the configuration, else those of the generator.

        A path in the configuration adds a kind for which the generator has no feeds.
        """
        if self._config.feeds.kinds is not None:
            return self._config.feeds.kinds
        left_out = self._feedless - self._config.feeds.paths.keys()
        return tuple(kind for kind in self.patterns if kind not in left_out)

    def place(
        self, wanted: Collection[Term | None], oldest: Oldest
    ) -> Mapping[Term | None, FeedPlace]:
        """Return the places of the feeds of these terms (None: the site), in the same order.

        Raises :class:`~feeds.errors.ConfigError` if a pattern leaves no room for them.
        """
        rivals: dict[str, list[Term | None]] = defaultdict(list)
        for term in wanted:
            rivals[fold_path(_first(self._fill(term)))].append(term)
        placed: dict[Term | None, FeedPlace] = {}
        for terms in rivals.values():
            first_uses = {term: oldest(term) for term in terms if term} if len(terms) > 1 else {}
            for term in _by_age(terms, first_uses):
                placed[term] = FeedPlace(self._take(term), first_uses.get(term) if term else None)
        self._remark_on_lookalikes(place.paths for place in placed.values())
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
        """Return what no other feed may have: slugs must differ by more than case or form."""
        raw = "{slug}" not in _first(self._pattern(term))
        return [*paths.values(), *(() if raw else map(fold_path, paths.values()))]

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

    def _remark_on_lookalikes(self, placed: Iterable[Paths]) -> None:
        """Remark on paths that differ only by case or form: some file systems confuse them."""
        alike: dict[str, list[str]] = defaultdict(list)
        for paths in placed:
            alike[fold_path(_first(paths))].append(_first(paths))
        for paths_alike in alike.values():
            if len(paths_alike) > 1:
                self.remarks.append(f"these differ only by case or form: {', '.join(paths_alike)}")


def _documents(config: Config, settings: Settings, kind: str, format: Format) -> str | None:
    """Return the generator's path for one format, unless the configuration has another."""
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
