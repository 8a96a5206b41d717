"""What must be written to a store and removed from it. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from feeds.edition import Edition, PublishedFeed
from feeds.errors import StoreError
from feeds.http import cache_control, content_type
from feeds.model import Coding, Format
from feeds.publish.manifest import MANIFEST, manifest_of, read_manifest, read_unfinished
from feeds.publish.objects import Attributes, Store


class Body(NamedTuple):
    """One object: a feed, or a coded form of one."""

    path: str
    """The feed's."""
    coding: Coding | None
    digest: str
    size: int
    """Bytes."""
    attributes: Attributes


class Changes(NamedTuple):
    """All that two editions differ in, by objects' keys, in the order of the work."""

    coded: Mapping[str, Body]
    """Written first: who is served the feed itself can be served these too."""
    plain: Mapping[str, Body]
    gone: Collection[str]
    """Removed once nothing names them any more."""

    @property
    def bodies(self) -> dict[str, Body]:
        """All that is written."""
        return {**self.coded, **self.plain}

    @property
    def keys(self) -> list[str]:
        """All that is touched."""
        return sorted({*self.coded, *self.plain, *self.gone})


def changes(new: Edition, old: Edition | None, unsure: Collection[str]) -> Changes:
    """Return what makes a store that holds one edition hold another.

    ``unsure`` are keys of which nobody knows what they hold, since a publisher was cut off.
    """
    wanted = dict(_bodies(new))
    held = dict(_bodies(old)) if old else {}
    write = {key: body for key, body in wanted.items() if key in unsure or held.get(key) != body}
    return Changes(
        coded={key: body for key, body in write.items() if body.coding},
        plain={key: body for key, body in write.items() if not body.coding},
        gone=sorted({*held, *unsure} - wanted.keys()),
    )


def lost(edition: Edition, sizes: Callable[[Iterable[str]], Mapping[str, int]]) -> frozenset[str]:
    """Return the keys that an edition names and a store has not, or in another size (bytes).

    ``sizes`` tells those of keys that are there.
    """
    named = dict(_bodies(edition))
    there = sizes(named)
    return frozenset(key for key, body in named.items() if there.get(key) != body.size)


def _bodies(edition: Edition) -> Iterator[tuple[str, Body]]:
    for path in sorted(edition.feeds):
        feed = edition.feeds[path]
        key = path.removeprefix("/")
        yield key, Body(path, None, feed.digest, feed.size, _attributes(feed))
        for coding, file in feed.coded.items():
            attributes = _attributes(feed, coding)
            yield f"{key}.{coding.mark}", Body(path, coding, file.digest, file.size, attributes)


def _attributes(feed: PublishedFeed, coding: Coding | None = None) -> Attributes:
    return Attributes(
        content_type(Format(feed.format)), cache_control(feed.max_age), str(coding or "")
    )


class There:
    """A store as it is found; whoever holds no lease may see it change."""

    def __init__(self, store: Store) -> None:
        """Raises :class:`~feeds.errors.StoreError`."""
        self._store = store
        self.found = store.get(MANIFEST)
        """The manifest."""
        self.edition = read_manifest(self.found.body, store.url) if self.found else None
        self.unsure = read_unfinished(store)
        """Keys of which nobody knows what they hold."""

    @cached_property
    def _lost(self) -> frozenset[str]:
        """Asked for late: the list costs a request for a thousand objects."""
        return lost(self.edition, self._store.sizes) if self.edition else frozenset()

    def require_no_newer(self, edition: Edition) -> None:
        """Raise :class:`~feeds.errors.StoreError` where a later revision is there."""
        old = self.edition
        if old and old.token == edition.token and old.revision > edition.revision:
            raise StoreError(
                f"{self._store.url} holds revision {old.revision} of these feeds, newer than"
                f" {edition.revision} here; build from the newest state, or publish with"
                " --accept-older"
            )

    def holds(self, edition: Edition) -> bool:
        """Say whether an edition is there, whole."""
        named = self.found is not None and self.found.body == manifest_of(edition)
        return named and not self.unsure and not self._lost

    def lacks(self, edition: Edition) -> Changes:
        """Return what makes the store hold an edition."""
        return changes(edition, self.edition, self.unsure | self._lost)
