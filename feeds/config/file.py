"""Find the configuration file and read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from yaml.reader import ReaderError

from feeds.config.schema import Config
from feeds.config.sections import ConfigSection, Location
from feeds.errors import ConfigError, Fault, explained, nearest

SHARED_NAME = "config.yaml"
"""Other programs use this name too, Hugo among them."""

OWN_NAMES = ("feeds.yaml", "_feeds.yaml")
NAMES = (*OWN_NAMES, SHARED_NAME)

_MOST_BYTES = 2**20
_KEY = re.compile(r"""^(["']?)([A-Za-z_][\w-]*)\1[ \t]*:(?=\s|$)""", re.MULTILINE)
_HUGO_KEY = "baseurl"
_END = "'<stream end>'"
_LIKE = 0.7  # of 1: "sit" and "site" are alike, "title" and "site" are not


def load(path: Path, name: str | None = None) -> Config:
    """Read and check a configuration file.

    ``name`` is what faults call it, by default its file name. Raises
    :class:`~feeds.errors.ConfigError` with every fault.
    """
    return read_config(path, name).checked()


def read_config(path: Path, name: str | None = None) -> Config:
    """Read a configuration file: the result has what can be used, and carries all faults."""
    name = name or path.name
    try:
        values, node = _parsed(path, name)
    except ConfigError as error:
        return Config.unreadable(error.faults)
    return Config.read(values, name, partial(_line, node=node)).read_from(name, _lines(node))


def _parsed(path: Path, name: str) -> tuple[dict[str, Any], yaml.Node | None]:
    """Return the values of a file, and the nodes that know their lines."""
    text = _text(path, name)
    try:  # not libyaml: it ends the process if lists nest too deep
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        values = yaml.load(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise ConfigError([_broken(error, text, name)]) from error
    except RecursionError as error:
        raise ConfigError(
            [Fault(name, 0, "the YAML is nested too deeply; use fewer levels")]
        ) from error
    except (ArithmeticError, LookupError, ValueError) as error:
        message = f"contains a value that YAML cannot read ({error}); put it in quotes"
        raise ConfigError([Fault(name, 0, message)]) from error
    if values is not None and not isinstance(values, dict):
        raise ConfigError(
            [Fault(name, 1, "must be a mapping; write keys such as site: and posts:")]
        )
    return values or {}, node


def find_config(directory: Path, names: tuple[str, ...] = NAMES) -> Path | None:
    """Return the configuration file in a directory; None if there is none.

    Raises :class:`~feeds.errors.ConfigError` if there are two.
    """
    found = [file for file in (directory / name for name in names) if _is_config(file)]
    if len(found) > 1:
        first, second, *_ = found
        message = f"{second.name} is a configuration file too; remove one of the two"
        raise ConfigError([Fault(str(first), 0, message)])
    return found[0] if found else None


def is_ours(file: Path) -> bool:
    """Say whether a ``config.yaml`` is our configuration.

    It is if at least one of its top-level keys is ours and none is Hugo's ``baseURL``.
    """
    keys = _keys(file)
    return not keys.isdisjoint(_our_keys()) and _HUGO_KEY not in map(str.lower, keys)


def no_config(directory: Path, remedy: str, broken: Iterable[str] = ()) -> ConfigError:
    """Return the error for a directory without a configuration.

    It names a ``config.yaml`` whose keys are all unknown: there may be a typo in it. ``broken``
    has a line for each installed generator that may be the directory's, but cannot be used.
    """
    file, others = directory / SHARED_NAME, [Fault("", 0, line) for line in broken]
    if not file.is_file():
        return ConfigError([Fault("", 0, f"No configuration file found. {remedy}"), *others])
    typos = (
        f" Did you mean {near} instead of {key}?"
        for key in sorted(_keys(file))
        if (near := nearest(key, Config.fields(), _LIKE))
    )
    message = f"contains no known key, so it was ignored.{next(typos, '')} {remedy}"
    return ConfigError([Fault(str(file), 0, message), *others])


def _is_config(file: Path) -> bool:
    if file.name != SHARED_NAME:
        return file.exists() or file.is_symlink()  # a broken link is reported, not ignored
    return file.is_file() and is_ours(file)


def _our_keys() -> set[str]:
    return {*Config.fields(), *Config.renamed}


def _keys(file: Path) -> set[str]:
    """Return the top-level keys of a file, even if it is not valid YAML."""
    try:
        with file.open("rb") as stream:
            text = stream.read(_MOST_BYTES).decode("utf-8-sig", "replace")
    except OSError:
        return set()
    found = {key for _, key in _KEY.findall(text.replace("\r", "\n"))}
    return found or _mapping_keys(text)  # they are indented, or in braces


def _mapping_keys(text: str) -> set[str]:
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return set()
    if not isinstance(node, yaml.MappingNode):
        return set()
    return {key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)}


def _text(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        words = explained(error)
        if isinstance(error, FileNotFoundError | IsADirectoryError):
            place = "" if path.is_absolute() else f" in {Path.cwd()}"
            words = f"{words.partition(';')[0]}{place}; name a configuration file"
        raise ConfigError([Fault(str(path), 0, words)]) from error
    except UnicodeDecodeError as error:
        raise ConfigError([Fault(name, 0, "is not UTF-8; save it as UTF-8")]) from error


def _broken(error: yaml.YAMLError, text: str, name: str) -> Fault:
    if isinstance(error, ReaderError):
        line = text.count("\n", 0, error.position) + 1
        return Fault(name, line, "the YAML contains a control character; remove it")
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
    if problem and _END in problem:
        problem = problem.replace(_END, "the end of the file")
        mark = getattr(error, "context_mark", None) or mark  # where it was opened
    words = f"the YAML is not valid ({problem or 'not YAML'}); add the missing quotes or brackets"
    return Fault(name, mark.line + 1 if mark else 0, words)


def _line(location: Location, node: yaml.Node | None) -> int:
    """Return the line, from 1, of the nearest enclosing key or item that the file has."""
    line = 0
    for part in location:
        found = _child(node, part)
        if found is None:
            break
        line, node = found
    return line


def _lines(node: yaml.Node | None) -> dict[str, int]:
    """Return the line of each key of a valid configuration, by its dotted name."""
    keys = (key for key in _all_keys(Config) if _has(node, key))
    return {".".join(key): _line(key, node) for key in keys}


def _all_keys(section: type[ConfigSection], above: tuple[str, ...] = ()) -> Iterator[Location]:
    """Yield every key of a section and of the sections in it, after the keys above it."""
    for key, field in section.fields().items():
        yield (*above, key)
        if isinstance(field.type, type) and issubclass(field.type, ConfigSection):
            yield from _all_keys(field.type, (*above, key))


def _has(node: yaml.Node | None, key: Location) -> bool:
    for part in key:
        found = _child(node, part)
        if found is None:
            return False
        _, node = found
    return True


def _child(node: yaml.Node | None, part: Any) -> tuple[int, yaml.Node] | None:
    """Return the line and the value of a key or an item; the last, if a key is there twice."""
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        item = node.value[part]
        return item.start_mark.line + 1, item
    if isinstance(node, yaml.MappingNode):
        for key, value in reversed(node.value):
            if key.value == str(part):
                return key.start_mark.line + 1, value
    return None
