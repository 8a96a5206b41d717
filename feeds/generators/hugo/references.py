"""Other pages by the paths that ``ref`` and ``relref`` take."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import NamedTuple

from feeds.generators.hugo.names import Name, normal
from feeds.model import Post

_SUFFIXES = (".md", ".markdown", ".html", ".htm")
_INDEXES = ("/index", "/_index")


class References(NamedTuple):
    """The pages of one language by their logical paths, and by their last parts."""

    links: dict[str, str]
    named: dict[str, list[str]]

    def link(self, reference: str, folder: str) -> str:
        """Return the URL of the page meant from a page in ``folder``; empty for none."""
        path, mark, fragment = reference.partition("#")
        found = self._found(path, folder) if path else ""
        return f"{found}{mark}{fragment}" if found or not path else ""

    def _found(self, path: str, folder: str) -> str:
        wanted = _logical(path)
        if not path.startswith("/"):
            near = posixpath.normpath(f"/{normal(folder)}/{wanted}")
            if near in self.links:
                return self.links[near]
        rooted = posixpath.normpath("/" + wanted.strip("/"))
        if rooted in self.links:
            return self.links[rooted]
        alone = self.named.get(wanted, [])
        return alone[0] if len(alone) == 1 else ""


def _logical(path: str) -> str:
    path = normal(path)
    for ending in (*_SUFFIXES, *_INDEXES):
        path = path.removesuffix(ending)
    return path


def references(
    posts: Sequence[Post], placed: Callable[[str], tuple[str, Name] | None], language: str
) -> References:
    """Gather the pages of a language; ``placed`` tells a file's language and name."""
    links: dict[str, str] = {}
    named: dict[str, list[str]] = defaultdict(list)
    for post in posts:
        found = placed(post.path)
        if found and found[0] == language:
            path = found[1].path
            links[path] = post.link
            named[path.rpartition("/")[2]].append(post.link)
    return References(links, named)
