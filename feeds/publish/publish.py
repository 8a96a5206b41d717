"""Upload what changed, in an order that is safe for feed readers.

First come the coded forms, then the feeds and pages, the manifest, and last the removals. Each
step waits for the one before, and all are done under a lease. If publishing is interrupted
anywhere, the next run completes it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from feeds.edition import BUILD_LOCK, Edition, OutputDirectory, coded_name, read_edition, take_lock
from feeds.errors import EditionError, StoreError
from feeds.http import content_digest
from feeds.publish.changes import FeedObject, StoreChanges, StoreContents
from feeds.publish.lease import EXPIRY, PATIENCE, Lease, lease
from feeds.publish.manifest import MANIFEST, OWN, manifest_of, note_finished, note_unfinished
from feeds.publish.objects import Attributes, Store, StoredObject, Tag

_AT_ONCE = 16
"""Requests at one time, with one body each in memory."""

_MANIFEST_SAYS = Attributes("application/gzip", "no-cache")


class Step(StrEnum):
    """What is done with an object."""

    UPLOAD = "upload"
    REMOVE = "remove"


StepCallback = Callable[[Step, str], None]
"""Called after every change, from several threads; in a dry run, for every change to make."""


class PublishReport(Struct, frozen=True):
    """What publishing did, or would do in a dry run."""

    documents: int
    """Those of feeds, in the edition."""
    uploaded: int
    """Objects, coded forms included."""
    size: int
    """Their bytes."""
    removed: int


class PublishOptions(Struct, frozen=True):
    """How to publish."""

    dry_run: bool = False
    """Report every change, and make none."""
    accept_older: bool = False
    """Replace feeds of a newer revision."""
    removals: float = 0.5
    """The share of the feed files in the store that may be removed; 1 allows all."""
    expiry: float = EXPIRY
    """Seconds without a renewal after which another publisher is taken for dead."""
    patience: float = PATIENCE
    """Seconds to wait for another publisher."""


_DEFAULTS = PublishOptions()


def publish(
    output: Path,
    state: Path,
    store: Store,
    on_step: StepCallback,
    tell: Callable[[str], None],
    options: PublishOptions = _DEFAULTS,
) -> PublishReport:
    """Make the store hold the edition in these directories; nothing is built.

    ``tell`` is called with notes for the user. Raises :class:`~feeds.errors.EditionError` if
    there is no edition, if a build does not end within ten seconds, or if files were changed
    after the build; :class:`~feeds.errors.StoreError` if the store cannot be used, if it holds
    a newer revision of this edition, if it would lose most of its feeds, or if the lease was
    lost.
    """
    edition = _built(state)
    there = _look(store, edition, options)
    if options.dry_run or there.holds(edition):
        return _dry_run(edition, there.lacks(edition), on_step)
    with lease(store, tell, options.expiry, options.patience) as held:
        there = _look(store, edition, options)
        found = there.lacks(edition)
        if not there.holds(edition):
            _Publisher(OutputDirectory(output), edition, store, held, on_step).do(found, there)
        return _counted(edition, found)


def _built(state: Path) -> Edition:
    _await_build(state / BUILD_LOCK)
    edition = read_edition(state)
    if not edition.complete:
        raise EditionError(f"{state}: no build has finished yet; run `feeds build` first")
    for path in edition.files:
        if path.startswith(f"/{OWN}"):
            raise EditionError(f"{path}: /{OWN} is the store's own folder; choose another path")
    return edition


def _await_build(lock: Path) -> None:
    """Wait for a running build; there is none in a directory that cannot be written."""
    if os.access(lock, os.W_OK):
        take_lock(lock, time.sleep).close()


def _look(store: Store, edition: Edition, options: PublishOptions) -> StoreContents:
    there = StoreContents(store)
    if not options.accept_older:
        there.require_no_newer(edition)
    there.require_feeds_kept(edition, options.removals)
    return there


def _dry_run(edition: Edition, found: StoreChanges, on_step: StepCallback) -> PublishReport:
    for key in found.written:
        on_step(Step.UPLOAD, key)
    for key in found.gone:
        on_step(Step.REMOVE, key)
    return _counted(edition, found)


def _counted(edition: Edition, found: StoreChanges) -> PublishReport:
    size = sum(body.size for body in found.written.values())
    documents = sum(file.is_feed for file in edition.files.values())
    return PublishReport(documents, len(found.written), size, len(found.gone))


class _Publisher:
    def __init__(
        self,
        output: OutputDirectory,
        edition: Edition,
        store: Store,
        held: Lease,
        on_step: StepCallback,
    ) -> None:
        self._output = output
        self._edition = edition
        self._store = store
        self._held = held
        self._on_step = on_step

    def do(self, found: StoreChanges, there: StoreContents) -> None:
        """Make all changes; until the end, their keys are noted as unfinished."""
        touched = {*found.keys, *there.unsure}
        self._held.require()
        if touched != there.unsure:
            note_unfinished(self._store, touched)
        for key in there.unsure:
            self._store.remove_parts(key)
        self._each(lambda key: self._upload(key, found.coded[key]), found.coded)
        self._each(lambda key: self._upload(key, found.plain[key]), found.plain)
        self._held.require()
        self._write_manifest(there.found)
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

    def _upload(self, key: str, body: FeedObject) -> None:
        content = self._content(body)
        self._held.require()
        self._store.put(key, content, body.attributes)
        self._on_step(Step.UPLOAD, key)

    def _remove(self, key: str) -> None:
        self._held.require()
        self._store.delete(key)
        self._on_step(Step.REMOVE, key)

    def _content(self, body: FeedObject) -> bytes:
        file = self._output.locate(body.path)
        name = coded_name(file, body.coding) if body.coding else file
        try:
            with open(name, "rb") as stream:
                content = stream.read()
        except FileNotFoundError:
            content = b""
        if content_digest(content) != body.digest:
            remedy = "run `feeds build --force`, then publish again"
            raise EditionError(f"{body.path}: the file changed after the build; {remedy}")
        return content

    def _write_manifest(self, before: StoredObject | None) -> None:
        """Replace the manifest that was read, and no other."""
        content = manifest_of(self._edition)
        if self._store.directory:
            self._store.put(MANIFEST, content)
        elif before is None:
            self._require(self._store.create(MANIFEST, content, _MANIFEST_SAYS))
        else:
            self._require(self._store.replace(MANIFEST, content, before.tag, _MANIFEST_SAYS))

    def _require(self, tag: Tag | None) -> None:
        if tag is None:
            raise StoreError(
                f"{self._store.url}: another publisher changed the store; publish again"
            )
