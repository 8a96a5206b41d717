"""From a tree, and what was read last time, to the files that changed."""

from feeds.source.changes import Spool, TreeChanges, compare_stamps
from feeds.source.files import TooLarge, is_plain, is_special, read_bytes, version
from feeds.source.git import GitTree, Revision, TreeEntry, WalkNeeded, differences, git_tree
from feeds.source.tree import SourceFile, TreeWalk, walk

__all__ = [
    "GitTree",
    "Revision",
    "SourceFile",
    "Spool",
    "TooLarge",
    "TreeChanges",
    "TreeEntry",
    "TreeWalk",
    "WalkNeeded",
    "compare_stamps",
    "differences",
    "git_tree",
    "is_plain",
    "is_special",
    "read_bytes",
    "version",
    "walk",
]
