"""Making a store hold the edition: what changed only, in an order that never breaks a reader.

Coded forms, feeds, the manifest, and what is gone last of all, each step only once the one
before is done, under a lease. Cut off anywhere, the next run does it to the end.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from feeds.edition import BUILD_LOCK, Edition, Output, coded_name, read_edition, take_lock
from feeds.errors import EditionError, StoreError
from feeds.model import content_digest
from feeds.publish.changes import Body, Changes, There
from feeds.publish.lease import EXPIRY, PATIENCE, Lease, lease
from feeds.publish.manifest import MANIFEST, OWN, manifest_of, note_finished, note_unfinished
from feeds.publish.objects import Attributes, Found, Store, Tag

_AT_ONCE = 16
"""Requests at one time; each holds one body."""

_MANIFEST_SAYS = Attributes("application/gzip", "no-cache")


class Step(StrEnum):
    """What is done with an object."""

    UPLOAD = "upload"
    REMOVE = "remove"


Watching = Callable[[Step, str], None]
"""Is told of every object once it is done, from several threads; in a dry run of what would be."""


class Published(NamedTuple):
    """What publishing did, or would do."""

    feeds: int
    """Documents of the edition."""
    uploaded: int
    """Objects, coded forms counted."""
    size: int
    """Bytes of these."""
    removed: int


def publish(
    output: Path,
    state: Path,
    store: Store,
    watching: Watching,
    tell: Callable[[str], None],
    dry_run: bool = False,
    accept_older: bool = False,
    expiry: float = EXPIRY,
    patience: float = PATIENCE,
) -> Published:
    """Make the store hold the edition of these directories; nothing is built.

    ``expiry`` and ``patience`` are the lease's, in seconds; ``tell`` is told of waiting.
    Raises :class:`~feeds.errors.EditionError` where there is no edition, a build does not end
    within ten seconds or files are not as they were built, and
    :class:`~feeds.errors.StoreError` where the store cannot be used, holds a newer revision
    of this edition, or the lease was lost.
    """
    edition = _built(state)
    there = _look(store, edition, accept_older)
    if dry_run or there.holds(edition):
        return _dry(edition, there.lacks(edition), watching)
    with lease(store, tell, expiry, patience) as held:
        there = _look(store, edition, accept_older)
        found = there.lacks(edition)
        if not there.holds(edition):
            _Work(Output(output), edition, store, held, watching).do(found, there)
        return _counted(edition, found)


def _built(state: Path) -> Edition:
    _await_build(state / BUILD_LOCK)
    edition = read_edition(state)
    if not edition.complete:
        raise EditionError(f"{state}: no build has run to its end yet; run feeds build first")
    for path in edition.feeds:
        if path.startswith(f"/{OWN}"):
            raise EditionError(f"{path}: cannot be published; /{OWN} is the store's own folder")
    return edition


def _await_build(lock: Path) -> None:
    """Wait as long as another build would; nobody builds where nothing can be written."""
    if os.access(lock, os.W_OK):
        take_lock(lock, time.sleep).close()


def _look(store: Store, edition: Edition, accept_older: bool) -> There:
    there = There(store)
    if not accept_older:
        there.require_no_newer(edition)
    return there


def _dry(edition: Edition, found: Changes, watching: Watching) -> Published:
    for key in found.bodies:
        watching(Step.UPLOAD, key)
    for key in found.gone:
        watching(Step.REMOVE, key)
    return _counted(edition, found)


def _counted(edition: Edition, found: Changes) -> Published:
    size = sum(body.size for body in found.bodies.values())
    return Published(len(edition.feeds), len(found.bodies), size, len(found.gone))


class _Work:
    def __init__(
        self, output: Output, edition: Edition, store: Store, held: Lease, watching: Watching
    ) -> None:
        self._output = output
        self._edition = edition
        self._store = store
        self._held = held
        self._watching = watching

    def do(self, found: Changes, there: There) -> None:
        """Do all of it; what another publisher may have left half done is noted until the end."""
        touched = {*found.keys, *there.unsure}
        self._held.require()
        if touched != there.unsure:
            note_unfinished(self._store, touched)
        for key in there.unsure:
            self._store.remove_parts(key)
        self._each(lambda key: self._upload(key, found.coded[key]), found.coded)
        self._each(lambda key: self._upload(key, found.plain[key]), found.plain)
        self._held.require()
        self._name(there.found)
        self._each(self._remove, found.gone)
        self._held.require()
        if touched:
            note_finished(self._store)

    def _each(self, work: Callable[[str], None], keys: Iterable[str]) -> None:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            try:
                for _ in pool.map(work, keys):
                    pass
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise

    def _upload(self, key: str, body: Body) -> None:
        content = self._content(body)
        self._held.require()
        self._store.put(key, content, body.attributes)
        self._watching(Step.UPLOAD, key)

    def _remove(self, key: str) -> None:
        self._held.require()
        self._store.delete(key)
        self._watching(Step.REMOVE, key)

    def _content(self, body: Body) -> bytes:
        file = self._output.locate(body.path)
        name = coded_name(file, body.coding) if body.coding else file
        try:
            with open(name, "rb") as stream:
                content = stream.read()
        except FileNotFoundError:
            content = b""
        if content_digest(content) != body.digest:
            wrong = "is not as it was built; let the build end, or build with --force"
            raise EditionError(f"{body.path}: {wrong}, and publish again")
        return content

    def _name(self, before: Found | None) -> None:
        """Put the manifest in the place of the one that was read, and of no other."""
        content = manifest_of(self._edition)
        if self._store.directory:
            self._store.put(MANIFEST, content)
        elif before is None:
            self._require(self._store.create(MANIFEST, content, _MANIFEST_SAYS))
        else:
            self._require(self._store.replace(MANIFEST, content, before.tag, _MANIFEST_SAYS))

    def _require(self, tag: Tag | None) -> None:
        if tag is None:
            raise StoreError(f"{self._store.url}: another publisher was at work; publish again")
