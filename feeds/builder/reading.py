"""Bringing the catalogue up to date with the tree: only what changed is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from feeds.builder.project import Project
from feeds.catalogue import Catalogue
from feeds.errors import Fault
from feeds.posts import read_post
from feeds.source import SourceFile, compare, read_bytes, version, walk

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
    project: Project, catalogue: Catalogue, present_ns: int, progress: Progress
) -> ReadingReport:
    """Read every file that is new or changed into the catalogue, and drop what is gone.

    ``present_ns`` is the file system's present, in nanoseconds since the epoch, whatever the
    publication instant is.
    """
    dialect = project.dialect
    files, faults = walk(project.tree, dialect.descends, dialect.is_post, present_ns)
    changes = compare(files, catalogue.stamps())
    for path in changes.removed:
        catalogue.forget(path)
    same = 0
    for done, file in enumerate(changes.suspect, 1):
        same += not _read(project, catalogue, file, faults)
        progress("reading posts", done, len(changes.suspect))
    return ReadingReport(len(files), changes.unchanged + same, tuple(faults))


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
    if catalogue.version(file.path) == found:
        catalogue.touch(file.path, file.stamp)
        return False
    outcome = read_post(project.dialect, file.path, content, project.site)
    post = outcome.reading.post if outcome.reading else None
    catalogue.record(file.path, file.stamp, found, post, outcome.left_out, outcome.faults)
    return True
