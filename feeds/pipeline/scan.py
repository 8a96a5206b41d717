"""Scan: find changed files by git, by a watcher, or by a walk."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from unicodedata import is_normalized

import msgspec

from feeds.catalogue.seen_files import SeenFiles
from feeds.config import IgnoreRules
from feeds.errors import Fault
from feeds.pipeline.project import Project
from feeds.pipeline.tasks import Progress
from feeds.source import (
    GitTree,
    Revision,
    SourceFile,
    Spool,
    TreeEntry,
    TreeWalk,
    WalkNeeded,
    compare_stamps,
    differences,
    git_tree,
    is_plain,
    is_special,
)

_STAGE = "finding changes"
_STEP = 500
"""Files after which the number found is reported."""
_MOST_CHANGED = 1000
"""Paths from a watcher that are looked at one by one; for more, git or a walk is faster."""


class Scan(msgspec.Struct, frozen=True):
    """What a scan found."""

    suspect: Sequence[SourceFile] | Spool
    """Files to read: new, or perhaps changed."""
    removed: Sequence[str]
    unchanged: int
    faults: Sequence[Fault]
    """Places that cannot be read at all."""
    revision: Callable[[], Revision | None]
    """Gives what to compare with next time, once all suspect files have been read."""
    has_links: bool = False
    """Some posts are reached through a link: if they change, a watcher reports another path."""


def scan_tree(
    project: Project,
    seen: SeenFiles,
    now_ns: int,
    progress: Progress,
    committed: bool = False,
    changed: Collection[str] | None = None,
) -> Scan:
    """Compare the tree with the files that were read last time.

    ``now_ns`` is the present, in nanoseconds since the epoch. With ``committed``, uncommitted
    changes in a git work tree are ignored. ``changed`` are all paths that changed since the last
    build, if somebody watched the tree.
    """
    progress(_STAGE, 0, 0)
    places = _Places(project)
    if changed is not None:
        with suppress(WalkNeeded):
            return _by_paths(places, seen, changed)
    git = git_tree(places.tree)
    before = seen.revision()
    if git and before:
        with suppress(WalkNeeded):
            return _GitScan(places, seen, git).result(before, committed)
    return _by_walk(places, seen, git, now_ns, progress)


def ignored_files(project: Project) -> list[str]:
    """Return the files that would be posts without the key ``ignore``, sorted.

    It walks through the whole tree, also through ignored folders.
    """
    if not project.config.ignore:
        return []
    rules = IgnoreRules(project.config.ignore)
    own, generator = project.own_folders, project.generator
    walk = TreeWalk(
        project.tree,
        lambda folder: folder not in own and generator.descends(folder),
        lambda path: generator.is_post(path) and rules.ignores(path),
    )
    return sorted(file.path for file in walk.files())


class _Places:
    """Where posts may be in the tree."""

    def __init__(self, project: Project) -> None:
        self.tree = project.tree
        self._generator = project.generator
        self._ignored = IgnoreRules(project.config.ignore)
        self.skipped: set[str] = set()
        """Files that would be posts under another name, or if they were regular files."""
        own = project.own_folders
        descends = project.generator.descends
        ignores = self._ignored.ignores_folder
        self.descends = cache(
            lambda folder: folder not in own and descends(folder) and not ignores(folder)
        )
        self._reached = {"": True}

    def is_post(self, path: str) -> bool:
        """Return whether a file may be a post by its own name."""
        return self._generator.is_post(path) and not self._ignored.ignores_file(path)

    def misnamed(self, path: str) -> str | None:
        """Return the required form of a misnamed post's file name; None for all other files."""
        wanted = self._generator.misnamed(path)
        return None if wanted and self._ignored.ignores_file(path) else wanted

    def reaches(self, path: str) -> bool:
        """Return whether a walk would enter the folder that contains this path."""
        folder = path.rpartition("/")[0]
        if folder not in self._reached:
            self._reached[folder] = self.reaches(folder) and self.descends(folder)
        return self._reached[folder]

    def wanted(self, path: str) -> bool:
        """Return whether a file at this path may be a post."""
        return self.is_post(path) and self.reaches(path)

    def skip(self, path: str) -> None:
        """Note a file that is not read, if it was probably meant to be a post."""
        if self.is_post(path) or self.misnamed(path):
            self.skipped.add(path)

    def still_skipped(self, before: Iterable[str]) -> set[str]:
        """Return the files that were skipped now or ``before`` and still would be."""
        return {path for path in self.skipped.union(before) if self._is_skipped(path)}

    def _is_skipped(self, path: str) -> bool:
        if not self.reaches(path):
            return False
        if self.misnamed(path):
            return is_plain(self.tree, path) is True
        return self.is_post(path) and is_special(self.tree, path)

    def versions(self, entries: Iterable[TreeEntry]) -> Iterator[tuple[str, str]]:
        """Yield the path and version of every file that may be a post.

        Raises :class:`~feeds.source.WalkNeeded` if a link or another repository may lead to
        posts, or a name is not UTF-8.
        """
        for entry in entries:
            if not entry.is_file and self.reaches(entry.path):
                raise WalkNeeded
            if entry.is_file and self.wanted(entry.path):
                _require_unicode(entry.path)
                yield entry.path, entry.version
            elif entry.is_file:
                self.skip(entry.path)


def _by_paths(places: _Places, seen: SeenFiles, paths: Collection[str]) -> Scan:
    """Look only at these paths.

    Raises :class:`~feeds.source.WalkNeeded` if that is not enough: the tree was not scanned
    before, something in it could not be read or is reached through a link, or the paths are
    many, or folders or links.
    """
    before = seen.revision()
    posts = [path for path in sorted(paths) if places.wanted(path)]
    uncommitted = frozenset(posts) | (before.uncommitted if before else frozenset())
    if len(uncommitted) > _MOST_CHANGED or not seen.is_plain():
        raise WalkNeeded
    if any(_may_hold_posts(places, seen, path) for path in paths):
        raise WalkNeeded
    there = {path: is_plain(places.tree, path) for path in posts}
    suspect = [SourceFile(path, "") for path in posts if there[path]]
    gone = [path for path in posts if not there[path] and seen.version(path)]
    for path in paths:
        places.skip(path)
    seen.note_skipped(places.still_skipped(seen.skipped()))
    known = sum(seen.version(file.path) is not None for file in suspect)
    # Git is not asked now: until it is, these paths count as uncommitted.
    revision = Revision(before.tree, uncommitted) if before else None
    unchanged = seen.files() - known - len(gone)
    return Scan(suspect, gone, unchanged, (), lambda: revision)


def _may_hold_posts(places: _Places, seen: SeenFiles, path: str) -> bool:
    """Return whether a path is, was or leads to a folder with posts."""
    if not places.reaches(path):
        return False
    if is_plain(places.tree, path) is False:
        return places.descends(path) or places.is_post(path)
    return seen.holds_below(path)


def _by_walk(
    places: _Places, seen: SeenFiles, git: GitTree | None, now_ns: int, progress: Progress
) -> Scan:
    """Look at every file."""
    walk = TreeWalk(places.tree, places.descends, places.is_post, now_ns, places.skip)
    changes = compare_stamps(_counted(walk.files(), progress), seen.stamps())
    seen.note_skipped(places.still_skipped(()))

    def revision() -> Revision | None:
        if git is None or walk.faults:
            return None
        if not all(is_normalized("NFC", line.decode()) for line in seen.listed()):
            return None  # git may call such a file by another name (core.precomposeUnicode)
        with suppress(WalkNeeded):
            uncommitted = places.versions(differences(seen.listed(), git.listed()))
            return Revision(git.id, frozenset(path for path, _ in uncommitted))
        return None

    found = changes.suspect, changes.removed, changes.unchanged
    return Scan(*found, sorted(walk.faults), revision, has_links=bool(walk.links))


def _counted(files: Iterable[SourceFile], progress: Progress) -> Iterator[SourceFile]:
    for found, file in enumerate(files, 1):
        if not found % _STEP:
            progress(_STAGE, found, 0)
        yield file


class _GitScan:
    """Ask git what changed. Its cost follows the change, not the tree."""

    def __init__(self, places: _Places, seen: SeenFiles, git: GitTree) -> None:
        self._places, self._seen, self._git = places, seen, git

    def result(self, before: Revision, committed: bool) -> Scan:
        """Compare with a revision.

        Raises :class:`~feeds.source.WalkNeeded` if there is a link or another repository.
        """
        changed = self._changed(before)
        uncommitted = () if committed else self._uncommitted()
        found = {*changed, *before.uncommitted, *uncommitted, *self._left_out()}
        paths = sorted(found, key=str.encode)
        there = {path: is_plain(self._places.tree, path) for path in paths}
        if False in there.values():
            raise WalkNeeded
        suspect = [SourceFile(path, "") for path in paths if there[path]]
        gone = [path for path in paths if not there[path] and self._seen.version(path)]
        versions = changed | self._git.versions(path for path in paths if path not in changed)
        self._seen.note_skipped(self._places.still_skipped(self._seen.skipped()))

        def revision() -> Revision:
            still = (path for path in paths if (self._seen.version(path) or "") != versions[path])
            return Revision(self._git.id, frozenset(still))

        known = sum(self._seen.version(file.path) is not None for file in suspect)
        return Scan(suspect, gone, self._seen.files() - known - len(gone), (), revision)

    def _changed(self, before: Revision) -> dict[str, str]:
        """Return the versions of the files that another commit changed."""
        if before.tree == self._git.id:
            return {}
        try:
            return dict(self._places.versions(self._git.changed(before.tree)))
        except WalkNeeded:
            # A shallow clone may lack the previous tree: compare both listings.
            now = differences(self._seen.listed(), self._git.listed())
            return dict(self._places.versions(now))

    def _left_out(self) -> Iterator[str]:
        for path in filter(self._places.wanted, self._git.left_out()):
            _require_unicode(path)
            yield path

    def _uncommitted(self) -> Iterator[str]:
        """Yield what may be a post and is not as committed, also in untracked folders."""
        places = self._places
        for path in filter(places.reaches, self._git.uncommitted()):
            if path.endswith("/"):
                yield from self._below(path[:-1])
            elif places.is_post(path):
                _require_unicode(path)
                yield path
            elif is_plain(places.tree, path) is False:
                raise WalkNeeded
            else:
                places.skip(path)

    def _below(self, folder: str) -> Iterator[str]:
        _require_unicode(folder)
        places = self._places
        walk = TreeWalk(places.tree, places.descends, places.is_post, skipped=places.skip)
        paths = [file.path for file in walk.files_below(folder)]
        if walk.faults or walk.links:
            raise WalkNeeded
        yield from paths


def _require_unicode(path: str) -> None:
    """Raise :class:`~feeds.source.WalkNeeded` if a name is not UTF-8."""
    try:
        path.encode()
    except UnicodeEncodeError as error:
        raise WalkNeeded from error
