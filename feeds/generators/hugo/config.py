"""Hugo's configuration: ``hugo.*`` or ``config.*``, and the folders below ``config/``."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from feeds.config.lookup import SHARED_NAME, is_ours
from feeds.errors import ConfigError, Fault
from feeds.generators.base import PostError
from feeds.generators.files import head, read_input, text_of
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
class Config:
    """Every file's values laid over one another, keys in lower case; and the files read."""

    tree: Path
    name: str = NAMES[0]
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    read: dict[str, str] = field(default_factory=dict)

    def get(self, *keys: str) -> Any:
        """Return a value of nested tables; None where there is none."""
        return values.at(self.values, *keys)

    def of_language(self, name: str) -> Config:
        """Return the configuration as one language has it: its own table's keys win."""
        own = self.get("languages", name)
        given = own if isinstance(own, dict) else {}
        return replace(self, values={**self.values, **given})

    def text(self, *keys: str) -> str:
        """Return a single value as text; empty where there is none."""
        return values.text(self.get(*keys))

    def flag(self, *keys: str) -> bool:
        """Return whether a yes or no is yes; a key not set is no."""
        return values.flag(self.get(*keys)) is True

    def fault(self, key: str, message: str, fatal: bool = False) -> None:
        """Keep a fault at the place of a key: the file that sets it last."""
        last = key.rpartition(".")[2]
        place = (self.name, 0)
        for name, text in self.read.items():
            if line := key_line(text, last, indented=True):
                place = (name, line)
        self.faults.append(Fault(*place, message, fatal))

    def raise_faults(self) -> None:
        """Raise :class:`~feeds.errors.ConfigError` with every fault if any is fatal."""
        if any(fault.fatal for fault in self.faults):
            raise ConfigError(sorted(set(self.faults)))

    def load(self, name: str) -> str | None:
        """Return the text of a file of the tree; None where there is none."""
        try:
            text = text_of(read_input(self.tree, name))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            reason = (error.strerror or "cannot be read").lower()
            self.faults.append(Fault(name, 0, f"{reason}; make it a readable file inside the tree"))
            return None
        except PostError as error:
            self.faults += [Fault(name, line, message) for line, message in error.faults]
            return None
        self.read[name] = text
        return text

    @property
    def digest(self) -> str:
        """A digest of every file read."""
        digest = hashlib.sha256()
        for name, text in sorted(self.read.items()):
            digest.update(f"{name}\0{len(text)}\0{text}".encode())
        return digest.hexdigest()


def recognised_by(tree: Path) -> str | None:
    """Return the file or folder that makes a tree Hugo's.

    That is ``hugo.*``, or a ``config.*`` that has a ``baseURL`` or lies beside ``content``;
    Zola's ``config.toml`` and our ``config.yaml`` do not count.
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
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def load_config(tree: Path) -> Config:
    """Read the first of Hugo's configuration files there is, and those of its folders.

    The folder of the environment ``production`` wins over ``_default``, and that over the
    file. What is wrong is kept in ``faults``, see :meth:`Config.raise_faults`.
    """
    config = Config(tree)
    for name in NAMES:
        if name == SHARED_NAME and is_ours(tree / name):
            continue
        text = config.load(name)
        if text is not None:
            config.name = name
            _lay(config, name, ())
            break
    for folder in _FOLDERS:
        for name in _files(config, folder):
            if config.load(name) is not None:
                _lay(config, name, _keys(name))
    return config


def _files(config: Config, folder: str) -> Iterator[str]:
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


def _lay(config: Config, name: str, keys: tuple[str, ...]) -> None:
    try:
        found: Any = values.lower_keys(
            _SUFFIXES[name.rpartition(".")[2].lower()](config.read[name])
        )
    except PostError as error:
        config.faults += [Fault(name, line, message) for line, message in error.faults]
        return
    if keys and list(found) == [keys[-1]]:
        found = found[keys[-1]]
    for key in reversed(keys):
        found = {key: found}
    config.values = laid_over(config.values, found)


def laid_over(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Lay tables over others; those of one name are laid over one another in turn."""
    result = dict(old)
    for key, value in new.items():
        before = result.get(key)
        both = isinstance(before, dict) and isinstance(value, dict)
        result[key] = laid_over(before, value) if both and isinstance(before, dict) else value
    return result
