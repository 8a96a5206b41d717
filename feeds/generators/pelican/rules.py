"""Which files Pelican takes for articles, and which for pages."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from fnmatch import translate
from typing import NamedTuple

from feeds.generators.pelican.config import Config

SUFFIXES = {
    **dict.fromkeys(("md", "markdown", "mkd", "mdown"), "markdown"),
    "rst": "rst",
    **dict.fromkeys(("htm", "html"), "html"),
}
"""From a file's suffix, its case as it is, to what it is written in."""


class Rules(NamedTuple):
    """Where articles lie; paths are the tree's, but those of places are below the content."""

    content: str
    """The folder of the content, with a slash; empty for the tree itself."""
    places: tuple[str, ...]
    excluded: frozenset[str]
    ignored: re.Pattern[str]
    suffixes: frozenset[str]

    def below(self, path: str) -> str:
        """Return a path of the tree as Pelican has it: below the content's folder."""
        return path.removeprefix(self.content)

    def descends(self, directory: str) -> bool:
        """Say whether articles may lie in or below this directory."""
        if f"{directory}/" == self.content or self.content.startswith(f"{directory}/"):
            return True
        if not directory.startswith(self.content):
            return False
        inner = self.below(directory)
        above = any(place.startswith(f"{inner}/") for place in self.places)
        return above or (self._in_a_place(inner) and self._is_open(inner))

    def takes(self, path: str) -> bool:
        """Say whether a file is read as an article."""
        inner = self.below(path)
        folder, _, name = inner.rpartition("/")
        return (
            path.startswith(self.content)
            and posixpath.splitext(name)[1][1:] in self.suffixes
            and self.ignored.fullmatch(name) is None
            and (inner in self.places or (self._in_a_place(folder) and self._is_open(folder)))
        )

    def _in_a_place(self, directory: str) -> bool:
        return any(
            not place or directory == place or directory.startswith(f"{place}/")
            for place in self.places
        )

    def _is_open(self, directory: str) -> bool:
        """Say whether no folder on the way from its place is left out."""
        return any(
            self._is_open_from(place, directory)
            for place in self.places
            if not place or f"{directory}/".startswith(f"{place}/")
        )

    def _is_open_from(self, place: str, directory: str) -> bool:
        while directory not in (place, ""):
            folder, _, name = directory.rpartition("/")
            if directory in self.excluded or self.ignored.fullmatch(name):
                return False
            directory = folder
        return True


def article_rules(config: Config) -> Rules:
    """Return the rules for articles."""
    return _rules(config, "ARTICLE", "PAGE")


def page_rules(config: Config) -> Rules:
    """Return the rules for pages, which articles may link to."""
    return _rules(config, "PAGE", "ARTICLE")


def _rules(config: Config, kind: str, other: str) -> Rules:
    readers = config.mapping("READERS")
    return Rules(
        content=_content(config),
        places=_cleaned(config.texts(f"{kind}_PATHS")),
        excluded=frozenset(
            _cleaned((*config.texts(f"{kind}_EXCLUDES"), *config.texts(f"{other}_PATHS")))
        ),
        ignored=re.compile("|".join(map(translate, config.texts("IGNORE_FILES"))) or "(?!)"),
        suffixes=frozenset(suffix for suffix in SUFFIXES if readers.get(suffix, suffix)),
    )


def _content(config: Config) -> str:
    path = posixpath.normpath(config.text("PATH") or ".")
    if path == ".":
        return ""
    if path.startswith(("/", "..")):
        message = f"PATH {path!r} leads out of the tree; name the folder above both as the tree"
        config.fault("PATH", message, fatal=True)
    return f"{path}/"


def _cleaned(paths: Iterable[str]) -> tuple[str, ...]:
    return tuple("" if path in ("", ".") else posixpath.normpath(path) for path in paths)
