"""Lists of all feeds (pages, OPML), and which of them changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, partial
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from feeds.catalogue.placed import ListedRow, PlacedFeeds
from feeds.catalogue.rows import decoded
from feeds.edition import EditionWriter
from feeds.model import Coding, FeedKind, FeedSpec, FileType, Format, Representation
from feeds.pages.files import search_index, stylesheet
from feeds.pages.html import PagesRenderer
from feeds.pages.views import FeedGroup, FeedListPage, FormatLink, ListedFeed
from feeds.pipeline.agenda import place_from
from feeds.pipeline.project import Project
from feeds.plan import STYLESHEET, PagePaths, is_old_path
from feeds.urls import quote_path, served_path

if TYPE_CHECKING:
    from feeds.pages.opml import Subscription

_FIRST = 50
"""Feeds of one kind on the list of all kinds."""
_ON_A_PAGE = 50
"""Feeds on a page that lists one kind."""


class PublishedUrls:
    """The URLs of feeds and pages."""

    def __init__(self, project: Project) -> None:
        self._site = project.site.url
        self._mount = urlsplit(self._site).path
        self._is_retired = project.config.feeds.moves.is_retired

    def page(self, path: str) -> str:
        """Return the path of a page as links have it: with the mount, without ``index.html``."""
        return self._mount + quote_path(served_path(path)) if path else ""

    def absolute(self, path: str) -> str:
        """Return the absolute URL of a page."""
        return self._site + quote_path(served_path(path))

    def formats(self, paths: Mapping[Format, str]) -> tuple[FormatLink, ...]:
        """Return the addresses of a feed, without retired ones."""
        return tuple(
            FormatLink(format, format.label, self._site + quote_path(path), format.media_type)
            for format, path in paths.items()
            if not self._is_retired(path)
        )


class ListFile(msgspec.Struct, frozen=True):
    """A list of feeds, or a file beside the lists, before it is rendered."""

    path: str
    type: FileType
    shown: Sequence[str]
    """All that its bytes depend on, besides the rules for pages and the retired paths."""
    render: Callable[[], bytes]


class _Identity(msgspec.Struct, frozen=True, array_like=True):
    """What a row says of a feed besides its posts, decoded."""

    kind: str
    name: str
    home: str
    place: str


class Lists:
    """The lists of all feeds, and the files beside them."""

    def __init__(
        self,
        project: Project,
        renderer: PagesRenderer,
        feeds: Mapping[str, Sequence[ListedRow]],
    ) -> None:
        """``feeds`` are all there are, by kind and in the order of their names."""
        self._project = project
        self._renderer = renderer
        self._paths = PagePaths(project.config.feeds.pages)
        self._urls = PublishedUrls(project)
        self._kinds = {kind: feeds[kind] for kind in sorted(feeds, key=_rank)}
        self._shown = cache(self._decoded)  # a row is in four lists and more

    def files(self) -> Iterator[ListFile]:
        """Yield every file; none is rendered yet."""
        yield self._first_page()
        for kind in filter(_has_list, self._kinds):
            yield from self._pages_of(kind)
            yield self._opml(self._paths.opml_of(kind), [kind])
        yield self._opml(self._paths.opml, [*self._kinds])
        yield self._search()
        for name, content in self._renderer.assets().items():
            type = FileType.STYLE if name.endswith(".css") else FileType.SCRIPT
            # Their content is one of the rules for pages.
            yield ListFile(self._paths.asset(name), type, (), partial(bytes, content))

    def _first_page(self) -> ListFile:
        shown = {
            kind: sorted(rows, key=lambda row: -row.posts)[:_FIRST]
            for kind, rows in self._kinds.items()
        }

        def render() -> bytes:
            groups = (self._group(kind, rows) for kind, rows in shown.items())
            url = self._urls.absolute(self._paths.list())
            return self._renderer.list_page(FeedListPage("", tuple(groups), 1, 1, (), "", "", url))

        facts = [fact for kind, rows in shown.items() for fact in self._facts(kind, rows)]
        return ListFile(self._paths.list(), FileType.HTML, facts, render)

    def _pages_of(self, kind: str) -> Iterator[ListFile]:
        rows = self._kinds[kind]
        for number in range(1, _count(len(rows)) + 1):
            shown = rows[(number - 1) * _ON_A_PAGE : number * _ON_A_PAGE]
            path = self._paths.list(kind, number)
            render = partial(self._render_page, kind, shown, number)
            yield ListFile(path, FileType.HTML, self._facts(kind, shown), render)

    def _render_page(self, kind: str, rows: Sequence[ListedRow], number: int) -> bytes:
        count = _count(len(self._kinds[kind]))
        page = FeedListPage(
            kind=kind,
            groups=(replace(self._group(kind, rows), more=""),),
            number=number,
            count=count,
            pages=tuple(self._number(kind, one) for one in range(1, count + 1)),
            previous=self._number(kind, number - 1) if number > 1 else "",
            next=self._number(kind, number + 1) if number < count else "",
            url=self._urls.absolute(self._paths.list(kind, number)),
        )
        return self._renderer.list_page(page)

    def _number(self, kind: str, number: int) -> str:
        return self._urls.page(self._paths.list(kind, number))

    def _group(self, kind: str, rows: Sequence[ListedRow]) -> FeedGroup:
        total = len(self._kinds[kind])
        return FeedGroup(
            kind=kind,
            feeds=tuple(self._shown(row)[0] for row in rows),
            total=total,
            more=self._number(kind, 1) if len(rows) < total else "",
            opml=self._urls.page(self._paths.opml_of(kind)) if _has_list(kind) else "",
        )

    def _facts(self, kind: str, rows: Sequence[ListedRow]) -> list[str]:
        every = (f"{row.identity} {row.posts} {row.newest}" for row in rows)
        return [f"{kind} {len(self._kinds[kind])}", *every]

    def _search(self) -> ListFile:
        rows = [row for rows in self._kinds.values() for row in rows]
        shown = [row.identity for row in rows]
        path = self._paths.asset("search.json")

        def render() -> bytes:
            return search_index(self._shown(row)[0] for row in rows)

        return ListFile(path, FileType.SEARCH, shown, render)

    def _decoded(self, row: ListedRow) -> tuple[ListedFeed, str]:
        """Return what lists say of a feed, and the URL of the page that it follows."""
        feed = decoded(row.identity, _Identity)
        place = place_from(feed.place)
        view = ListedFeed(
            kind=feed.kind,
            name=feed.name,
            page=self._urls.page(place.page),
            posts=row.posts,
            newest=date.fromisoformat(row.newest) if row.newest else None,
            formats=self._urls.formats(place.paths),
        )
        return view, feed.home

    def _opml(self, path: str, kinds: Sequence[str]) -> ListFile:
        def render() -> bytes:
            from feeds.pages.opml import SubscriptionGroup, opml  # loads lxml

            groups = [
                SubscriptionGroup(
                    self._renderer.kind(kind), [*map(self._subscription, self._kinds[kind])]
                )
                for kind in kinds
            ]
            return opml(self._project.site.title, groups)

        shown = [row.identity for kind in kinds for row in self._kinds[kind]]
        return ListFile(path, FileType.OPML, shown, render)

    def _subscription(self, row: ListedRow) -> Subscription:
        from feeds.pages.opml import Subscription  # loads lxml

        feed, home = self._shown(row)
        return Subscription(feed.name, feed.formats[0].url, home)


def other_paths(project: Project, specs: Collection[FeedSpec]) -> set[str]:
    """Return the path of every file that is published beside these feeds and their pages."""
    feeds = {path for spec in specs for path in spec.paths.values()}
    found = {STYLESHEET} if project.config.feeds.stylesheet else set()
    if project.pages:
        paths = PagePaths(project.config.feeds.pages)
        found |= {paths.list(), paths.opml, paths.asset("search.json")}
        found |= {paths.asset(name) for name in project.pages.assets()}
        for kind, count in Counter(spec.kind for spec in specs).items():
            if _has_list(kind):
                found.add(paths.opml_of(kind))
                found |= {paths.list(kind, number) for number in range(1, _count(count) + 1)}
    moves = project.config.feeds.moves
    return {path for path in found if not is_old_path(moves, path, feeds.__contains__)}


def other_files(project: Project, feeds: PlacedFeeds) -> Iterator[ListFile]:
    """Yield the files at :func:`other_paths`; ``feeds`` are all there are."""
    if project.pages:
        yield from Lists(project, project.pages, feeds.listed()).files()
    if project.config.feeds.stylesheet:
        as_html = project.generator.settings.html_summaries
        yield ListFile(STYLESHEET, FileType.STYLE, [str(as_html)], partial(stylesheet, as_html))


def publish_files(
    project: Project, edition: EditionWriter, files: Iterable[ListFile], verify: bool
) -> Iterator[str]:
    """Publish those files that changed; yield the paths at which somebody else has a file.

    With ``verify`` all are rendered and compared with their files.
    """
    rules, codings = project.page_rules, project.config.feeds.codings
    max_age, moves = project.config.feeds.max_age.bounds[0], project.config.feeds.moves

    def is_published(path: str) -> bool:
        return edition.fingerprint(path) is not None

    for file in files:
        if is_old_path(moves, file.path, is_published):
            continue
        parts = rules, repr(codings), repr(moves.retired), *file.shown
        fingerprint = sha256("\n".join(parts).encode(errors="replace")).hexdigest()[:32]
        if edition.fingerprint(file.path) == fingerprint and not verify:
            continue
        if edition.is_occupied(file.path):
            edition.give_up(file.path)
            yield file.path
        else:
            edition.put(_represented(file, codings, max_age), fingerprint, verify)


def _represented(file: ListFile, codings: Collection[Coding], max_age: int) -> Representation:
    from feeds.render import represent  # loads lxml

    made = represent(file.render(), file.path, file.type, max_age, codings=codings)
    return replace(made, kind="")


def _has_list(kind: str) -> bool:
    """Return whether a kind has lists of its own: the site has only one feed."""
    return kind != FeedKind.SITE


def _count(feeds: int) -> int:
    """Return how many pages list so many feeds."""
    return -(-feeds // _ON_A_PAGE)


def _rank(kind: str) -> tuple[int, str]:
    """Order kinds: first those that many sites have."""
    usual = [*FeedKind]
    return (usual.index(FeedKind(kind)) if kind in usual else len(usual)), kind
