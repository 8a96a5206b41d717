"""Decide which feeds a site has: its own, and one for each term.

Also what all feeds say about the site.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from feeds.catalogue.catalogue import TermCount
from feeds.config import Author, Config
from feeds.config.moves import Moves, matches
from feeds.config.values import TITLE_PLACEHOLDER
from feeds.errors import ConfigError
from feeds.generators import Generator, Settings
from feeds.model import Channel, FeedKind, FeedSpec, Person, Site, Term
from feeds.plan.pages import hidden_lists, with_pages, without_room
from feeds.plan.paths import FeedPlace, Oldest, PathAllocator, Paths
from feeds.urls import quote_path

STYLESHEET = "/feeds.css"
"""The path of the style sheet of feeds, below the site's URL."""
_ALL = 2**31
ShownAs = Callable[[Term], Term]
"""Returns a term as its posts show it."""


def _unchanged(term: Term) -> Term:
    return term


class Plan(msgspec.Struct, frozen=True):
    """All feeds: first the site's, then by kind and name."""

    specs: tuple[FeedSpec, ...]
    remarks: tuple[str, ...]
    """Terms whose paths had to change, or that people may confuse, and dead redirects."""
    places: Mapping[Term | None, FeedPlace]
    """Of all feeds, also of retired ones."""


def plan_feeds(
    config: Config,
    generator: Generator,
    site: Site,
    terms: Iterable[TermCount],
    oldest: Oldest,
    shown_as: ShownAs = _unchanged,
) -> Plan:
    """Plan a feed for the site and for each term that the configuration wants.

    ``oldest`` returns when and where a term was first used. It is called only if two terms
    want one path: the older keeps it, the path of the other gets a short hash of its name. The
    order of the terms does not matter. ``shown_as`` is called only for generators that rename
    terms. Raises :class:`~feeds.errors.ConfigError` if a pattern
    leaves no room for its feeds.
    """
    allocator = PathAllocator(config, generator.settings)
    wanted: list[Term | None] = [None] if FeedKind.SITE in allocator.kinds else []
    enough = (count.term for count in terms if count.posts >= config.feeds.minimum)
    wanted += sorted(term for term in enough if _may_have_feed(config, allocator.kinds, term))
    pages = config.feeds.pages
    placed = with_pages(allocator.place(wanted, oldest), pages, allocator.patterns)
    specs = specs_at(config, generator, site, placed, shown_as)
    published = (path for spec in specs for path in spec.paths.values())
    dead = _dead_redirects(config.feeds.moves, published)
    remarks = [*allocator.remarks]
    if pages.enabled:
        remarks += without_room(placed.values())
        remarks += hidden_lists(pages, config.feeds.moves, specs)
    return Plan(specs, (*remarks, *dead), placed)


def still_holds(
    config: Config,
    settings: Settings,
    touched: Iterable[Term],
    places: Mapping[Term | None, FeedPlace],
    oldest: Oldest,
    has_posts: Callable[[Term, int], bool],
) -> bool:
    """Return whether a plan is still right after the posts of a few terms changed.

    ``places`` are those of the terms that have feeds; ``has_posts`` returns whether a term has
    at least so many posts.
    """
    kinds = PathAllocator(config, settings).kinds
    fewest = max(config.feeds.minimum, 1)
    return all(
        (term in places) == (_may_have_feed(config, kinds, term) and has_posts(term, fewest))
        and not _has_new_oldest(term, places.get(term), oldest)
        for term in touched
    )


def _has_new_oldest(term: Term, place: FeedPlace | None, oldest: Oldest) -> bool:
    """Return whether another term may now be the oldest of those that want one path."""
    return bool(place and place.first_use and place.first_use != oldest(term))


def specs_at(
    config: Config,
    generator: Generator,
    site: Site,
    places: Mapping[Term | None, FeedPlace],
    shown_as: ShownAs = _unchanged,
) -> tuple[FeedSpec, ...]:
    """Return the feeds at these places, without the retired ones."""
    moves = config.feeds.moves

    def channel(term: Term | None) -> Channel:
        shown = shown_as(term) if term and generator.renames_terms else term
        return generator.channel(shown, site)

    kept = {term: _without_retired(moves, place.paths) for term, place in places.items()}
    return tuple(
        _spec(
            config,
            generator.settings,
            site,
            term,
            replace(places[term], paths=paths),
            channel(term),
        )
        for term, paths in kept.items()
        if paths
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
    config: Config,
    settings: Settings,
    site: Site,
    term: Term | None,
    place: FeedPlace,
    channel: Channel,
) -> FeedSpec:
    kind = term.kind if term else FeedKind.SITE
    content = config.feeds.content
    return FeedSpec(
        kind=kind,
        term=term,
        title=_title(channel, config.feeds.titles.get(kind)),
        home=channel.home,
        language=channel.language,
        paths=place.paths,
        urls={format: site.url + quote_path(path) for format, path in place.paths.items()},
        limit=config.feeds.entries or settings.entries or _ALL,
        full_content=content == "full" if content else settings.full_content,
        ties_ascend=settings.ties_ascend,
        max_age=config.feeds.max_age.bounds,
        hubs=config.feeds.hubs,
        stylesheet=urlsplit(site.url).path + STYLESHEET if config.feeds.stylesheet else None,
        name=(channel.term_title or term.name) if term else channel.site_title,
        page=place.page,
    )


def _title(channel: Channel, pattern: str | None) -> str:
    """Return the title of a feed, by its kind's pattern in the configuration if there is one."""
    if pattern is None:
        return channel.title
    values = {"site": channel.site_title, "term": channel.term_title}
    return TITLE_PLACEHOLDER.sub(lambda found: values[found[1]], pattern)


def _without_retired(moves: Moves, paths: Paths) -> Paths:
    """Return the paths of a feed without retired ones."""
    return {format: path for format, path in paths.items() if not moves.is_retired(path)}


def _dead_redirects(moves: Moves, published: Iterable[str]) -> Iterator[str]:
    """Yield a line for each redirect that does not lead to a feed."""
    paths = tuple(published)
    for redirect in moves.redirects:
        if not any(matches(redirect.new, path) for path in paths):
            problem = f"{redirect.old} leads to {redirect.new}, but no feed has this path"
            yield f"{problem}; correct feeds.redirects"


def plan_site(config: Config, settings: Settings, url_key: str = "") -> Site:
    """Return what every feed says about the site: the configuration first, then the generator's.

    ``url_key`` names the key and file of the generator that set the URL: ``url in _config.yml``.
    Raises :class:`~feeds.errors.ConfigError` if neither has the site's URL.
    """
    given = config.site
    url = given.url or settings.url
    if not url:
        key = url_key or "it in the configuration"
        message = f"is missing; set {key}, or pass --url https://example.com"
        raise ConfigError([config.fault("site.url", message)])
    return Site(
        title=given.title or settings.title or urlsplit(url).hostname or url,
        url=url,
        timezone=given.timezone or settings.timezone or "",
        description=given.description or settings.description or "",
        language=given.language or settings.language,
        authors=tuple(map(_person, given.author)) or settings.authors,
        icon=given.icon or settings.icon,
        logo=given.logo or settings.logo,
        rights=given.rights or settings.rights,
    )


def _person(author: Author) -> Person:
    return Person(author.name, author.uri, author.email)
