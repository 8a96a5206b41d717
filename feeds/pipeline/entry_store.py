"""Store rendered entries in files until their feeds are rendered.

They are stored in files of the state directory, one for each process that renders. Only the
places in these files pass between processes.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from itertools import accumulate, pairwise
from typing import Generic, TypeVar
from zlib import crc32

import msgspec

from feeds.catalogue.database import remove
from feeds.edition import writing
from feeds.errors import EditionError
from feeds.model import FileType, Format
from feeds.pipeline.project import Project

ENTRIES = "entries"
"""The directory of rendered entries, in the state directory while a build is under way."""

LARGEST_CONTENT = 10_000_000
"""Bytes in one text node: libxml2 refuses more (XML_MAX_TEXT_LENGTH in parserInternals.h)."""

Fragments = Mapping[Format | FileType, bytes]
"""One entry in each format, and as pages show it."""


class StoredAt(msgspec.Struct, frozen=True):
    """Where an entry's fragments are stored."""

    file: str
    start: int
    sizes: tuple[int, ...]
    """Bytes of each fragment, in the order of :attr:`Project.fragments`."""
    check: int
    """The CRC-32 of all of them: somebody may clear the state directory during the build."""


Held = TypeVar("Held", Fragments, StoredAt)


class RenderedEntry(msgspec.Struct, Generic[Held], frozen=True):
    """An entry, and what a feed must know about it."""

    id: str
    published: datetime
    updated: datetime
    fragments: Held
    """Its fragments, or where they are stored."""


@contextmanager
def entry_files(project: Project) -> Iterator[None]:
    """Provide an empty directory for rendered entries while a block runs.

    Raises :class:`~feeds.errors.EditionError` if it cannot be made.
    """
    place = project.state / ENTRIES
    with writing(place):
        remove(place)
        place.mkdir()
    try:
        yield
    finally:
        shutil.rmtree(place, ignore_errors=True)


def store(
    project: Project, entry: RenderedEntry[Fragments] | None
) -> RenderedEntry[StoredAt] | None:
    """Store an entry and return where it is; None stays None.

    Raises :class:`~feeds.errors.EditionError` if it cannot be written.
    """
    if entry is None:
        return None
    name = str(os.getpid())
    parts = [entry.fragments[one] for one in project.fragments]
    whole = b"".join(parts)
    with writing(project.state), open(project.state / ENTRIES / name, "ab") as file:
        start = file.tell()
        file.write(whole)
    place = StoredAt(name, start, tuple(map(len, parts)), crc32(whole))
    return RenderedEntry(entry.id, entry.published, entry.updated, place)


def fetch(project: Project, entry: RenderedEntry[StoredAt]) -> RenderedEntry[Fragments]:
    """Return an entry that was stored.

    Raises :class:`~feeds.errors.EditionError` if it is gone or was changed.
    """
    place = entry.fragments
    file = project.state / ENTRIES / place.file
    with writing(file), open(file, "rb", buffering=0) as opened:
        whole = os.pread(opened.fileno(), sum(place.sizes), place.start)
    if crc32(whole) != place.check:
        raise EditionError(f"{file}: the file was changed during the build; build again")
    parts = (whole[start:end] for start, end in pairwise(accumulate(place.sizes, initial=0)))
    fragments = dict(zip(project.fragments, parts, strict=True))
    return RenderedEntry(entry.id, entry.published, entry.updated, fragments)
