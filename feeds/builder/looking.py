"""Which files must be read: as git tells it where it can, else by a look at every one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from unicodedata import is_normalized

from feeds.builder.project import Project
from feeds.catalogue import Catalogue
from feeds.errors import Fault
from feeds.source import (
    Committed,
    GitTree,
    Revision,
    SourceFile,
    Unknowable,
    below,
    compare,
    is_plain,
    walk,
)


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at the tree found."""

    suspect: Sequence[SourceFile]
    """Files to be read."""
    removed: Sequence[str]
    unchanged: int
    faults: Sequence[Fault]
    settle: Callable[[bool], Revision | None]
    """Asked once they are read, with whether all could be: what to compare with next time."""


def look(project: Project, catalogue: Catalogue, present_ns: int, committed: bool) -> Look:
    """Compare the tree with what is catalogued; ``present_ns`` is since the epoch.

    With ``committed`` files that are changed or untracked in a git work tree are taken
    for what is committed.
    """
    places = _Places(project)
    git = None
    with suppress(Unknowable):
        git = GitTree(project.tree)
        before = catalogue.seen.revision()
        if before:
            return _Asked(places, catalogue, git).look(before, committed)
    return _walked(places, catalogue, git, present_ns)


class _Places:
    """Where posts may lie in the tree."""

    def __init__(self, project: Project) -> None:
        self.tree = project.tree
        self.is_post = project.dialect.is_post
        # Posts are never looked for in what was built from them.
        top = project.tree.resolve()
        ours = {place.resolve() for place in (project.output, project.state)}
        own = {place.relative_to(top).as_posix() for place in ours if place.is_relative_to(top)}
        self.descends = cache(lambda folder: folder not in own and project.dialect.descends(folder))
        self._reached = {"": True}

    def reaches(self, path: str) -> bool:
        """Say whether the folder that holds this path is looked into."""
        folder = path.rpartition("/")[0]
        if folder not in self._reached:
            self._reached[folder] = self.reaches(folder) and self.descends(folder)
        return self._reached[folder]

    def wanted(self, path: str) -> bool:
        """Say whether a file at this path may be a post."""
        return self.is_post(path) and self.reaches(path)

    def versions(self, entries: Iterable[Committed]) -> dict[str, str]:
        """Return the version of every file that may be a post.

        Raises :class:`~feeds.source.Unknowable` where a link or another repository may
        lead to posts, or a name is no UTF-8.
        """
        found = {}
        for entry in entries:
            if not entry.is_file and self.reaches(entry.path):
                raise Unknowable
            if entry.is_file and self.wanted(entry.path):
                _require_unicode(entry.path)
                found[entry.path] = entry.version
        return found


def _require_unicode(path: str) -> None:
    try:
        path.encode()
    except UnicodeEncodeError as error:
        raise Unknowable from error


def _walked(places: _Places, catalogue: Catalogue, git: GitTree | None, present_ns: int) -> Look:
    files, faults = walk(places.tree, places.descends, places.is_post, present_ns)
    changes = compare(files, catalogue.seen.stamps())

    def settle(sound: bool) -> Revision | None:
        if git is None or faults or not sound:
            return None
        held = catalogue.seen.versions()
        if not all(is_normalized("NFC", path) for path in held):
            return None  # git may call such a file by another name (core.precomposeUnicode)
        with suppress(Unknowable):
            committed = places.versions(git.listed())
            return Revision(git.id, frozenset(_differing(held, committed)))
        return None

    return Look(changes.suspect, changes.removed, changes.unchanged, faults, settle)


class _Asked:
    """A look by way of git."""

    def __init__(self, places: _Places, catalogue: Catalogue, git: GitTree) -> None:
        self._places = places
        self._seen = catalogue.seen
        self._git = git

    def look(self, before: Revision, committed: bool) -> Look:
        """Raises :class:`~feeds.source.Unknowable` where a link or another repository is met."""
        changed = self._changed(before)
        astray = () if committed else self._astray()
        paths = sorted({*changed, *before.astray, *astray}, key=str.encode)
        there = {path: is_plain(self._places.tree, path) for path in paths}
        if False in there.values():
            raise Unknowable
        suspect = [SourceFile(path, "") for path in paths if there[path]]
        gone = [path for path in paths if not there[path] and self._seen.version(path)]
        rest = self._git.versions(path for path in paths if path not in changed)

        def settle(sound: bool) -> Revision | None:
            held = {path: self._seen.version(path) or "" for path in paths}
            still = _differing(held, changed | rest)
            return Revision(self._git.id, frozenset(still)) if sound else None

        known = sum(self._seen.version(file.path) is not None for file in suspect)
        return Look(suspect, gone, self._seen.files() - known - len(gone), (), settle)

    def _changed(self, before: Revision) -> dict[str, str]:
        if before.tree == self._git.id:
            return {}
        try:
            return self._places.versions([*self._git.changed(before.tree)])
        except Unknowable:
            # The tree before may not be here, as in a shallow clone: compare what both hold.
            now, held = self._places.versions(self._git.listed()), self._seen.versions()
            return {path: now.get(path, "") for path in _differing(held, now)}

    def _astray(self) -> Iterator[str]:
        """Yield what may be posts and is not as committed, also in folders git ignores."""
        places = self._places
        for path in self._git.astray():
            if path.endswith("/"):
                files, faults = below(places.tree, path[:-1], places.descends, places.is_post)
                if faults:
                    raise Unknowable
                yield from (file.path for file in files if places.reaches(file.path))
            elif places.wanted(path):
                _require_unicode(path)
                yield path
            elif places.reaches(path) and is_plain(places.tree, path) is False:
                raise Unknowable


def _differing(held: Mapping[str, str], committed: Mapping[str, str]) -> set[str]:
    """Return the paths of which one says other than the other."""
    return {
        path for path in held.keys() | committed.keys() if held.get(path) != committed.get(path)
    }
