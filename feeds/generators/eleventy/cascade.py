"""Eleventy's data cascade: global data, folder data, then front matter.

Later sources win; lists are joined, and objects are merged.
https://www.11ty.dev/docs/data-cascade/
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from feeds.generators.eleventy.collections import tags_of
from feeds.generators.eleventy.datafiles import SCRIPTS, DataFiles
from feeds.generators.eleventy.javascript import UNREAD
from feeds.generators.eleventy.project import SUFFIXES, EleventyProject, is_below, stem

Data = dict[str, Any]

_OVERRIDE = "override:"
_MOST_LAYOUTS = 20


def merge(target: Any, source: Any, deep: bool = True) -> Any:
    """Merge one value into another, as Eleventy's deep merge does; neither is changed.

    A key that begins with ``override:`` loses this prefix, and its value replaces the other.
    """
    if not deep:
        return {**target, **source}
    if isinstance(target, list) and isinstance(source, list):
        return target + source
    if isinstance(target, dict):
        result = dict(target)
        for key, value in (source if isinstance(source, dict) else {}).items():
            result[key.removeprefix(_OVERRIDE)] = merge(target.get(key), value)
        return result
    return source


class Cascade:
    """All data except the front matter of templates, read once."""

    def __init__(self, files: DataFiles, project: EleventyProject, names: Iterable[str]) -> None:
        self._project = project
        self._known = set(names)
        self._local = {name: _cleaned(files.data(name)) for name in self._local_names()}
        self.globals = self._global_data(files)
        self._layouts = {
            name: files.matter(name) for name in sorted(self._known) if self._is_layout(name)
        }

    def data(self, path: str, front: Mapping[str, Any]) -> Data:
        """Return all data of the template at ``path`` in the tree.

        ``front`` is its front matter. ``tags``, if any, is a list.
        """
        front, local = _cleaned(dict(front)), self._directory_data(path)
        key = front.get("layout") or local.get("layout") or self.globals.get("layout")
        sources = (self.globals, self._layout_data(key), local, front)
        found: Data = {}
        for source in sources:
            found = merge(found, source, self._project.merges)
        return found

    def _directory_data(self, path: str) -> Data:
        found: Data = {}
        for name in self._local_paths(path):
            if name in self._local:
                found = merge(found, self._local[name], self._project.merges)
        return found

    def _local_paths(self, path: str) -> list[str]:
        """Return the paths of data files that a template may have, the weakest first."""
        folder, _, name = path.rpartition("/")
        bases = [(_joined(folder, stem(name)), False)]
        override = self._project.base_name
        while folder and is_below(folder, self._project.input):
            own = override or folder.rpartition("/")[2]
            bases.append((f"{folder}/{own}", bool(override)))
            if folder == self._project.input:
                break
            folder = folder.rpartition("/")[0]
        paths = [p for base, suffixed in bases for p in self._candidates(base, suffixed)]
        return list(dict.fromkeys(paths))[::-1]

    def _candidates(self, base: str, suffixed: bool) -> Iterable[str]:
        for suffix in self._project.suffixes:
            if suffixed and not suffix:
                continue
            endings = (*(SCRIPTS if suffix else ()), "json", *reversed(self._project.yaml))
            yield from (f"{base}{suffix}.{ending}" for ending in endings)

    def _local_names(self) -> list[str]:
        wanted: set[str] = set()
        folders: set[str] = set()
        for path in self._known:
            folder = path.rpartition("/")[0]
            is_template = path.endswith(SUFFIXES)
            if is_template or folder not in folders:
                folders.add(folder)
                wanted.update(self._local_paths(path if is_template else f"{folder}/?.md"))
        return sorted(wanted & self._known)

    def _global_data(self, files: DataFiles) -> Data:
        """Return the data in the files of the data directory, nested as their paths are."""
        found: Data = {}
        endings = (*reversed(self._project.yaml), "json", "mjs", "cjs", "js")
        for ending in endings:
            for name in sorted(self._known):
                if is_below(name, self._project.data) and name.endswith(f".{ending}"):
                    keys = name.removeprefix(f"{self._project.data}/").rpartition(".")[0].split("/")
                    _set(found, keys, files.data(name))
        given: Data = {}
        for key, value in self._project.global_data.items():
            _set(given, key.split("."), value)
        package = files.data("package.json")
        return {**merge(found, given), **({"pkg": package} if package else {})}

    def _is_layout(self, name: str) -> bool:
        folder = self._project.layouts or self._project.includes
        return name.endswith(SUFFIXES) and is_below(name, folder)

    def _layout_data(self, key: Any) -> Data:
        chain: list[Data] = []
        seen: set[str] = set()
        while isinstance(key, str) and len(chain) < _MOST_LAYOUTS:
            path = self._layout_path(key)
            if path is None or path in seen:
                break
            seen.add(path)
            chain.append(_cleaned(self._layouts[path]))
            key = self._layouts[path].get("layout")
        found: Data = {}
        for data in reversed(chain):
            found = merge(found, data, self._project.merges)
        return {key: value for key, value in found.items() if key != "layout"}

    def _layout_path(self, key: str) -> str | None:
        aliased = self._project.aliases.get(key, key)
        base = _joined(self._project.layouts or self._project.includes, str(aliased))
        endings = ("", *(f".{one}" for one in self._project.formats))
        return next((base + end for end in endings if base + end in self._layouts), None)


def _cleaned(data: Any) -> Data:
    if not isinstance(data, dict):
        return {}
    try:
        return {**data, "tags": tags_of(data["tags"])} if "tags" in data else data
    except ValueError:
        return data


def _set(target: Data, keys: list[str], value: Any) -> None:
    for key in keys[:-1]:
        inner = target.setdefault(key, {})
        if not isinstance(inner, dict):
            inner = target[key] = {}
        target = inner
    old = target.get(keys[-1])
    target[keys[-1]] = value if old is None or old is UNREAD else merge(old, value)


def _joined(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
