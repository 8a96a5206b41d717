"""What a git tree lists beside what was read, line by line: neither need be held in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from feeds.source.git import Committed, name_of


def differing(held: Iterable[bytes], listed: Iterable[bytes]) -> Iterator[Committed]:
    """Yield what is committed where something else is held, or nothing, or the other way round.

    Both are lines as :meth:`GitTree.listed` yields them: not all must be held in memory.
    """
    ours, theirs = iter(held), iter(listed)
    old, new = next(ours, b""), next(theirs, b"")
    while old or new:
        if old == new:
            old, new = next(ours, b""), next(theirs, b"")
        elif not new or (old and _path(old) < _path(new)):
            yield Committed(name_of(_path(old)), "", is_file=True)
            old = next(ours, b"")
        else:
            if old and _path(old) == _path(new):
                old = next(ours, b"")
            yield _of_line(new)
            new = next(theirs, b"")


def _path(line: bytes) -> bytes:
    return line[line.index(b"\t") + 1 :]


def _of_line(line: bytes) -> Committed:
    about, path = line.split(b"\t", 1)
    *words, version = about.split()
    return Committed(name_of(path), version.decode(), is_file=not words)
