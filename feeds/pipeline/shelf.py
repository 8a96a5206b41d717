"""Rendered entries, laid down until the feeds that show them are made.

They lie in files of the state directory, one for each process that renders: what passes
between processes is where they lie.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar
from zlib import crc32

from feeds.catalogue.checksums import remove
from feeds.edition import writing
from feeds.errors import EditionError
from feeds.model import Format
from feeds.pipeline.project import Project

SHELF = "entries"
"""In the state directory, while a build is under way."""

Fragments = Mapping[Format, bytes]
"""One entry in each format."""


class Place(NamedTuple):
    """Where the fragments of an entry lie."""

    file: str
    start: int
    sizes: tuple[int, ...]
    """Bytes in each format of the configuration, in its order."""
    check: int
    """The CRC-32 of all of them: somebody may clear the state directory meanwhile."""


Held = TypeVar("Held", Fragments, Place)


class Rendered(NamedTuple, Generic[Held]):
    """An entry, and what a feed must know of it."""

    id: str
    published: datetime
    updated: datetime
    held: Held
    """Its fragments, or where they lie."""


@contextmanager
def shelf(project: Project) -> Iterator[None]:
    """Have an empty shelf for the length of a block.

    Raises :class:`~feeds.errors.EditionError` where there can be none.
    """
    place = project.state / SHELF
    with writing(place):
        remove(place)
        place.mkdir()
    try:
        yield
    finally:
        shutil.rmtree(place, ignore_errors=True)


def lay(project: Project, entry: Rendered[Fragments] | None) -> Rendered[Place] | None:
    """Lay an entry down; None, for a post that has none, stays None.

    Raises :class:`~feeds.errors.EditionError` where it cannot be written.
    """
    if entry is None:
        return None
    name = str(os.getpid())
    parts = [entry.held[format] for format in project.config.feeds.formats]
    whole = b"".join(parts)
    with writing(project.state), open(project.state / SHELF / name, "ab") as file:
        start = file.tell()
        file.write(whole)
    place = Place(name, start, tuple(map(len, parts)), crc32(whole))
    return Rendered(entry.id, entry.published, entry.updated, place)


def take(project: Project, entry: Rendered[Place]) -> Rendered[Fragments]:
    """Return an entry that was laid down.

    Raises :class:`~feeds.errors.EditionError` where it lies there no more.
    """
    whole = _read(project.state / SHELF / entry.held.file, entry.held)
    cuts = pairwise(accumulate(entry.held.sizes, initial=0))
    parts = (whole[start:end] for start, end in cuts)
    fragments = dict(zip(project.config.feeds.formats, parts, strict=True))
    return Rendered(entry.id, entry.published, entry.updated, fragments)


def _read(file: Path, place: Place) -> bytes:
    with writing(file), open(file, "rb", buffering=0) as opened:
        whole = os.pread(opened.fileno(), sum(place.sizes), place.start)
    if crc32(whole) != place.check:
        raise EditionError(f"{file}: was changed during the build; build again")
    return whole
