"""Bringing the catalogue up to date with the tree: only what changed is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from feeds.builder.project import Project
from feeds.catalogue import Catalogue
from feeds.errors import Fault
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
    project: Project, catalogue: Catalogue, present: float, progress: Progress
) -> ReadingReport:
    """Read every file that is new or changed into the catalogue, and drop what is gone.

    ``present`` is the file system's, in seconds since the epoch, whatever the publication
    instant is.
    """
    is_post = project.dialect.is_post
    files, faults = walk(project.tree, _descends(project), is_post, int(present * 1e9))
    changes = compare(files, catalogue.stamps())
    for path in changes.removed:
        catalogue.forget(path)
    same = 0
    for done, file in enumerate(changes.suspect, 1):
        same += not _read(project, catalogue, file, faults)
        progress("reading posts", done, len(changes.suspect))
    return ReadingReport(len(files), changes.unchanged + same, tuple(faults))


def _descends(project: Project) -> Callable[[str], bool]:
    """Return what the dialect says, but never look for posts in what was built from them."""
    tree = project.tree.resolve()
    ours = {place.resolve() for place in (project.output, project.state)}
    own = {place.relative_to(tree).as_posix() for place in ours if place.is_relative_to(tree)}
    return lambda directory: directory not in own and project.dialect.descends(directory)


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
    outcome = project.read(file.path, content)
    post = outcome.reading.post if outcome.reading else None
    catalogue.record(file.path, file.stamp, found, post, outcome.left_out, outcome.faults)
    return True
