"""What a store holds, as its manifest tells it and as a list of its objects does."""

from __future__ import annotations

from functools import cached_property

from feeds.edition import Edition
from feeds.errors import StoreError
from feeds.publish.changes import Changes, changes, lost
from feeds.publish.manifest import MANIFEST, manifest_of, read_manifest
from feeds.publish.objects import Store
from feeds.publish.unfinished import read_unfinished


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
