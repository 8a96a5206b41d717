"""Which files must be read: as git tells it where it can, else by a look at every one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from types import TracebackType
from typing import Self
from unicodedata import is_normalized

from feeds.catalogue.catalogue import Catalogue
from feeds.errors import Fault
from feeds.pipeline.look import Look
from feeds.pipeline.places import Places, require_unicode
from feeds.pipeline.project import Project
from feeds.pipeline.told import told
from feeds.source import (
    GitTree,
    Revision,
    SourceFile,
    Unknowable,
    begun,
    below,
    compare,
    differing,
    each_file,
    is_plain,
)


class Looker:
    """Looks at the tree of a project, for the length of a block."""

    def __init__(
        self,
        project: Project,
        committed: bool = False,
        told: Collection[str] | None = None,
        git: GitTree | None = None,
    ) -> None:
        """With ``committed`` git work trees are taken for what is committed.

        ``told`` is given where somebody watched: no other paths changed since the last build.
        ``git`` may have begun to look at the tree before.
        """
        self._places = Places(project)
        self._committed = committed
        self._told = told
        self._git = git
        self._is_open = False

    def __enter__(self) -> Self:
        if self._told is None:
            self._open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._git:
            self._git.close()

    def _open(self) -> None:
        self._is_open = True
        self._git = self._git or begun(self._places.tree, self._committed)

    def look(
        self, catalogue: Catalogue, present_ns: int, meanwhile: Callable[[], None] | None = None
    ) -> Look:
        """Compare the tree with what is catalogued; ``present_ns`` is since the epoch.

        Where git takes its time to say what was committed since, ``meanwhile`` is done first.
        """
        with suppress(Unknowable):
            if self._told is not None:
                return told(self._places, catalogue.seen, self._told)
        if not self._is_open:
            self._open()
        before = catalogue.seen.revision()
        with suppress(Unknowable):
            if self._git and before:
                if meanwhile and self._git.is_comparing():
                    meanwhile()
                return _Asked(self._places, catalogue, self._git).look(before, self._committed)
        return _walked(self._places, catalogue, self._git, present_ns)

    def look_at_committed(self, catalogue: Catalogue) -> Look | None:
        """Compare what is committed alone, where git still looks for what is not.

        None where nothing is told sooner than by :meth:`look`, which then tells the rest.
        """
        before = catalogue.seen.revision()
        git = self._git
        if git is None or before is None or before.tree == git.id or not git.is_looking():
            return None
        with suppress(Unknowable):
            return _Asked(self._places, catalogue, git).look(before, committed=True)
        return None


def _walked(places: Places, catalogue: Catalogue, git: GitTree | None, present_ns: int) -> Look:
    links: list[str] = []
    faults: list[Fault] = []
    wanted = places.descends, places.is_post
    files = each_file(places.tree, *wanted, present_ns, links.append, faults.append, places.skip)
    changes = compare(files, catalogue.seen.stamps())
    catalogue.seen.note_skipped(places.still_skipped(()))

    def settle(sound: bool) -> Revision | None:
        if git is None or faults or not sound:
            return None
        seen = catalogue.seen
        if not all(is_normalized("NFC", line.decode()) for line in seen.listed()):
            return None  # git may call such a file by another name (core.precomposeUnicode)
        with suppress(Unknowable):
            astray = places.versions(differing(seen.listed(), git.listed()))
            return Revision(git.id, frozenset(path for path, _ in astray))
        return None

    found = changes.suspect, changes.removed, changes.unchanged
    return Look(*found, sorted(faults), settle, has_links=bool(links))


class _Asked:
    """A look by way of git."""

    def __init__(self, places: Places, catalogue: Catalogue, git: GitTree) -> None:
        self._places = places
        self._seen = catalogue.seen
        self._git = git
        self._is_open = False

    def look(self, before: Revision, committed: bool) -> Look:
        """Raises :class:`~feeds.source.Unknowable` where a link or another repository is met."""
        changed = self._changed(before)
        astray = () if committed else self._astray()
        paths = sorted({*changed, *before.astray, *astray, *self._left_out()}, key=str.encode)
        there = {path: is_plain(self._places.tree, path) for path in paths}
        if False in there.values():
            raise Unknowable
        suspect = [SourceFile(path, "") for path in paths if there[path]]
        gone = [path for path in paths if not there[path] and self._seen.version(path)]
        rest = self._git.versions(path for path in paths if path not in changed)
        self._seen.note_skipped(self._places.still_skipped(self._seen.skipped()))

        def settle(sound: bool) -> Revision | None:
            committed = changed | rest
            still = {path for path in paths if (self._seen.version(path) or "") != committed[path]}
            return Revision(self._git.id, frozenset(still)) if sound else None

        known = sum(self._seen.version(file.path) is not None for file in suspect)
        return Look(suspect, gone, self._seen.files() - known - len(gone), (), settle)

    def _changed(self, before: Revision) -> dict[str, str]:
        if before.tree == self._git.id:
            return {}
        try:
            return dict(self._places.versions(self._git.changed(before.tree)))
        except Unknowable:
            # The tree before may not be here, as in a shallow clone: compare what both hold.
            now = differing(self._seen.listed(), self._git.listed())
            return dict(self._places.versions(now))

    def _left_out(self) -> Iterator[str]:
        for path in filter(self._places.wanted, self._git.left_out()):
            require_unicode(path)
            yield path

    def _astray(self) -> Iterator[str]:
        """Yield what may be posts and is not as committed, also in untracked folders."""
        places = self._places
        for path in filter(places.reaches, self._git.astray()):
            if path.endswith("/"):
                yield from self._below(path[:-1])
            elif places.is_post(path):
                require_unicode(path)
                yield path
            elif is_plain(places.tree, path) is False:
                raise Unknowable
            else:
                places.skip(path)

    def _below(self, folder: str) -> Iterator[str]:
        require_unicode(folder)
        places, links = self._places, list[str]()
        wanted = places.descends, places.is_post
        files, faults = below(places.tree, folder, *wanted, links.append, places.skip)
        if faults or links:
            raise Unknowable
        yield from (file.path for file in files)
