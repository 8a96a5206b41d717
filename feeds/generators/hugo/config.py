"""Read Hugo's configuration: ``hugo.*``, ``config.*`` and the folder ``config``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from feeds.config.file import SHARED_NAME, is_ours
from feeds.errors import Fault
from feeds.generators.base import PostError
from feeds.generators.files import Inputs, head
from feeds.generators.frontmatter import key_line, load_json, load_toml, toml_keys
from feeds.generators.hugo import values
from feeds.source import walk

_SUFFIXES: Mapping[str, Callable[[str], Any]] = {
    "toml": load_toml,
    "yaml": values.YAML.load,
    "yml": values.YAML.load,
    "json": load_json,
}
_STEMS = ("hugo", "config")
NAMES = tuple(f"{stem}.{suffix}" for stem in _STEMS for suffix in _SUFFIXES)
_FOLDERS = ("config/_default", "config/production")
_YAML_KEY = re.compile(r"""^["']?(\w+)["']?[ \t]*:""", re.MULTILINE)


@dataclass(slots=True)
class HugoConfig(Inputs):
    """The values of every configuration file, merged, with keys in lower case."""

    name: str = NAMES[0]
    """The file of the tree's root."""
    values: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    """The text of every file read, by path."""

    def get(self, *keys: str) -> Any:
        """Return a value of nested tables; None if there is none."""
        return values.at(self.values, *keys)

    def tables(self, key: str) -> dict[str, dict[str, Any]]:
        """Return the tables inside a table, by name."""
        found = self.get(key)
        given = found if isinstance(found, dict) else {}
        return {name: table for name, table in given.items() if isinstance(table, dict)}

    def of_language(self, name: str) -> HugoConfig:
        """Return the configuration of one language: its own table's keys win."""
        own = self.get("languages", name)
        given = own if isinstance(own, dict) else {}
        return replace(self, values={**self.values, **given})

    def text(self, *keys: str) -> str:
        """Return a single value as text; empty if there is none."""
        return values.text(self.get(*keys))

    def flag(self, *keys: str) -> bool:
        """Return whether a value is yes; False if the key is not set."""
        return values.flag(self.get(*keys)) is True

    def fault(self, key: str, message: str, fatal: bool = False) -> None:
        """Add a fault at the line of a key, in the last file that sets it."""
        last = key.rpartition(".")[2]
        place = (self.name, 0)
        for name, text in self.texts.items():
            if line := key_line(text, last, indented=True):
                place = (name, line)
        self.faults.append(Fault(*place, message, fatal))

    def load(self, name: str) -> str | None:
        """Return the text of a file of the tree; None if there is none or it cannot be read."""
        text = Inputs.load(self, name)
        if text is not None:
            self.texts[name] = text
        return text


def recognised_by(tree: Path) -> str | None:
    """Return the file or folder that makes a tree Hugo's; None if it has none.

    It is ``hugo.*``, or a ``config.*`` that has a ``baseURL`` or is beside ``content``. Zola's
    ``config.toml`` and our ``config.yaml`` do not count.
    """
    has_content = (tree / "content").is_dir()
    for name in NAMES:
        file = tree / name
        if not file.is_file() or _is_foreign(file):
            continue
        if name.startswith("hugo.") or has_content or "baseurl" in _top_keys(file):
            return name
    return _FOLDERS[0] if has_content and (tree / _FOLDERS[0]).is_dir() else None


def _is_foreign(file: Path) -> bool:
    if file.name == SHARED_NAME:
        return is_ours(file)
    return file.name == "config.toml" and _top_keys(file) & {"base_url", "baseurl"} == {"base_url"}


def _top_keys(file: Path) -> set[str]:
    """Return the names of the top-level keys, in lower case."""
    text = head(file)
    if file.suffix == ".toml":
        return {key.lower() for key in toml_keys(text)}
    if file.suffix == ".json":
        return {key.lower() for key in _json_object(text)}
    return {key.lower() for key in _YAML_KEY.findall(text)}


def _json_object(text: str) -> Mapping[str, Any]:
    try:
        found = load_json(text)
    except PostError:
        return {}
    return found if isinstance(found, dict) else {}


def load_config(tree: Path) -> HugoConfig:
    """Read the first of Hugo's configuration files that the tree has, and those of its folders.

    The folder of the environment ``production`` wins over ``_default``, which wins over the
    file. Problems are in ``faults``, see :meth:`HugoConfig.raise_faults`.
    """
    config = HugoConfig(tree)
    for name in NAMES:
        if name == SHARED_NAME and is_ours(tree / name):
            continue
        text = config.load(name)
        if text is not None:
            config.name = name
            _merge(config, name, ())
            break
    for folder in _FOLDERS:
        for name in _files(config, folder):
            if config.load(name) is not None:
                _merge(config, name, _keys(name))
    return config


def _files(config: HugoConfig, folder: str) -> Iterator[str]:
    """Yield the configuration files of a folder, by path."""
    if not (config.tree / folder).is_dir():
        return
    below = ("config", folder)

    def descends(directory: str) -> bool:
        return directory in below or directory.startswith(f"{folder}/")

    def is_config(path: str) -> bool:
        return path.startswith(f"{folder}/") and path.rpartition(".")[2].lower() in _SUFFIXES

    found, _ = walk(config.tree, descends, is_config, 0)
    yield from (file.path for file in found)


def _keys(name: str) -> tuple[str, ...]:
    """Return the tables that a file of a folder fills: ``params.en.toml``, ``languages.toml``."""
    stem = name.rpartition("/")[2].rpartition(".")[0].lower()
    if stem in _STEMS:
        return ()
    table, _, language = stem.partition(".")
    if not language:
        return (table,)
    inner = {"menu": ("menus",), "menus": ("menus",), "params": ("params",)}.get(table, ())
    return ("languages", language, *inner)


def _merge(config: HugoConfig, name: str, keys: tuple[str, ...]) -> None:
    """Add the values of a file that was read; ``keys`` lead to the table that they are in."""
    load = _SUFFIXES[name.rpartition(".")[2].lower()]
    try:
        found: Any = values.lower_keys(load(config.texts[name]))
    except PostError as error:
        config.faults += [Fault(name, line, message) for line, message in error.faults]
        return
    if keys and list(found) == [keys[-1]]:
        found = found[keys[-1]]
    for key in reversed(keys):
        found = {key: found}
    config.values = _merged(config.values, found)


def _merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Merge two tables, and the tables of one name inside them; new values win."""
    result = dict(old)
    for key, value in new.items():
        before = result.get(key)
        if isinstance(before, dict) and isinstance(value, dict):
            value = _merged(before, value)
        result[key] = value
    return result
