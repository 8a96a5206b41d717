"""From a tree, and what was seen last time, to the files that changed."""

from feeds.source.asking import Unknowable
from feeds.source.changes import Changes, compare
from feeds.source.differing import differing
from feeds.source.files import TooLarge, is_plain, is_special, read_bytes, version
from feeds.source.git import Committed, GitTree, Revision, git_tree
from feeds.source.spool import Spool
from feeds.source.tree import SourceFile, below, each_file, walk

__all__ = [
    "Changes",
    "Committed",
    "GitTree",
    "Revision",
    "SourceFile",
    "Spool",
    "TooLarge",
    "Unknowable",
    "below",
    "compare",
    "differing",
    "each_file",
    "git_tree",
    "is_plain",
    "is_special",
    "read_bytes",
    "version",
    "walk",
]
