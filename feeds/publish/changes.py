"""Compare an object store with an edition: which objects to upload and to remove."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property

from msgspec import Struct

from feeds.edition import Edition, PublishedFile
from feeds.errors import StoreError, printable
from feeds.guard import Loss
from feeds.http import cache_control, content_type
from feeds.model import Coding, type_named
from feeds.publish.manifest import MANIFEST, manifest_of, read_manifest, read_unfinished
from feeds.publish.objects import Attributes, Store


class FeedObject(Struct, frozen=True):
    """An object in a store: a feed file or page, or a compressed file of it."""

    path: str
    """The path of the feed file or page."""
    coding: Coding | None
    digest: str
    size: int
    """Bytes."""
    attributes: Attributes


class StoreChanges(Struct, frozen=True):
    """The changes from one edition to another: objects by key, in the order of the upload."""

    coded: Mapping[str, FeedObject]
    """Compressed files. They are uploaded first, so that no feed is without them."""
    plain: Mapping[str, FeedObject]
    gone: Collection[str]
    """Keys to remove. They are removed last, when the manifest does not name them."""

    @property
    def written(self) -> dict[str, FeedObject]:
        """All objects to upload."""
        return {**self.coded, **self.plain}

    @property
    def keys(self) -> list[str]:
        """All keys to upload or remove."""
        return sorted({*self.coded, *self.plain, *self.gone})


def changes(new: Edition, old: Edition | None, unsure: Collection[str]) -> StoreChanges:
    """Return the changes from one edition in a store to another.

    ``unsure`` are the keys of objects that an interrupted publisher may have changed.
    """
    wanted = dict(_objects(new))
    held = dict(_objects(old)) if old else {}
    write = {key: body for key, body in wanted.items() if key in unsure or held.get(key) != body}
    return StoreChanges(
        coded={key: body for key, body in write.items() if body.coding},
        plain={key: body for key, body in write.items() if not body.coding},
        gone=sorted({*held, *unsure} - wanted.keys()),
    )


def lost(edition: Edition, sizes: Callable[[Iterable[str]], Mapping[str, int]]) -> frozenset[str]:
    """Return the keys of an edition that are missing in a store, or have another size there.

    ``sizes`` returns the size in bytes of each key that the store has.
    """
    named = dict(_objects(edition))
    there = sizes(named)
    return frozenset(key for key, body in named.items() if there.get(key) != body.size)


class StoreContents:
    """The contents of a store. Without the lease, they may change at any time."""

    def __init__(self, store: Store) -> None:
        """Raises :class:`~feeds.errors.StoreError`."""
        self._store = store
        self.found = store.get(MANIFEST)
        """The object of the manifest; None if the store has no manifest."""
        self.edition = read_manifest(self.found.body, store.url) if self.found else None
        self.unsure = read_unfinished(store)
        """The keys of objects that an interrupted publisher may have changed."""

    @cached_property
    def _lost(self) -> frozenset[str]:
        """Keys of lost objects. Found on demand: listing costs a request for each 1,000 objects."""
        return lost(self.edition, self._store.sizes) if self.edition else frozenset()

    def require_no_newer(self, edition: Edition) -> None:
        """Raise :class:`~feeds.errors.StoreError` if the store has a later revision."""
        old = self.edition
        if old and old.token == edition.token and old.revision > edition.revision:
            raise StoreError(
                f"{self._store.url}: the store has revision {old.revision} of these feeds, newer "
                f"than {edition.revision} here; build with the newest state, or publish with "
                "--accept-older"
            )

    def require_feeds_kept(self, edition: Edition, share: float) -> None:
        """Raise :class:`~feeds.errors.StoreError` if another site or most feeds would be replaced.

        Up to this share of the feed files may be removed, as in the guard of a build. If it is 1,
        another site may be replaced too. Feeds of the same state folder are of the same site.
        """
        old = self.edition
        if old is None or share >= 1:
            return
        if old.token != edition.token and old.url != edition.url:
            raise StoreError(
                f"{self._store.url}: the store contains the feeds of {printable(old.url)}; name "
                "another path, or publish once with --accept-removals if the site has a new URL"
            )
        feeds = [path for path, file in old.files.items() if file.is_feed]
        moves = edition.moves
        gone = sorted(
            path
            for path in feeds
            if path not in edition.files
            and not any(moves.targets(path))
            and not moves.is_retired(path)
        )
        loss = Loss(len(feeds), len(feeds) - len(gone), gone=len(gone))
        if gone and loss.is_refused(share):
            raise StoreError(
                f"{self._store.url}: {len(gone)} of {len(feeds)} feed files would be removed, such "
                f"as {printable(gone[0])}; check the configuration of the site, or publish once "
                "with --accept-removals"
            )

    def holds(self, edition: Edition) -> bool:
        """Return whether the store contains all of an edition."""
        named = self.found is not None and self.found.body == manifest_of(edition)
        return named and not self.unsure and not self._lost

    def lacks(self, edition: Edition) -> StoreChanges:
        """Return the changes after which the store contains all of an edition."""
        return changes(edition, self.edition, self.unsure | self._lost)


def _objects(edition: Edition) -> Iterator[tuple[str, FeedObject]]:
    for path in sorted(edition.files):
        feed = edition.files[path]
        key = path.removeprefix("/")
        yield key, FeedObject(path, None, feed.digest, feed.size, _attributes(feed))
        for coding, file in feed.coded.items():
            attributes = _attributes(feed, coding)
            yield (
                f"{key}.{coding.mark}",
                FeedObject(path, coding, file.digest, file.size, attributes),
            )


def _attributes(feed: PublishedFile, coding: Coding | None = None) -> Attributes:
    return Attributes(
        content_type(type_named(feed.format)), cache_control(feed.max_age), str(coding or "")
    )
