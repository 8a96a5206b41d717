"""Bringing the catalogue up to date with the tree: only what changed is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from feeds.catalogue.catalogue import Catalogue
from feeds.catalogue.facts import Facts, facts_of
from feeds.config.sizes import size_text
from feeds.errors import Fault
from feeds.generators import LeftOut
from feeds.guard import IDS_FILE
from feeds.pipeline.crew import Task, as_it_is
from feeds.pipeline.entries import oversize
from feeds.pipeline.look import Look
from feeds.pipeline.project import Project
from feeds.pipeline.workers import Workers
from feeds.source import SourceFile, TooLarge, version

Progress = Callable[[str, int, int], None]
"""Told the stage, how much of it is done, and how much there is."""


class ReadingReport(NamedTuple):
    """What came of looking at the tree."""

    files: int
    unchanged: int
    faults: tuple[Fault, ...]
    """Of places that could not be read at all; faults in files are in the catalogue."""

    def after(self, first: ReadingReport) -> ReadingReport:
        """Return what both did together: this one found unchanged what was just read."""
        read = first.files - first.unchanged
        return self._replace(unchanged=max(self.unchanged - read, 0))  # some may be gone


def read_tree(
    catalogue: Catalogue,
    workers: Workers,
    found: Look,
    progress: Progress,
) -> ReadingReport:
    """Read every file that was found new or changed into the catalogue, and drop what is gone."""
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


def faults_of(project: Project, posts: Catalogue, reading: ReadingReport) -> tuple[Fault, ...]:
    """Return everything that somebody can mend, in the order of the places."""
    own = project.generator.settings.faults
    empty = (
        () if reading.files else (Fault(".", 0, "no posts here; name the folder that holds them"),)
    )
    read = (*reading.faults, *posts.faults(), *_orphans(project, posts))
    return tuple(sorted({*own, *empty, *read}))


def skipped_files(project: Project, posts: Catalogue) -> Iterator[str]:
    """Yield one line that counts the skipped files, if there are any."""
    skipped = sorted(posts.seen.skipped(), key=str.encode)
    if not skipped:
        return
    wanted = [project.generator.misnamed(path) for path in skipped]
    kinds = [
        *(f"{wanted.count(name)} not named {name}" for name in sorted({*filter(None, wanted)})),
        *([f"{wanted.count(None)} not a regular file"] if None in wanted else []),
    ]
    files = "1 file was" if len(skipped) == 1 else f"{len(skipped)} files were"
    yield f"{files} skipped: {', '.join(kinds)} (first: {skipped[0]})"


def _orphans(project: Project, posts: Catalogue) -> Iterator[Fault]:
    """Name ids kept for posts that are not there: one that was renamed is about to lose its own."""
    for path, kept in project.ids.items():
        if posts.seen.version(path) is None:
            message = f"there is no post {path}; give it its new name, or remove its line"
            yield Fault(IDS_FILE, kept.line, message, fatal=False)


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
        content = project.content(path)
    except TooLarge as error:
        return _oversized(project, suspect, error.size)
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        return _Read("", None, None, (Fault(path, 0, f"{reason}; make it readable"),))
    held = _Held(path, version(content), content)
    return None if held.version == suspect.version else held


def _oversized(project: Project, suspect: _Suspect, size: int) -> _Read | None:
    """Return the fault of a file that is too large; its size is its version, as it is not read."""
    found = f"oversized:{size}"
    if found == suspect.version:
        return None
    most = size_text(project.config.max_post_size)
    remedy = "split it, or raise max_post_size"
    message = f"{size_text(size)}, more than max_post_size ({most}); {remedy}"
    return _Read(found, None, LeftOut.FAULT, (Fault(suspect.path, 0, message),))


def _read(project: Project, held: _Held | _Read | None) -> _Read | None:
    """Read what a file holds as a post."""
    if not isinstance(held, _Held):
        return held
    outcome = project.read(held.path, held.content)
    reading, faults = outcome.reading, outcome.faults
    if reading is None:
        return _Read(held.version, None, outcome.left_out, faults)
    if not reading.post.template and (message := oversize(project, reading)):
        faults = (*faults, Fault(held.path, 0, message, fatal=False))
    return _Read(held.version, facts_of(reading.post), outcome.left_out, faults)


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
