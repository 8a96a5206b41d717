"""Which feeds there are: one for the site and for every term, each at a path of its own."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from feeds.catalogue import TermCount
from feeds.config import Config
from feeds.errors import ConfigError
from feeds.likeness import likeness
from feeds.model import FeedKind, FeedSpec, Format, Site, Term
from feeds.plan.moved import unfollowed, unretired
from feeds.plan.paths import Paths, Taken, fill, mark_of
from feeds.posts import Settings
from feeds.urls import quote_path

PATHS: Mapping[str, str] = {
    FeedKind.SITE: "/feed.{ext}",
    FeedKind.CATEGORY: "/categories/{slug}/feed.{ext}",
    FeedKind.TAG: "/tags/{slug}/feed.{ext}",
    FeedKind.AUTHOR: "/authors/{slug}/feed.{ext}",
}
_EXTENSIONS = {Format.ATOM: "atom", Format.RSS: "rss", Format.JSON: "json"}
_ALL = 2**31
_MARK_LENGTHS = (8, 16, 32, 64)
_NO_ROOM = "{!r} has no room beside the other feeds; choose a folder of its own"

Oldest = Callable[[Term], tuple[datetime, str]]


@dataclass(frozen=True, slots=True)
class Plan:
    """Every feed, the site's first, then by kind and name."""

    specs: tuple[FeedSpec, ...]
    remarks: tuple[str, ...]
    """Terms that had to share a path, or differ so little that readers may confuse them."""


def plan_feeds(
    config: Config, settings: Settings, site: Site, terms: Iterable[TermCount], oldest: Oldest
) -> Plan:
    """Plan a feed for the site and for each term that the configuration wants.

    ``oldest`` tells when and where a term was first used; it is asked only where two terms
    want one path: the older keeps it, the other's gets a short hash of its name. The same
    terms give the same plan, in whatever order they come. Raises
    :class:`~feeds.errors.ConfigError` where a pattern leaves no room for its feeds.
    """
    planner = _Planner(config, settings)
    kinds = config.feeds.kinds if config.feeds.kinds is not None else planner.usual_kinds
    wanted: list[Term | None] = [None] if FeedKind.SITE in kinds else []
    wanted += sorted(count.term for count in terms if _is_wanted(config, kinds, count))
    placed = planner.place(wanted, oldest)
    moves = config.feeds.moves
    kept = {term: unretired(moves, placed[term]) for term in wanted}
    specs = tuple(
        _spec(config, settings, site, term, paths) for term, paths in kept.items() if paths
    )
    lost = unfollowed(moves, (path for paths in kept.values() for path in paths.values()))
    return Plan(specs, (*planner.remarks, *lost))


def _is_wanted(config: Config, kinds: Collection[str], count: TermCount) -> bool:
    feeds, term = config.feeds, count.term
    only = feeds.include.get(term.kind)
    return (
        term.kind != FeedKind.SITE
        and term.kind in kinds
        and count.posts >= feeds.minimum
        and (only is None or term.name in only)
        and term.name not in feeds.exclude.get(term.kind, ())
    )


class _Planner:
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
    def usual_kinds(self) -> tuple[str, ...]:
        """The generator's; a path in the configuration asks for a kind that has no feeds there."""
        left_out = self._feedless - self._config.feeds.paths.keys()
        return tuple(kind for kind in self.patterns if kind not in left_out)

    def place(self, wanted: Iterable[Term | None], oldest: Oldest) -> Mapping[Term | None, Paths]:
        rivals: dict[str, list[Term | None]] = defaultdict(list)
        for term in wanted:
            rivals[likeness(_first(self._fill(term)))].append(term)
        placed: dict[Term | None, Paths] = {}
        for terms in rivals.values():
            for term in _by_age(terms, oldest):
                placed[term] = self._take(term)
        self._name_lookalikes(placed)
        return placed

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

    def _name_lookalikes(self, placed: Mapping[Term | None, Paths]) -> None:
        """Name paths that only their bytes tell apart: some file systems and people cannot."""
        alike: dict[str, list[str]] = defaultdict(list)
        for paths in placed.values():
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


def _by_age(terms: list[Term | None], oldest: Oldest) -> list[Term | None]:
    """Sort terms by their first use; the site's feed comes before any term's."""
    named = [term for term in terms if term]
    if len(terms) > 1:
        named.sort(key=lambda term: (*oldest(term), term.kind, term.name))
    return [*(term for term in terms if term is None), *named]


def _spec(
    config: Config, settings: Settings, site: Site, term: Term | None, paths: Paths
) -> FeedSpec:
    kind = term.kind if term else FeedKind.SITE
    content = config.feeds.content
    return FeedSpec(
        kind=kind,
        term=term,
        title=f"{site.title} | {term.name}" if term else site.title,
        home=f"{site.url}/",
        paths=paths,
        urls={format: site.url + quote_path(path) for format, path in paths.items()},
        limit=config.feeds.entries or settings.entries or _ALL,
        full_content=content == "full" if content else settings.full_content,
        ties_ascend=settings.ties_ascend,
        max_age=config.feeds.max_age.bounds,
        hubs=config.feeds.hubs,
    )
