"""Which directories of a tree are watched, and whether they tell of their changes at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from pathlib import Path

_MOUNTS = "/proc/self/mountinfo"

_REMOTE = (
    *("9p", "afs", "ceph", "cifs", "fuse", "gluster", "lustre", "ncp", "nfs", "prl", "smb"),
    *("vboxsf", "virtiofs"),
)
"""Beginnings of file systems' names that others change without this machine being told."""


def directories(tree: Path, leaves_out: Callable[[str], bool]) -> frozenset[str]:
    """Return the real paths of the tree's root and of all directories below it.

    Those that ``leaves_out`` holds for, given their path below the root, are not entered;
    nor is what lies outside the tree, may not be read, or has a name that is not UTF-8.
    """
    root = os.path.realpath(tree)
    found: set[str] = set()
    pending = [root]
    while pending:
        directory = os.path.realpath(pending.pop())
        if directory in found or not _lies_in(directory, root) or not _is_usable(directory):
            continue
        if directory == root or not leaves_out(os.path.relpath(directory, root)):
            found.add(directory)
            pending += _below(directory)
    return frozenset(found)


def outside(places: Collection[Path], tree: Path) -> Callable[[str], bool]:
    """Return what says whether a path below the tree's root lies in one of these places."""
    root = os.path.realpath(tree)
    real = {os.path.realpath(place) for place in places}
    own = tuple(os.path.relpath(place, root) for place in real if _lies_in(place, root))
    return lambda path: any(_lies_in(path, place) for place in own)


def tells_of_changes(directory: Path) -> bool:
    """Say whether the directory's file system is this machine's own (Linux; else assumed)."""
    real = os.path.realpath(directory)
    try:
        with open(_MOUNTS, encoding="utf-8", errors="replace") as mounts:
            lines = [line.split() for line in mounts]
    except OSError:
        return True
    # proc(5): field 5 is where it is mounted, the one after "-" its type; the last one wins.
    places = [(line[4], line[line.index("-") + 1]) for line in lines]
    above = [(len(at), number) for number, (at, _) in enumerate(places) if _lies_in(real, at)]
    return not above or not places[max(above)[1]][1].startswith(_REMOTE)


def _below(directory: str) -> list[str]:
    try:
        with os.scandir(directory) as entries:
            return [entry.path for entry in entries if entry.is_dir()]
    except OSError:  # gone meanwhile, or not to be read: a build says so
        return []


def _lies_in(path: str, directory: str) -> bool:
    return path == directory or path.startswith(directory.rstrip("/") + "/")


def _is_usable(directory: str) -> bool:
    try:
        directory.encode()
    except UnicodeEncodeError:
        return False
    return os.access(directory, os.R_OK)
