"""Bringing the catalogue up to date with the tree: only what changed is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from feeds.builder.looking import look
from feeds.builder.project import Project
from feeds.catalogue import Catalogue
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
    project: Project,
    catalogue: Catalogue,
    present: float,
    progress: Progress,
    committed: bool = False,
) -> ReadingReport:
    """Read every file that is new or changed into the catalogue, and drop what is gone.

    ``present`` is the file system's, in seconds since the epoch, whatever the publication
    instant is. With ``committed`` nothing but what is committed to git is looked for.
    """
    found = look(project, catalogue, int(present * 1e9), committed)
    for path in found.removed:
        catalogue.forget(path)
    same, unreadable = 0, list[Fault]()
    for done, file in enumerate(found.suspect, 1):
        same += not _read(project, catalogue, file, unreadable)
        progress("reading posts", done, len(found.suspect))
    catalogue.seen.note_revision(found.settle(not unreadable))
    files = found.unchanged + len(found.suspect)
    return ReadingReport(files, found.unchanged + same, (*found.faults, *unreadable))


def _read(project: Project, catalogue: Catalogue, file: SourceFile, faults: list[Fault]) -> bool:
    """Record what a file holds; False where it holds what it did."""
    try:
        content = read_bytes(project.tree, file.path)
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        faults.append(Fault(file.path, 0, f"{reason}; make it readable"))
        catalogue.forget(file.path)
        return True
    found = version(content)
    if catalogue.seen.version(file.path) == found:
        catalogue.seen.touch(file.path, file.stamp)
        return False
    outcome = project.read(file.path, content)
    post = outcome.reading.post if outcome.reading else None
    catalogue.record(file.path, file.stamp, found, post, outcome.left_out, outcome.faults)
    return True
