"""What other processes look at while the libraries of a build are loaded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from feeds.catalogue import CATALOGUE, last_tree
from feeds.edition import Beside, look
from feeds.source import GitTree, begun


@dataclass(frozen=True, slots=True)
class Ahead:
    """Looks that are under way; None where nothing is to be seen, or nobody looks yet."""

    git: GitTree | None = None
    """At the tree of posts."""
    published: Beside | None = None
    """At the output directory."""


NOT_YET = Ahead()


@contextmanager
def looking_ahead(tree: Path, output: Path, state: Path, committed: bool) -> Iterator[Ahead]:
    """Look at a tree of posts, and at what is published of it, for the length of a block.

    What is not ``committed`` to git is looked for unless told otherwise.
    """
    ahead = Ahead(begun(tree, committed, last_tree(state / CATALOGUE)), look(output, state))
    try:
        yield ahead
    finally:
        for one in (ahead.git, ahead.published):
            if one:
                one.close()
