"""The posts of a site, found as templates ask for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from feeds.generators.jekyll.liquid.setup import Setup
from feeds.model import FeedKind, Post

_FOLDER = "_posts"


class Index:
    """Every published post, oldest first, found by path, name and term."""

    def __init__(self, setup: Setup, source: Sequence[Post]) -> None:
        self.source = source
        self._setup = setup
        self.every = sorted(source, key=lambda post: (post.published, post.path.encode()))

    @cached_property
    def by_collection(self) -> Mapping[str, list[Post]]:
        """Posts and documents by their collection's label."""
        found: dict[str, list[Post]] = defaultdict(list)
        for post in self.every:
            found[collection(self._setup, post.path)].append(post)
        return found

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where in its collection each path stands."""
        return {
            post.path: place
            for posts in self.by_collection.values()
            for place, post in enumerate(posts)
        }

    @cached_property
    def by_path(self) -> Mapping[str, Post]:
        """Posts by their path in the collections' directory."""
        return {self._setup.rules.in_collections(post.path): post for post in self.every}

    @cached_property
    def by_name(self) -> Mapping[str, list[Post]]:
        """Posts by their file's name without its suffix."""
        found: dict[str, list[Post]] = defaultdict(list)
        for post in self.every:
            found[post.path.rpartition("/")[2].rpartition(".")[0]].append(post)
        return found


def collection(setup: Setup, path: str) -> str:
    """Return the label of the collection that a file is of."""
    folders = setup.rules.in_collections(path).split("/")[:-1]
    first = folders[0].removeprefix("_") if folders else ""
    return first if _FOLDER not in folders and first in setup.labels else "posts"


def terms(post: Post, kind: str) -> list[str]:
    """Name the ``tags`` or ``categories`` of a post, those without a feed too."""
    if kind == "tags":
        return [term.name for term in post.labels if term.kind == FeedKind.TAG]
    filed = (term.name for term in post.others if term.kind.endswith(" category"))
    return [*(term.name for term in post.categories), *filed]
