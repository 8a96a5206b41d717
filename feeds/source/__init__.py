"""From a tree, and what was seen last time, to the files that changed."""

from feeds.source.changes import Changes, compare
from feeds.source.git import Committed, GitTree, Revision, Unknowable, differing
from feeds.source.tree import SourceFile, below, is_plain, read_bytes, version, walk

__all__ = [
    "Changes",
    "Committed",
    "GitTree",
    "Revision",
    "SourceFile",
    "Unknowable",
    "below",
    "compare",
    "differing",
    "is_plain",
    "read_bytes",
    "version",
    "walk",
]
