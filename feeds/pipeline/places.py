"""Where in a tree posts may lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from feeds.pipeline.project import Project
from feeds.source import Committed, Unknowable, is_plain, is_special


class Places:
    """Where posts may lie in the tree."""

    def __init__(self, project: Project) -> None:
        self.tree = project.tree
        self.is_post = project.generator.is_post
        self.misnamed = project.generator.misnamed
        self.skipped: set[str] = set()
        """Files that would be posts if their names or kinds were others."""
        # Posts are never looked for in what was built from them.
        top = project.tree.resolve()
        ours = {place.resolve() for place in (project.output, project.state)}
        own = {place.relative_to(top).as_posix() for place in ours if place.is_relative_to(top)}
        self.descends = cache(
            lambda folder: folder not in own and project.generator.descends(folder)
        )
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

    def skip(self, path: str) -> None:
        """Note a file that is not read if it was probably meant to be a post."""
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

    def versions(self, entries: Iterable[Committed]) -> Iterator[tuple[str, str]]:
        """Yield the path and version of every file that may be a post.

        Raises :class:`~feeds.source.Unknowable` where a link or another repository may
        lead to posts, or a name is no UTF-8.
        """
        for entry in entries:
            if not entry.is_file and self.reaches(entry.path):
                raise Unknowable
            if entry.is_file and self.wanted(entry.path):
                require_unicode(entry.path)
                yield entry.path, entry.version
            elif entry.is_file:
                self.skip(entry.path)


def require_unicode(path: str) -> None:
    """Raise :class:`~feeds.source.Unknowable` for a name that is no UTF-8."""
    try:
        path.encode()
    except UnicodeEncodeError as error:
        raise Unknowable from error
