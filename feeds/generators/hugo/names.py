"""What the path of a content file says: its page, its language, its section."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

MARKDOWN = frozenset(("md", "markdown", "mdown"))
HTML = frozenset(("html", "htm"))
OTHERS = frozenset(("ad", "adoc", "asciidoc", "rst", "org", "pandoc", "pdc"))
CONTENT = MARKDOWN | HTML | OTHERS


class Name(NamedTuple):
    """A content file: its folder, its name without language and suffix, and what it is."""

    folder: str
    """Below the content directory, in its own case."""
    base: str
    suffix: str
    language: str
    """As the file's name says it, in lower case; empty where it says none."""

    @property
    def is_leaf(self) -> bool:
        """Whether the page is its folder: ``post/index.md``."""
        return self.base == "index"

    @property
    def is_branch(self) -> bool:
        """Whether it describes a section, a taxonomy or a term: ``posts/_index.md``."""
        return self.base == "_index"

    @property
    def parent(self) -> str:
        """The folder that holds the page: of a bundle, the one above it."""
        return self.folder.rpartition("/")[0] if self.is_leaf else self.folder

    @property
    def own_name(self) -> str:
        """The page's name in paths: its file's, or that of a bundle's folder."""
        return self.folder.rpartition("/")[2] if self.is_leaf or self.is_branch else self.base

    @property
    def section(self) -> str:
        """The first folder, unless the page itself is that folder; in lower case."""
        top, _, rest = self.folder.partition("/")
        return "" if self.is_leaf and not rest else normal(top)

    @property
    def path(self) -> str:
        """The page's logical path: lower case, hyphens for spaces, a leading slash."""
        parts = [self.parent, self.own_name] if not self.is_branch else [self.folder]
        return "/" + normal("/".join(part for part in parts if part))

    @property
    def sort_path(self) -> str:
        """What decides between pages that nothing else tells apart."""
        name = f"{self.base}.{self.language}" if self.language else self.base
        folder = f"/{self.folder}" if self.folder else ""
        return normal(f"{folder}/{name}.{self.suffix}")


def normal(text: str) -> str:
    """Write a path as Hugo compares it: lower case, a hyphen for each space."""
    return text.lower().replace(" ", "-")


def name_of(path: str, languages: Collection[str]) -> Name:
    """Take a path below a content directory apart."""
    folder, _, file = path.rpartition("/")
    first, *rest = file.split(".")
    suffix = rest.pop().lower() if rest else ""
    language, kept = "", len(rest)
    for index in range(len(rest) - 1, -1, -1):
        if not language and rest[index].lower() in languages:
            language, kept = rest[index].lower(), index
    return Name(folder, ".".join([first, *rest[:kept]]), suffix, language)
