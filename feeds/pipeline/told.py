"""Which files must be read where somebody watched the tree since it was last looked at."""

from __future__ import annotations

from collections.abc import Collection

from feeds.catalogue.files import SeenFiles
from feeds.pipeline.look import Look
from feeds.pipeline.places import Places
from feeds.source import Revision, SourceFile, Unknowable, is_plain

_MOST = 1000
"""Paths that are looked at one by one; of more git or the tree itself tells sooner."""


def told(places: Places, seen: SeenFiles, paths: Collection[str]) -> Look:
    """Look at these paths alone.

    Raises :class:`~feeds.source.Unknowable` where that does not tell all: the tree was not
    looked at before, something in it could not be read or is reached by a link, or they are
    many, or folders or links.
    """
    before = seen.revision()
    posts = [path for path in sorted(paths) if places.wanted(path)]
    astray = frozenset(posts) | (before.astray if before else frozenset())
    if len(astray) > _MOST or not seen.is_plain():
        raise Unknowable
    if any(_is_folder(places, seen, path) for path in paths):
        raise Unknowable
    there = {path: is_plain(places.tree, path) for path in posts}
    suspect = [SourceFile(path, "") for path in posts if there[path]]
    gone = [path for path in posts if not there[path] and seen.version(path)]
    for path in paths:
        places.skip(path)
    seen.note_skipped(places.still_skipped(seen.skipped()))
    known = sum(seen.version(file.path) is not None for file in suspect)
    # Git is asked another time: until then these count as not being what is committed.
    revision = Revision(before.tree, astray) if before else None
    unchanged = seen.files() - known - len(gone)
    return Look(suspect, gone, unchanged, (), lambda sound: revision if sound else None)


def _is_folder(places: Places, seen: SeenFiles, path: str) -> bool:
    """Say whether posts may lie below a path, or did, or it is a link to what may be one."""
    if not places.reaches(path):
        return False
    if is_plain(places.tree, path) is False:
        return places.descends(path) or places.is_post(path)
    return seen.holds_below(path)
