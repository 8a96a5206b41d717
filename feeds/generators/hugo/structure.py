"""The tree of content: sections, leaf bundles, and what ``_index`` files pass down."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from feeds.errors import Fault
from feeds.generators.base import PostError
from feeds.generators.files import read_input, text_of
from feeds.generators.hugo import globs, values
from feeds.generators.hugo.languages import Languages
from feeds.generators.hugo.names import CONTENT, Name, name_of, normal
from feeds.generators.hugo.values import front_matter
from feeds.source import walk


class Branch(NamedTuple):
    """A section, a taxonomy or a term that an ``_index`` file describes."""

    name: Name
    values: Mapping[str, Any]


@dataclass(slots=True)
class Structure:
    """What lies in the content directories beside the pages themselves."""

    bundles: frozenset[str]
    """The folders that are leaf bundles, as paths of the tree."""
    branches: Mapping[tuple[str, str], Branch]
    """By language and folder, the folder as Hugo compares it."""
    digest: str
    faults: list[Fault] = field(default_factory=list)

    def in_bundle(self, path: str) -> bool:
        """Say whether a file is a leaf bundle's resource, and no page of its own."""
        folder, _, file = path.rpartition("/")
        above = _above(folder)
        if next(above) in self.bundles and not file.startswith("index."):
            return True
        return any(one in self.bundles for one in above)

    def current_section(self, language: str, folder: str) -> str:
        """Return the section that holds a folder's pages; empty for the front page."""
        folder = normal(folder)
        for one in _above(folder):
            if one and ((language, one) in self.branches or "/" not in one):
                return one
        return ""

    def sections(self, language: str, folder: str) -> list[str]:
        """Return the sections above a folder and it itself, the first one first."""
        found: list[str] = []
        section = self.current_section(language, folder)
        while section:
            found.insert(0, section)
            section = self.current_section(language, section.rpartition("/")[0])
        return found

    def branch(self, language: str, folder: str) -> Branch | None:
        """Return what describes a folder; None where nothing does."""
        return self.branches.get((language, folder))

    def folder_in_urls(self, language: str, folder: str) -> str:
        """Return a folder with the slugs of its sections in place of their names."""
        parts = folder.split("/") if folder else []
        for end in range(len(parts), 0, -1):
            branch = self.branch(language, normal("/".join(folder.split("/")[:end])))
            slug = values.text(branch.values.get("slug")).strip("-") if branch else ""
            parts[end - 1] = slug or parts[end - 1]
        return "/".join(parts)

    def cascades(self, language: str, folder: str) -> Iterator[object]:
        """Yield what is passed down to a folder's pages, the nearest first."""
        for one in _above(normal(folder)):
            branch = self.branches.get((language, one))
            if branch and "cascade" in branch.values:
                yield branch.values["cascade"]


def _above(folder: str) -> Iterator[str]:
    """Yield a folder and those above it, ending with the top, which is empty."""
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]
    yield ""


def structure(tree: Path, languages: Languages) -> Structure:
    """Walk the content directories once, and read every ``_index`` file."""
    tops = languages.directories

    def descends(directory: str) -> bool:
        below = any(directory == top or directory.startswith(f"{top}/") for top in tops)
        leads = any(top.startswith(f"{directory}/") for top in tops)
        return (below and _is_visible(directory)) or leads

    def is_index(path: str) -> bool:
        stem, _, rest = path.rpartition("/")[2].partition(".")
        suffix = rest.rpartition(".")[2].lower()
        return stem.lower() in ("index", "_index") and suffix in CONTENT

    files, _ = walk(tree, descends, is_index, 0)
    found = Structure(frozenset(), {}, "")
    _sort(tree, languages, [file.path for file in files], found)
    return found


def _sort(tree: Path, languages: Languages, paths: list[str], found: Structure) -> None:
    bundles: set[str] = set()
    branches: dict[tuple[str, str], Branch] = {}
    digest = hashlib.sha256()
    for path in paths:
        placed = languages.of(path)
        if placed is None:
            continue
        name = name_of(placed[1], languages.names)
        digest.update(f"{path}\0".encode())
        if name.is_leaf and name.folder:
            bundles.add(path.rpartition("/")[0])
        elif name.is_branch:
            text = _text(tree, path, found.faults)
            digest.update(f"{len(text)}\0{text}".encode())
            branch = _branch(path, name, text, found.faults)
            branches[name.language or placed[0].name, normal(name.folder)] = branch
    found.bundles, found.branches, found.digest = frozenset(bundles), branches, digest.hexdigest()


def _is_visible(directory: str) -> bool:
    return not directory.rpartition("/")[2].startswith(".")


def _text(tree: Path, path: str, faults: list[Fault]) -> str:
    try:
        return text_of(read_input(tree, path))
    except PostError as error:
        faults += [Fault(path, line, message, fatal=False) for line, message in error.faults]
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        faults.append(Fault(path, 0, f"{reason}; make it readable", fatal=False))
    return ""


def _branch(path: str, name: Name, text: str, faults: list[Fault]) -> Branch:
    try:
        return Branch(name, front_matter(text).values)
    except PostError as error:
        faults += [Fault(path, line, message, fatal=False) for line, message in error.faults]
        return Branch(name, {})


_STRUCTURAL = frozenset(("target", "_target", "params", "kind", "path", "lang", "cascade"))


def inherited(
    own: Mapping[str, Any], cascades: list[object], path: str, language: str, kind: str = "page"
) -> dict[str, Any]:
    """Return a page's values with all that is passed down to it; its own stay."""
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
    target = table.get("target", table.get("_target"))
    if not isinstance(target, dict):
        return True
    wanted = {"path": path, "kind": kind, "lang": language, "environment": "production"}
    plain = ((values.text(target.get(key)), value) for key, value in wanted.items())
    languages = values.strings(values.at(target, "sites", "matrix", "languages"))
    right = not languages or any(globs.matches(one, language) for one in languages)
    return right and all(not pattern or globs.matches(pattern, value) for pattern, value in plain)
