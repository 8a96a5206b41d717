"""Sections: folders with an ``_index.md``, which decide about the pages below them.

https://www.getzola.org/documentation/content/section/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import dirname
from typing import NamedTuple

from feeds.errors import Fault
from feeds.generators.base import PostError
from feeds.generators.zola.config import CONTENT, Config
from feeds.generators.zola.frontmatter import flag, front_matter
from feeds.source import walk


class Section(NamedTuple):
    """What a section says of its pages."""

    draft: bool
    transparent: bool
    has_feed: bool


class Sections:
    """Every section, by folder and language (empty for the default one)."""

    def __init__(self, config: Config) -> None:
        self._sections: dict[tuple[str, str], Section] = {}
        self._drafts: set[str] = set()
        codes = {language.code for language in config.languages[1:]}
        names = {"_index.md": "", **{f"_index.{code}.md": code for code in codes}}
        for path in _paths(config, names):
            folder, _, name = path.rpartition("/")
            section = _section(config, path)
            if section:
                self._sections[folder, names[name]] = section
                self._drafts.update([folder] if section.draft else [])

    def drafted(self, folder: str) -> bool:
        """Say whether a folder, or one above it, is a draft in any language."""
        return any(folder == draft or folder.startswith(f"{draft}/") for draft in self._drafts)

    def with_feeds(self, folder: str, language: str) -> Iterator[str]:
        """Yield the folders, below content, of the sections whose feeds hold a page there."""
        while section := self._sections.get((folder, language)):
            if section.has_feed and folder != CONTENT:
                yield folder.removeprefix(f"{CONTENT}/")
            if not section.transparent or folder == CONTENT:
                return
            folder = dirname(folder)


def _paths(config: Config, names: Mapping[str, str]) -> list[str]:
    files, _ = walk(
        config.tree,
        lambda folder: f"{folder}/".startswith(f"{CONTENT}/"),
        lambda path: path.startswith(f"{CONTENT}/") and path.rpartition("/")[2] in names,
        0,
    )
    return [file.path for file in files]


def _section(config: Config, path: str) -> Section | None:
    text = config.load(path)
    if text is None:
        return None
    try:
        matter = front_matter(text)
        feeds = flag(matter, "generate_feeds") or flag(matter, "generate_feed")
        return Section(flag(matter, "draft"), flag(matter, "transparent"), feeds)
    except PostError as error:
        config.faults += [Fault(path, line, message, False) for line, message in error.faults]
        return None
