"""Bringing the catalogue up to date with the tree: only what changed is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from feeds.builder.crew import Task, as_it_is
from feeds.builder.looking import Looker
from feeds.builder.project import Project
from feeds.builder.workers import Workers
from feeds.catalogue import Catalogue, Facts, facts_of
from feeds.errors import Fault
from feeds.source import SourceFile, read_bytes, version

Progress = Callable[[str, int, int], None]
"""Told the stage, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class ReadingReport:
    """What came of looking at the tree."""

    files: int
    unchanged: int
    faults: tuple[Fault, ...]
    """Of places that could not be read at all; faults in files are in the catalogue."""


def read_tree(
    catalogue: Catalogue,
    workers: Workers,
    looker: Looker,
    present: float,
    progress: Progress,
) -> ReadingReport:
    """Read every file that is found new or changed into the catalogue, and drop what is gone.

    ``present`` is the file system's, in seconds since the epoch, whatever the publication
    instant is.
    """
    found = looker.look(catalogue, int(present * 1e9))
    for path in found.removed:
        catalogue.forget(path)
    same, unreadable = 0, list[Fault]()
    held = (_Suspect(file.path, catalogue.seen.version(file.path)) for file in found.suspect)
    read = workers.stream(Task(_load, _read, as_it_is), held, len(found.suspect))
    for done, (file, one) in enumerate(zip(found.suspect, read, strict=True), 1):
        same += not _record(catalogue, file, one, unreadable)
        progress("reading posts", done, len(found.suspect))
    catalogue.seen.note_revision(found.settle(not unreadable))
    catalogue.seen.note_plain(not (found.has_links or found.faults or unreadable))
    files = found.unchanged + len(found.suspect)
    return ReadingReport(files, found.unchanged + same, (*found.faults, *unreadable))


class _Suspect(NamedTuple):
    path: str
    version: str | None
    """What it held last time."""


class _Read(NamedTuple):
    """What a file holds."""

    version: str
    """Empty where it cannot be read: ``faults`` tell why."""
    facts: Facts | None
    """Of a post."""
    left_out: str | None
    faults: tuple[Fault, ...]


class _Held(NamedTuple):
    path: str
    version: str
    content: bytes


def _load(project: Project, suspect: _Suspect) -> _Held | _Read | None:
    """Return what a file holds; None where that is what it did, a fault where it is unreadable."""
    path = suspect.path
    try:
        content = read_bytes(project.tree, path)
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        return _Read("", None, None, (Fault(path, 0, f"{reason}; make it readable"),))
    held = _Held(path, version(content), content)
    return None if held.version == suspect.version else held


def _read(project: Project, held: _Held | _Read | None) -> _Read | None:
    """Read what a file holds as a post."""
    if not isinstance(held, _Held):
        return held
    outcome = project.read(held.path, held.content)
    facts = facts_of(outcome.reading.post) if outcome.reading else None
    return _Read(held.version, facts, outcome.left_out, outcome.faults)


def _record(
    catalogue: Catalogue, file: SourceFile, read: _Read | None, unreadable: list[Fault]
) -> bool:
    """Record what a file holds; False where it holds what it did."""
    if read is None:
        catalogue.seen.touch(file.path, file.stamp)
    elif not read.version:
        unreadable += read.faults
        catalogue.forget(file.path)
    else:
        catalogue.record(file.path, file.stamp, *read)
    return read is not None
