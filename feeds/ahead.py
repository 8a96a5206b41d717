"""What other processes look at while the libraries of a build are loaded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from feeds.edition import Beside
    from feeds.source import GitTree


class Ahead(NamedTuple):
    """Looks that are under way; None where nothing is to be seen, or nobody looks yet."""

    git: GitTree | None = None
    """At the tree of posts."""
    published: Beside | None = None
    """At the output directory."""


NOT_YET = Ahead()


@contextmanager
def looking_ahead(tree: Path, output: Path, state: Path, committed: bool) -> Iterator[Ahead]:
    """Look at a tree of posts, and at what is published of it, for the length of a block.

    What is not ``committed`` to git is looked for unless told otherwise. The longest look is
    begun first, and what begins another is loaded when it is under way.
    """
    with ExitStack() as looks:
        from feeds.source import begun

        git = begun(tree, committed)
        if git:
            looks.callback(git.close)
            from feeds.catalogue import CATALOGUE
            from feeds.catalogue.files import last_tree

            git.begin_changed(last_tree(state / CATALOGUE))
        from feeds.edition import look

        published = look(output, state)
        if published:
            looks.callback(published.close)
        yield Ahead(git, published)
