"""Reading the configuration: every fault at once, each with its line."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from yaml.reader import ReaderError

from feeds.config.checking import Location
from feeds.config.schema import Config
from feeds.config.section import Section
from feeds.errors import ConfigError, Fault


def load(path: Path, name: str | None = None) -> Config:
    """Read and check a configuration file.

    ``name`` is what faults call it, its file name if not given. Raises
    :class:`~feeds.errors.ConfigError` with every fault found in it.
    """
    name = name or path.name
    text = _text(path, name)
    try:  # not libyaml: it ends the process where lists nest too deep
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        values = yaml.load(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise ConfigError([_broken(error, text, name)]) from error
    except RecursionError as error:
        raise ConfigError([Fault(name, 0, "is nested too deep; flatten it")]) from error
    except (ArithmeticError, LookupError, ValueError) as error:
        message = f"holds a value that YAML cannot read ({error}); quote it"
        raise ConfigError([Fault(name, 0, message)]) from error
    if values is not None and not isinstance(values, dict):
        raise ConfigError([Fault(name, 1, "is no mapping; write keys such as site: and posts:")])
    config = Config.of(values or {}, name, partial(_line, node=node))
    return config.read_from(name, _lines(node))


def mapping_keys(text: str) -> set[str]:
    """Return the top-level keys of a YAML mapping; none if it is something else, or broken."""
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
        reason = error.strerror or "cannot be opened"
        raise ConfigError([Fault(str(path), 0, f"{reason}; name a file with --config")]) from error
    except UnicodeDecodeError as error:
        raise ConfigError([Fault(name, 0, "is not UTF-8; save it as UTF-8")]) from error


def _broken(error: yaml.YAMLError, text: str, name: str) -> Fault:
    if isinstance(error, ReaderError):
        line = text.count("\n", 0, error.position) + 1
        return Fault(name, line, "YAML is broken (control character); remove the character")
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "not YAML"
    return Fault(name, mark.line + 1 if mark else 0, f"YAML is broken ({problem}); mend it")


def _line(location: Location, node: yaml.Node | None) -> int:
    """Return the line, from 1, of the nearest enclosing key or item that the file holds."""
    line = 0
    for part in location:
        found = _below(node, part)
        if found is None:
            break
        line, node = found
    return line


def _lines(node: yaml.Node | None) -> dict[str, int]:
    """Return the line of each key that a valid configuration has, by its dotted name."""
    places = (place for place in _places(Config) if _holds(node, place))
    return {".".join(place): _line(place, node) for place in places}


def _places(section: type[Section], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield every key that a section may have, with those it lies below."""
    for key, field in section.fields().items():
        yield (*above, key)
        if isinstance(field.type, type) and issubclass(field.type, Section):
            yield from _places(field.type, (*above, key))


def _holds(node: yaml.Node | None, place: Location) -> bool:
    for part in place:
        found = _below(node, part)
        if found is None:
            return False
        _, node = found
    return True


def _below(node: yaml.Node | None, part: Any) -> tuple[int, yaml.Node] | None:
    """Return the line and the value of a key or an item; of a key written twice, the last."""
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        item = node.value[part]
        return item.start_mark.line + 1, item
    if isinstance(node, yaml.MappingNode):
        for key, value in reversed(node.value):
            if key.value == str(part):
                return key.start_mark.line + 1, value
    return None
