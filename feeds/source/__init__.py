"""From a tree, and what was seen last time, to the files that changed."""

from feeds.source.changes import Changes, compare
from feeds.source.tree import SourceFile, read_bytes, version, walk

__all__ = ["Changes", "SourceFile", "compare", "read_bytes", "version", "walk"]
