"""Read: store changed posts in the index."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping

import msgspec

from feeds.catalogue.catalogue import Catalogue
from feeds.catalogue.rows import FileRow, PostRow, post_row
from feeds.config.values import size_text
from feeds.errors import Fault
from feeds.generators import LeftOut
from feeds.generators.base import Reading
from feeds.guard import IDS_FILE
from feeds.pipeline.attachments import local_files
from feeds.pipeline.entries import oversize
from feeds.pipeline.project import Project
from feeds.pipeline.scan import Scan
from feeds.pipeline.tasks import Progress, Task, tracked, unchanged
from feeds.pipeline.workers import Workers
from feeds.source import TooLarge, version

_COST = 0.004
"""Seconds that one new post takes, with the rendering that follows in most builds."""
_KEPT = 24_000_000
"""Characters of posts that are kept from reading to rendering, in all."""
_USUAL = 3_000
"""Characters of a usual post."""


class ReadResult(msgspec.Struct, frozen=True):
    """What came of reading the tree."""

    files: int
    unchanged: int
    faults: tuple[Fault, ...]
    """Of places that cannot be read at all; faults in files are in the catalogue."""
    readings: Mapping[str, Reading]
    """What was read, by path, as far as memory allows: it is rendered without reading it again."""


def read_files(
    catalogue: Catalogue, workers: Workers, scan: Scan, progress: Progress
) -> ReadResult:
    """Read every new or changed file into the catalogue, and drop what is gone."""
    catalogue.forget(scan.removed)
    same, unreadable, kept = 0, list[Fault](), _KeptReadings()
    # Most names begin with dates: the last are the newest, which feeds show.
    first_kept = len(scan.suspect) - _KEPT // _USUAL
    known = catalogue.seen.version if catalogue.seen.files() else dict[str, str]().get
    asked = (
        _Suspect(file.path, known(file.path), number >= first_kept)
        for number, file in enumerate(scan.suspect)
    )
    read = workers.stream(Task(_load, _read, unchanged, _COST), asked, len(scan.suspect))
    files = zip(scan.suspect, read, strict=True)

    def changed() -> Iterator[FileRow]:
        nonlocal same
        for file, one in tracked(progress, "reading posts", files, len(scan.suspect)):
            if one is None:
                same += 1
                catalogue.seen.touch(file.path, file.stamp)
            elif not one.version:
                unreadable.extend(one.faults)
                catalogue.forget([file.path])
            else:
                if one.reading and one.post:
                    size = len(one.reading.body) + len(one.post.text)
                    kept.keep(file.path, one.reading, size)
                yield FileRow(
                    file.path, file.stamp, one.version, one.post, one.left_out, one.faults
                )

    catalogue.record(changed())
    progress("planning feeds", 0, 0)
    catalogue.seen.note_revision(None if unreadable else scan.revision())
    catalogue.seen.note_plain(not (scan.has_links or scan.faults or unreadable))
    found = scan.unchanged + len(scan.suspect)
    return ReadResult(found, scan.unchanged + same, (*scan.faults, *unreadable), kept.readings)


class _KeptReadings:
    """The latest readings, as many as there is room for."""

    def __init__(self) -> None:
        self.readings: dict[str, Reading] = {}
        self._sizes = deque[int]()
        self._room = _KEPT

    def keep(self, path: str, reading: Reading, size: int) -> None:
        """Keep one more, and as few less as must go."""
        self.readings[path] = reading
        self._sizes.append(size)
        self._room -= size
        while self._room < 0:
            del self.readings[next(iter(self.readings))]
            self._room += self._sizes.popleft()


def faults_of(project: Project, posts: Catalogue, result: ReadResult) -> tuple[Fault, ...]:
    """Return everything that somebody can fix, sorted by place."""
    nothing = "this folder contains no posts; name the folder that contains them"
    empty = () if result.files else (Fault(".", 0, nothing),)
    own = project.generator.settings.faults
    return tuple(
        sorted({*own, *empty, *result.faults, *posts.faults(), *_unused_ids(project, posts)})
    )


def skipped_files(project: Project, posts: Catalogue) -> Iterator[str]:
    """Yield one line that counts the files that cannot be posts, if there are any."""
    skipped = sorted(posts.seen.skipped(), key=str.encode)
    if not skipped:
        return
    wanted = [project.generator.misnamed(path) for path in skipped]
    kinds = [f"{wanted.count(name)} not named {name}" for name in sorted({*filter(None, wanted)})]
    if None in wanted:
        kinds.append(f"{wanted.count(None)} not a regular file")
    files = "1 file was" if len(skipped) == 1 else f"{len(skipped)} files were"
    yield f"{files} left out: {', '.join(kinds)} (first: {skipped[0]})"


def _unused_ids(project: Project, posts: Catalogue) -> Iterator[Fault]:
    """Yield ids kept for posts that are missing: a renamed post is about to lose its id."""
    for path, kept in project.ids.items():
        if posts.seen.version(path) is None:
            message = f"the post {path} does not exist; write its new name, or remove this line"
            yield Fault(IDS_FILE, kept.line, message, fatal=False)


class _Suspect(msgspec.Struct, frozen=True):
    path: str
    version: str | None
    """What the file contained last time."""
    is_kept: bool
    """What it contains now is kept, if there is room, until it is rendered."""


class _Content(msgspec.Struct, frozen=True):
    suspect: _Suspect
    version: str
    content: bytes


class _Read(msgspec.Struct, frozen=True):
    """What came of reading one file."""

    version: str
    """Empty if the file cannot be read; then ``faults`` say why."""
    post: PostRow | None = None
    left_out: str | None = None
    faults: tuple[Fault, ...] = ()
    reading: Reading | None = None
    """To be kept until the post is rendered."""


def _load(project: Project, suspect: _Suspect) -> _Content | _Read | None:
    """Return a file's content, its fault if it cannot be read, or None if it did not change."""
    path = suspect.path
    try:
        content = project.content(path)
    except TooLarge as error:
        return _oversized(project, suspect, error.size)
    except OSError as error:
        reason = (error.strerror or "unknown error").lower()
        return _Read(
            "", faults=(Fault(path, 0, f"the file cannot be read ({reason}); make it readable"),)
        )
    found = version(content)
    return None if found == suspect.version else _Content(suspect, found, content)


def _oversized(project: Project, suspect: _Suspect, size: int) -> _Read | None:
    """Return the fault of a file that is too large. It is not read, so its size is its version."""
    found = f"oversized:{size}"
    if found == suspect.version:
        return None
    fault = Fault(suspect.path, 0, too_large(project, size))
    return _Read(found, None, LeftOut.FAULT, (fault,))


def too_large(project: Project, size: int) -> str:
    """Return the message for a post's file of this many bytes."""
    most = size_text(project.config.max_post_size)
    problem = f"the file is {size_text(size)}, but max_post_size is {most}"
    return f"{problem}; split the post, or raise max_post_size"


def _read(project: Project, loaded: _Content | _Read | None) -> _Read | None:
    """Read a file's content as a post."""
    if not isinstance(loaded, _Content):
        return loaded
    path = loaded.suspect.path
    outcome = project.read(path, loaded.content)
    reading, faults = outcome.reading, outcome.faults
    if reading is None:
        return _Read(loaded.version, None, outcome.left_out, faults)
    if not reading.post.template and (message := oversize(project, reading)):
        faults = (*faults, Fault(path, 0, message, fatal=False))
    row = post_row(reading.post, local_files(project, reading.post))
    kept = reading if loaded.suspect.is_kept else None
    return _Read(loaded.version, row, outcome.left_out, faults, kept)
