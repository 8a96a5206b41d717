"""Find the files that changed since the last build."""

from feeds.source.changes import Spool, TreeChanges, compare_stamps
from feeds.source.files import (
    FileSizes,
    FolderNames,
    TooLarge,
    is_plain,
    is_special,
    read_bytes,
    version,
)
from feeds.source.git import (
    CommitDates,
    GitTree,
    Revision,
    TreeEntry,
    WalkNeeded,
    commit_dates,
    differences,
    git_tree,
)
from feeds.source.tree import SourceFile, TreeWalk, walk

__all__ = [
    "CommitDates",
    "FileSizes",
    "FolderNames",
    "GitTree",
    "Revision",
    "SourceFile",
    "Spool",
    "TooLarge",
    "TreeChanges",
    "TreeEntry",
    "TreeWalk",
    "WalkNeeded",
    "commit_dates",
    "compare_stamps",
    "differences",
    "git_tree",
    "is_plain",
    "is_special",
    "read_bytes",
    "version",
    "walk",
]
