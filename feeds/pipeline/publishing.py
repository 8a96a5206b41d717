"""Publish: replace the feeds that changed, and remove the others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from msgspec.structs import replace

from feeds.edition import Draft, EditionWriter
from feeds.model import FeedSpec
from feeds.pipeline.refusals import Guard
from feeds.pipeline.rendering import FeedToRender, Renderer
from feeds.pipeline.tasks import Progress, tracked


class FeedPublisher:
    """Publishes the feeds of one build."""

    def __init__(
        self, edition: EditionWriter, renderer: Renderer, progress: Progress, force: bool
    ) -> None:
        """With ``force``, every feed is rendered and compared with its files."""
        self._edition, self._renderer = edition, renderer
        self._progress, self._force = progress, force

    def stale(self, specs: Sequence[FeedSpec], guard: Guard) -> list[FeedToRender]:
        """Return the feeds that differ from what is published; the guard looks at each."""
        stale = []
        for spec in tracked(self._progress, "comparing feeds", specs, len(specs)):
            feed = self._renderer.feed(spec)
            paths = [*spec.paths.values(), *self._pages_due(spec)]
            published = map(self._edition.fingerprint, paths)
            if self._force or any(one != feed.fingerprint for one in published):
                guard.look(spec, feed.shown)
                stale.append(feed)
        return stale

    def _pages_due(self, spec: FeedSpec) -> Iterator[str]:
        """Yield the path of a feed's page, unless somebody else has a file there."""
        if spec.page and not is_occupied(self._edition, spec.page):
            yield spec.page

    def publish(self, stale: Sequence[FeedToRender]) -> Iterator[str]:
        """Render stale feeds and publish them; yield the paths of pages that others occupy."""
        if stale:
            self._edition.begin()
        feeds = zip(stale, self._renderer.drafts(stale), strict=True)
        for feed, drafts in tracked(self._progress, "building feeds", feeds, len(stale)):
            page = feed.spec.page
            if page and self._edition.is_occupied(page):
                self._edition.give_up(page)
                yield page
                drafts = [_without_page(one) for one in drafts if one.file.path != page]
            self._publish(feed, drafts)

    def _publish(self, feed: FeedToRender, drafts: Sequence[Draft]) -> None:
        fingerprint, verify = feed.fingerprint, self._force
        if not self._renderer.changed.isdisjoint(post.path for post in feed.shown):
            # A post changed after it was read. Readers keep the feed they have until the next
            # build.
            paths = feed.spec.paths.values()
            if all(self._edition.fingerprint(path) is not None for path in paths):
                return
            fingerprint, verify = "", False
        for draft in drafts:
            self._edition.publish(draft, fingerprint, verify)

    def remove_stale(
        self,
        specs: Sequence[FeedSpec],
        wanted: Collection[str],
        former: Callable[[], Iterable[str]],
    ) -> None:
        """Remove all files that no feed in ``specs`` and no path in ``wanted`` needs.

        ``former`` is called if the table of files was lost: it returns the paths of earlier feeds.
        """
        edition = self._edition
        self._progress("removing old feeds", 0, 0)
        for spec in specs:
            if spec.page and is_occupied(edition, spec.page):
                edition.give_up(spec.page)  # its compressed forms, if there are any
        edition.remove_stale(wanted)
        if edition.was_empty:  # its table was lost, but the index knows which feeds there were
            edition.remove_strays(former())


def is_occupied(edition: EditionWriter, path: str) -> bool:
    """Return whether somebody else has a file at the path of a page."""
    return edition.fingerprint(path) is None and edition.is_occupied(path)


def _without_page(draft: Draft) -> Draft:
    return replace(draft, file=replace(draft.file, page=""))
