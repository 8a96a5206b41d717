"""Which feeds there are: one for the site and for every term, each at a path of its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from feeds.catalogue.found import TermCount
from feeds.config import Config
from feeds.generators import Settings
from feeds.model import FeedKind, FeedSpec, Site, Term
from feeds.plan.moved import unfollowed, unretired
from feeds.plan.paths import Paths
from feeds.plan.placing import Oldest, Place, Planner
from feeds.urls import quote_path

_ALL = 2**31


class Plan(NamedTuple):
    """Every feed, the site's first, then by kind and name."""

    specs: tuple[FeedSpec, ...]
    remarks: tuple[str, ...]
    """Terms that had to share a path, or differ so little that readers may confuse them."""
    places: Mapping[Term | None, Place]
    """Of every feed, those that are retired too."""


def plan_feeds(
    config: Config, settings: Settings, site: Site, terms: Iterable[TermCount], oldest: Oldest
) -> Plan:
    """Plan a feed for the site and for each term that the configuration wants.

    ``oldest`` tells when and where a term was first used; it is asked only where two terms
    want one path: the older keeps it, the other's gets a short hash of its name. The same
    terms give the same plan, in whatever order they come. Raises
    :class:`~feeds.errors.ConfigError` where a pattern leaves no room for its feeds.
    """
    planner = Planner(config, settings)
    wanted: list[Term | None] = [None] if FeedKind.SITE in planner.kinds else []
    enough = (count.term for count in terms if count.posts >= config.feeds.minimum)
    wanted += sorted(term for term in enough if _may_have_feed(config, planner.kinds, term))
    placed = planner.place(wanted, oldest)
    specs = specs_at(config, settings, site, placed)
    published = (path for spec in specs for path in spec.paths.values())
    lost = unfollowed(config.feeds.moves, published)
    return Plan(specs, (*planner.remarks, *lost), placed)


def still_holds(
    config: Config,
    settings: Settings,
    touched: Iterable[Term],
    places: Mapping[Term | None, Place],
    oldest: Oldest,
    has_posts: Callable[[Term, int], bool],
) -> bool:
    """Say whether a plan holds although a few terms have other posts than when it was made.

    ``places`` are those of these terms with a feed; ``has_posts`` says whether a term has
    so many posts.
    """
    kinds = Planner(config, settings).kinds
    fewest = max(config.feeds.minimum, 1)
    return all(
        (term in places) == (_may_have_feed(config, kinds, term) and has_posts(term, fewest))
        and not _is_contested_anew(term, places.get(term), oldest)
        for term in touched
    )


def _is_contested_anew(term: Term, place: Place | None, oldest: Oldest) -> bool:
    """Say whether another may be the oldest now of those who want one path."""
    return bool(place and place.first_use and place.first_use != oldest(term))


def specs_at(
    config: Config, settings: Settings, site: Site, places: Mapping[Term | None, Place]
) -> tuple[FeedSpec, ...]:
    """Return the feeds at these places, without the retired ones."""
    kept = {term: unretired(config.feeds.moves, place.paths) for term, place in places.items()}
    return tuple(
        _spec(config, settings, site, term, paths) for term, paths in kept.items() if paths
    )


def _may_have_feed(config: Config, kinds: Collection[str], term: Term) -> bool:
    feeds = config.feeds
    only = feeds.include.get(term.kind)
    return (
        term.kind != FeedKind.SITE
        and term.kind in kinds
        and (only is None or term.name in only)
        and term.name not in feeds.exclude.get(term.kind, ())
    )


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
