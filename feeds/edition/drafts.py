"""Files that a build has written but not yet published."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path

import msgspec

from feeds.edition.output import PARTS, writing
from feeds.edition.rows import CodedFile, PublishedFile, codings_text, packed
from feeds.model import Coding, Representation

Bodies = Mapping[Coding | None, bytes]
"""The bytes of a file (under None) and of its coded forms."""
Parts = Mapping[Coding | None, bytes]
"""The names of the files that hold these bytes until they are published."""

_NUMBERS = count()
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
"""Never writes through a link. Python's ``open`` makes twice as many system calls."""


class Draft(msgspec.Struct, frozen=True):
    """A file and its coded forms, ready to be published."""

    file: PublishedFile
    """Its row; ``modified`` and ``fingerprint`` are set when it is published."""
    entries: bytes
    """The places of its entries; see :func:`~feeds.edition.rows.packed`."""
    is_full: bool
    """It shows as many entries as it may."""
    parts: Parts
    """Empty in a dry run."""


def draft_of(new: Representation, output: Path | None) -> Draft:
    """Write a representation's files into the output directory; None writes nothing.

    The edition's writer must have begun. Raises :class:`~feeds.errors.EditionError` if they
    cannot be written.
    """
    bodies: dict[Coding | None, bytes] = {None: new.body}
    bodies |= {coding: one.body for coding, one in new.encoded.items()}
    parts = {} if output is None else write_parts(os.fsencode(output), bodies)
    return Draft(_row(new), packed(new.entries), new.is_full, parts)


def write_parts(root: bytes, bodies: Bodies) -> Parts:
    """Write files into an output directory under names that no other process uses.

    Raises :class:`~feeds.errors.EditionError`.
    """
    with writing(os.fsdecode(root)):
        return dict(_written(root, bodies))


def _written(root: bytes, bodies: Bodies) -> Iterator[tuple[Coding | None, bytes]]:
    # A folder for each process: in one folder, processes wait for each other to create files.
    folder = os.path.join(root, PARTS, b"%d" % os.getpid())
    for coding, body in bodies.items():
        part = os.path.join(folder, b"%d" % next(_NUMBERS))
        _write(part, body)
        yield coding, part


def _write(part: bytes, body: bytes) -> None:
    try:
        file = os.open(part, _NEW, 0o666)
    except FileNotFoundError:
        os.mkdir(os.path.dirname(part))
        file = os.open(part, _NEW, 0o666)
    try:
        rest = memoryview(body)
        while rest:
            rest = rest[os.write(file, rest) :]
    finally:
        os.close(file)


def _row(new: Representation) -> PublishedFile:
    coded = {
        coding: CodedFile(encoded.digest, len(encoded.body))
        for coding, encoded in new.encoded.items()
    }
    return PublishedFile(
        path=new.path,
        kind=new.kind,
        format=new.format.value,
        digest=new.digest,
        size=len(new.body),
        codings=codings_text(coded),
        modified=0,
        max_age=new.max_age,
        page=new.page,
        fingerprint="",
    )
