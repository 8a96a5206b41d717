"""Hugo's content folders: file names, sections, bundles, ``_index`` files."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from feeds.errors import Fault
from feeds.generators.base import PostError
from feeds.generators.files import read_input, text_of, unreadable
from feeds.generators.hugo import values
from feeds.generators.hugo.languages import Languages
from feeds.generators.hugo.permalinks import matches
from feeds.generators.hugo.values import front_matter
from feeds.source import walk

HTML = frozenset(("html", "htm"))
UNREADABLE = frozenset(("ad", "adoc", "asciidoc", "rst", "org", "pandoc", "pdc"))
"""Suffixes of markup that Hugo can read, and we cannot."""
SUFFIXES = HTML | UNREADABLE | {"md", "markdown", "mdown"}


class ContentName(msgspec.Struct, frozen=True):
    """What the path of a content file says."""

    folder: str
    """Below the content directory, in its own letter case."""
    base: str
    """The file's name without language and suffix."""
    suffix: str
    language: str
    """The one in the file's name, in lower case; empty if there is none."""

    @property
    def is_leaf(self) -> bool:
        """Whether the page is its folder: ``post/index.md``."""
        return self.base == "index"

    @property
    def is_branch(self) -> bool:
        """Whether it is the page of a section, a taxonomy or a term: ``posts/_index.md``."""
        return self.base == "_index"

    @property
    def parent(self) -> str:
        """The folder that holds the page; for a bundle, the one above it."""
        return self.folder.rpartition("/")[0] if self.is_leaf else self.folder

    @property
    def own_name(self) -> str:
        """The page's name in paths: its file's, or that of a bundle's folder."""
        return self.folder.rpartition("/")[2] if self.is_leaf or self.is_branch else self.base

    @property
    def section(self) -> str:
        """The first folder in lower case; empty if the page is that folder."""
        top, _, rest = self.folder.partition("/")
        return "" if self.is_leaf and not rest else normal(top)

    @property
    def path(self) -> str:
        """The page's logical path: lower case, hyphens for spaces, a leading slash."""
        parts = [self.parent, self.own_name] if not self.is_branch else [self.folder]
        return "/" + normal("/".join(part for part in parts if part))

    @property
    def sort_path(self) -> str:
        """What orders pages that are otherwise equal."""
        name = f"{self.base}.{self.language}" if self.language else self.base
        folder = f"/{self.folder}" if self.folder else ""
        return normal(f"{folder}/{name}.{self.suffix}")


def normal(text: str) -> str:
    """Write a path as Hugo compares it: lower case, a hyphen for each space."""
    return text.lower().replace(" ", "-")


def content_name(path: str, languages: Collection[str]) -> ContentName:
    """Take apart a path below a content directory."""
    folder, _, file = path.rpartition("/")
    first, *rest = file.split(".")
    suffix = rest.pop().lower() if rest else ""
    language, kept = "", len(rest)
    for index in range(len(rest) - 1, -1, -1):
        if not language and rest[index].lower() in languages:
            language, kept = rest[index].lower(), index
    return ContentName(folder, ".".join([first, *rest[:kept]]), suffix, language)


class Content(msgspec.Struct, frozen=True):
    """The sections and bundles of the content directories."""

    bundles: frozenset[str]
    """The folders that are leaf bundles, as paths of the tree."""
    branches: Mapping[tuple[str, str], Mapping[str, Any]]
    """The front matter of ``_index`` files by language and folder, as Hugo compares folders."""
    names: Mapping[str, str]
    """The names of the folders at the top as they are written, by the name that Hugo compares."""
    digest: str
    """Of everything that was read."""
    faults: tuple[Fault, ...]

    def in_bundle(self, path: str) -> bool:
        """Say whether a file is a resource of a leaf bundle, not a page."""
        return bool(self.bundle_of(path))

    def bundle_of(self, path: str) -> str:
        """Return the folder of the leaf bundle that a file is a resource of; empty if none."""
        folder, _, file = path.rpartition("/")
        above = list(_above(folder))
        bundles = [one for one in above if one in self.bundles]
        if bundles and bundles[-1] == folder and file.startswith("index."):
            return ""
        return bundles[-1] if bundles else ""

    def current_section(self, language: str, folder: str) -> str:
        """Return the section that holds a folder's pages; empty for the front page."""
        folder = normal(folder)
        for one in _above(folder):
            if one and ((language, one) in self.branches or "/" not in one):
                return one
        return ""

    def sections(self, language: str, folder: str) -> list[str]:
        """Return the sections above a folder, and the folder if it is one, the first one first."""
        found: list[str] = []
        section = self.current_section(language, folder)
        while section:
            found.insert(0, section)
            section = self.current_section(language, section.rpartition("/")[0])
        return found

    def branch(self, language: str, folder: str) -> Mapping[str, Any] | None:
        """Return the front matter of a folder's ``_index`` file; None if it has no such file."""
        return self.branches.get((language, folder))

    def folder_in_urls(self, language: str, folder: str) -> str:
        """Return a folder with the slugs of its sections instead of their names."""
        names = folder.split("/") if folder else []
        parts = list(names)
        for end in range(len(names), 0, -1):
            branch = self.branch(language, normal("/".join(names[:end])))
            slug = values.text(branch.get("slug")).strip("-") if branch else ""
            parts[end - 1] = slug or parts[end - 1]
        return "/".join(parts)

    def cascades(self, language: str, folder: str) -> Iterator[object]:
        """Yield what sections pass down to a folder's pages, the nearest section first."""
        for one in _above(normal(folder)):
            branch = self.branches.get((language, one))
            if branch and "cascade" in branch:
                yield branch["cascade"]


def _above(folder: str) -> Iterator[str]:
    """Yield a folder and those above it; the last one, the top, is empty."""
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]
    yield ""


def read_content(tree: Path, languages: Languages) -> Content:
    """Walk the content directories once, and read every ``_index`` file."""
    tops = languages.directories
    names: dict[str, str] = {}

    def descends(directory: str) -> bool:
        placed = languages.of(f"{directory}/")
        if placed and (name := placed[1].partition("/")[0]):
            names[normal(name)] = min(name, names.get(normal(name), name))
        below = any(directory == top or directory.startswith(f"{top}/") for top in tops)
        leads = any(top.startswith(f"{directory}/") for top in tops)
        return (below and not directory.rpartition("/")[2].startswith(".")) or leads

    def is_index(path: str) -> bool:
        stem, _, rest = path.rpartition("/")[2].partition(".")
        suffix = rest.rpartition(".")[2].lower()
        return stem.lower() in ("index", "_index") and suffix in SUFFIXES

    bundles: set[str] = set()
    branches: dict[tuple[str, str], Mapping[str, Any]] = {}
    digest = hashlib.sha256()
    faults: list[Fault] = []
    for file in walk(tree, descends, is_index, 0)[0]:
        placed = languages.of(file.path)
        if placed is None:
            continue
        language, below = placed
        name = content_name(below, languages.names)
        digest.update(f"{file.path}\0".encode())
        if name.is_leaf and name.folder:
            bundles.add(file.path.rpartition("/")[0])
        elif name.is_branch:
            text = _text(tree, file.path, faults)
            digest.update(f"{len(text)}\0{text}".encode())
            given = _front_matter(file.path, text, faults)
            branches[name.language or language.name, normal(name.folder)] = given
    return Content(frozenset(bundles), branches, names, digest.hexdigest(), tuple(faults))


def _text(tree: Path, path: str, faults: list[Fault]) -> str:
    try:
        return text_of(read_input(tree, path))
    except PostError as error:
        faults += [Fault(path, line, message, fatal=False) for line, message in error.faults]
    except OSError as error:
        faults.append(Fault(path, 0, unreadable(error), fatal=False))
    return ""


def _front_matter(path: str, text: str, faults: list[Fault]) -> Mapping[str, Any]:
    try:
        return front_matter(text).values
    except PostError as error:
        faults += [Fault(path, line, message, fatal=False) for line, message in error.faults]
        return {}


_STRUCTURAL = frozenset(("target", "_target", "params", "kind", "path", "lang", "cascade"))
"""Keys of a cascade that are not passed down as they are."""


def inherited(
    own: Mapping[str, Any], cascades: list[object], path: str, language: str, kind: str
) -> dict[str, Any]:
    """Return a page's values, and those that are passed down to it and that it does not set."""
    result = dict(own)
    for cascade in cascades:
        for table in cascade if isinstance(cascade, list) else [cascade]:
            if isinstance(table, dict) and _is_meant(table, path, language, kind):
                passed = {key: table[key] for key in table if key not in _STRUCTURAL}
                params = table.get("params")
                for key, value in (params if isinstance(params, dict) else {}).items():
                    result.setdefault(key, value)
                for key, value in passed.items():
                    result.setdefault(key, value)
    return result


def _is_meant(table: Mapping[str, Any], path: str, language: str, kind: str) -> bool:
    """Say whether a cascade's target is this page."""
    target = table.get("target", table.get("_target"))
    if not isinstance(target, dict):
        return True
    wanted = {"path": path, "kind": kind, "lang": language, "environment": "production"}
    patterns = ((values.text(target.get(key)), value) for key, value in wanted.items())
    languages = values.strings(values.at(target, "sites", "matrix", "languages"))
    right = not languages or any(matches(one, language) for one in languages)
    return right and all(not pattern or matches(pattern, value) for pattern, value in patterns)
