"""Before a feed takes another's place: would its readers be shown posts again?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from feeds.builder.project import Project
from feeds.catalogue.catalogue import Catalogue
from feeds.catalogue.found import Shown
from feeds.errors import NewIdsError, printable
from feeds.guard import FeedComparison, KnownEntry, KnownFeed, compare, known, read_feed
from feeds.model import FeedSpec
from feeds.source import read_bytes

_FEWEST = 3
"""Ids that change in one feed; fewer is somebody who mends a post or two."""


class Guard:
    """Compares feeds about to be made with what is published in their place.

    What readers know is read from the published documents themselves, so that it holds
    without the state directory too, and for a document that another generator left.
    """

    def __init__(self, project: Project, catalogue: Catalogue, share: float) -> None:
        """Let up to this share, from 0 to 1, of a feed's ids change at once."""
        self._project = project
        self._catalogue = catalogue
        self._share = share
        self._refused: list[FeedComparison] = []

    def look(self, spec: FeedSpec, shown: Sequence[Shown]) -> None:
        """Compare one feed with what it is to replace."""
        old = self._published(spec) if self._share < 1 else None
        if old is None:
            return
        new = KnownFeed(tuple(known(self._catalogue.post(post.path)) for post in shown))
        unknown = {entry.id for entry in new.entries} - {entry.id for entry in old.entries}
        if len(unknown) >= _FEWEST and self._is_refused(compare(old, new)):
            # Only now is it worth asking which old ids posts outside the window still have.
            found = compare(old, new, self._alive)
            if self._is_refused(found):
                self._refused.append(found)

    def require_known(self) -> None:
        """Raise :class:`~feeds.errors.NewIdsError` where any feed changed too many ids."""
        if self._refused:
            raise NewIdsError(_words(self._refused, self._project))

    def _is_refused(self, found: FeedComparison) -> bool:
        return len(found.again) >= _FEWEST and found.changed_share > self._share

    @cached_property
    def _alive(self) -> frozenset[str]:
        return frozenset(post.id for post in self._catalogue.everything())

    def _published(self, spec: FeedSpec) -> KnownFeed | None:
        """Return the first with entries: the formats of one feed have the same ids."""
        for path in spec.paths.values():
            try:
                body = read_bytes(self._project.output, path.removeprefix("/"))
            except (OSError, ValueError):  # nothing there yet, or no path for a file
                continue
            found = read_feed(body)
            if found and found.entries:
                return KnownFeed(found.entries, path)
        return None


def planned_feeds(catalogue: Catalogue, specs: Sequence[FeedSpec]) -> list[KnownFeed]:
    """Return every document that is planned, as its readers would know it; nothing is rendered."""
    entries: dict[str, KnownEntry] = {}
    feeds = []
    for spec in specs:
        window = catalogue.window(spec.kind, spec.term, spec.limit, spec.ties_ascend)
        for path in {post.path for post in window} - entries.keys():
            entries[path] = known(catalogue.post(path))
        shown = tuple(entries[post.path] for post in window)
        feeds += [KnownFeed(shown, path, spec.urls[format]) for format, path in spec.paths.items()]
    return feeds


def _words(refused: Sequence[FeedComparison], project: Project) -> str:
    from shlex import quote

    worst = max(refused, key=lambda found: len(found.again))
    change = worst.again[0]
    title = change.new.title or change.new.link
    others = f" ({len(refused) - 1} more like it)" if len(refused) > 1 else ""
    return "\n".join(
        (
            f"nothing was written: in {worst.old.path}{others} {len(worst.again)} of "
            f"{worst.kept + len(worst.again)} posts would get another id, and readers see them "
            f"again. {title!r} had",
            f"  {printable(change.old.id)}",
            "and would have",
            f"  {printable(change.new.id)}",
            f"To keep the ids: feeds adopt {quote(project.config.output)} (same options), "
            "then build again.",
            "To let readers see these posts again, this once: feeds build --accept-new-ids",
        )
    )
