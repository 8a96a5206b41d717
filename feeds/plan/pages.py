"""The paths of pages and of their style sheets and scripts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec.structs import replace

from feeds.config.moves import Moves
from feeds.config.schema import PagesSection
from feeds.model import FeedKind, FeedSpec, Format, Term
from feeds.plan.paths import FeedPlace, Paths, fold_path, is_safe, mark_of
from feeds.urls import folders_of, served_path

_OF_LISTS = re.compile(r"index(?:-\d+)?")
"""The names of lists, without their ending."""


class PagePaths:
    """Where pages are published, below the site's URL and not percent-encoded."""

    def __init__(self, pages: PagesSection) -> None:
        self._top = pages.path
        self.opml = f"{pages.path or '/feeds'}.opml"
        """The OPML file of all feeds."""

    def list(self, kind: str = "", number: int = 1) -> str:
        """Return the path of a page that lists the feeds of a kind, or of all kinds."""
        name = "index" if number == 1 else f"index-{number}"
        return f"{self._folder(kind)}/{name}.html"

    def opml_of(self, kind: str) -> str:
        """Return the path of the OPML file of one kind."""
        return f"{self._folder(kind)}.opml"

    def asset(self, name: str) -> str:
        """Return the path of a file that all pages use."""
        return f"{self._top}/{name}"

    def feed(self, term: Term | None, paths: Paths, patterns: Mapping[Format, str]) -> str:
        """Return the path of a feed's page.

        In the place of the term it has what the path of the feed has there, which is unique
        within a kind. So it moves only if the feed does, and needs no list of other pages.
        """
        if term is None:
            return f"{self._top}/{FeedKind.SITE}.html"
        format, path = next(iter(paths.items()))
        before, _, rest = patterns[format].partition("{")
        after = rest.rpartition("}")[2]
        name = path[len(before) : len(path) - len(after)].strip("/") if rest else term.slug
        if not is_safe(name) or _OF_LISTS.fullmatch(fold_path(name)):
            name = mark_of(term)
        return f"{self._folder(term.kind)}/{name}.html"

    def _folder(self, kind: str) -> str:
        if not kind:
            return self._top
        name = kind if is_safe(kind) and "/" not in kind else mark_of(Term("kind", kind, ""))
        return f"{self._top}/{name}"


def with_pages(
    places: Mapping[Term | None, FeedPlace],
    pages: PagesSection,
    patterns: Mapping[str, Mapping[Format, str]],
) -> Mapping[Term | None, FeedPlace]:
    """Return places with the paths of pages, where no feed is in the way."""
    if not pages.enabled:
        return places
    of_pages = PagePaths(pages)
    feeds = {path for place in places.values() for path in place.paths.values()}
    folders = {folder for path in feeds for folder in folders_of(path)}

    def with_page(term: Term | None, place: FeedPlace) -> FeedPlace:
        kind = term.kind if term else FeedKind.SITE
        page = of_pages.feed(term, place.paths, patterns[kind])
        is_free = page not in feeds and page not in folders and feeds.isdisjoint(folders_of(page))
        return replace(place, page=page) if is_free else place

    return {term: with_page(term, place) for term, place in places.items()}


def is_old_path(moves: Moves, path: str, is_published: Callable[[str], bool]) -> bool:
    """Return whether a list would be where a feed used to be: its subscribers keep the path."""
    place = served_path(path)
    if not place.endswith("/"):
        return False
    return moves.is_retired(place) or any(is_published(one.path) for one in moves.targets(place))


def hidden_lists(pages: PagesSection, moves: Moves, specs: Iterable[FeedSpec]) -> Iterator[str]:
    """Yield a remark for each list that is not published because of an old path."""
    every = tuple(specs)
    feeds = {path for spec in every for path in spec.paths.values()}
    for kind in ("", *dict.fromkeys(spec.kind for spec in every if spec.term)):
        path = PagePaths(pages).list(kind)
        if is_old_path(moves, path, feeds.__contains__):
            yield (
                f"the list of feeds {served_path(path)} is not published, because feeds.redirects "
                "or feeds.retired uses its path; set feeds.pages.path to another folder"
            )


def without_room(places: Iterable[FeedPlace]) -> Iterator[str]:
    """Yield a remark if feeds have no page because another feed is in its way."""
    lacking = [place for place in places if not place.page]
    if lacking:
        first = next(iter(lacking[0].paths.values()))
        more = f" and {len(lacking) - 1} more" if len(lacking) > 1 else ""
        yield (
            f"the feed {first}{more} cannot have a page, because another feed uses its path; set "
            "feeds.pages.path to another folder"
        )
