"""The files of a site that templates may read: includes, data, pages that are linked to."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from feeds.generators.base import PostError
from feeds.generators.files import read_input, text_of
from feeds.generators.frontmatter import load_yaml
from feeds.generators.jekyll.dates import parse_date
from feeds.generators.jekyll.liquid.zones import in_own_zone
from feeds.generators.jekyll.values import typed
from feeds.generators.loaders import Timestamp
from feeds.source import SourceFile, TooLarge, read_bytes, walk

_DATA = (".yaml", ".yml", ".json", ".csv", ".tsv")
"""Of two files of one name the later kind wins."""

_UNNAMED = re.compile(r"[^\w\s-]+|(?:^|(?<=\b\s))\s+(?=$|\s?\b)", re.ASCII)
_SPACES = re.compile(r"\s+", re.ASCII)
_WITHOUT_CLOCK = 2**62
"""Nanoseconds; seen from there no file is so fresh that its stamp could not be trusted."""


class Files(NamedTuple):
    """Where they lie: every path is relative to the tree."""

    tree: Path
    includes: str
    data: str
    destination: str

    def text(self, path: str) -> str | None:
        """Return a file's text; None where none can be read inside the tree."""
        try:
            return text_of(read_input(self.tree, path))
        except (OSError, PostError, ValueError):
            return None

    def exists(self, path: str) -> bool:
        """Say whether there is such a file inside the tree, whatever it holds."""
        try:
            read_bytes(self.tree, path, 0)
        except TooLarge:
            return True
        except (OSError, ValueError):
            return False
        return True

    def included(self) -> Iterator[tuple[str, str]]:
        """Yield the name and text of every include."""
        for file in self._below(self.includes):
            yield file.path.removeprefix(f"{self.includes}/"), self.text(file.path) or ""

    def digest(self, is_read: Callable[[str], bool]) -> str:
        """Return what changes whenever an include does, a data file, or one that ``is_read``."""
        digest = hashlib.sha256()
        for file in (*self._below(self.includes), *self._below(self.data)):
            digest.update(f"{file.path}\0{self.text(file.path)!r}\n".encode())
        for file in walk(self.tree, self._is_source, is_read, _WITHOUT_CLOCK)[0]:
            digest.update(f"{file.path}\0{file.stamp}\n".encode())
        return digest.hexdigest()

    def values(self, timezone: str) -> dict[str, object]:
        """Return ``site.data``: the values of every data file, nested as directories are."""
        found: dict[str, object] = {}
        files = [file.path for file in self._below(self.data) if _kind(file.path) in _DATA]
        for path in sorted(files, key=lambda path: (_DATA.index(_kind(path)), path)):
            *folders, name = path.removeprefix(f"{self.data}/").split("/")
            place = found
            for folder in map(_key, folders):
                inner = place.get(folder)
                place[folder] = place = inner if isinstance(inner, dict) else {}
            place[_key(name.removesuffix(_kind(path)))] = self._values(path, timezone)
        return found

    def _values(self, path: str, timezone: str) -> object:
        text, kind = self.text(path) or "", _kind(path)
        try:
            if kind in (".csv", ".tsv"):
                return _rows(text, "\t" if kind == ".tsv" else ",")
            return liquid(load_yaml(text, typed), timezone)
        except (PostError, csv.Error):
            return None

    def _below(self, folder: str) -> list[SourceFile]:
        inside = f"{folder}/"
        return self._walk(lambda path: inside.startswith(f"{path}/") or path.startswith(inside))

    def _is_source(self, path: str) -> bool:
        hidden = path.startswith(".") or "/." in path
        return not hidden and path not in (self.destination, "node_modules", "vendor")

    def _walk(self, wanted: Callable[[str], bool]) -> list[SourceFile]:
        return walk(self.tree, wanted, wanted, _WITHOUT_CLOCK)[0]


def _kind(path: str) -> str:
    return PurePosixPath(path).suffix


def _key(name: str) -> str:
    return _SPACES.sub("_", _UNNAMED.sub("", name))


def _rows(text: str, between: str) -> list[object]:
    rows = list(csv.reader(text.splitlines(keepends=True), delimiter=between))
    return [
        {key: cells[place] if place < len(cells) else None for place, key in enumerate(rows[0])}
        for cells in rows[1:]
        if cells
    ]


def liquid(value: Any, timezone: str) -> Any:
    """Return values of YAML as templates hold them: times as times, what is shared shared."""
    return _Converter(timezone).converted(value)


class _Converter:
    def __init__(self, timezone: str) -> None:
        self._timezone = timezone
        self._done: dict[int, Any] = {}

    def converted(self, value: Any) -> Any:
        if isinstance(value, Timestamp):
            return self._moment(value)
        if isinstance(value, bytes):
            return value.decode("utf-8", "replace")
        if not isinstance(value, dict | list | set | tuple):
            return value
        if id(value) not in self._done:
            self._fill(value)
        return self._done[id(value)]

    def _fill(self, value: Any) -> None:
        if isinstance(value, dict):
            mapping: dict[Any, Any] = {}
            self._done[id(value)] = mapping
            mapping.update((self.converted(key), self.converted(one)) for key, one in value.items())
        else:
            items: list[Any] = []
            self._done[id(value)] = items
            items.extend(map(self.converted, value))

    def _moment(self, value: Timestamp) -> Any:
        """Read it as Psych does: with its own offset, without one in the site's zone."""
        try:
            moment = parse_date(value, self._timezone)
        except ValueError:
            return str(value)
        return in_own_zone(moment, value)
