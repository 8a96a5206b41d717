"""Reading config.yaml: every fault at once, each with its line."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from feeds.config.schema import Config
from feeds.errors import ConfigError, Fault

Location = tuple[str | int, ...]


def load(path: Path) -> Config:
    """Read and check a configuration file.

    Raises :class:`~feeds.errors.ConfigError` with every fault found in it.
    """
    name = path.name
    text = _text(path)
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        values = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        line = mark.line + 1 if mark else 0
        raise ConfigError([Fault(name, line, f"YAML is broken ({problem}); mend it")]) from error
    except (ValueError, RecursionError) as error:
        raise ConfigError([Fault(name, 0, f"cannot be read ({error})")]) from error
    if values is not None and not isinstance(values, dict):
        raise ConfigError([Fault(name, 1, "is no mapping; write keys such as site: and posts:")])
    return _checked(values or {}, name, _lines(node))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = error.strerror or "cannot be opened"
        raise ConfigError([Fault(str(path), 0, f"{reason}; name a file with --config")]) from error
    except UnicodeDecodeError as error:
        raise ConfigError([Fault(path.name, 0, "is not UTF-8; save it as UTF-8")]) from error


def _checked(values: Mapping[str, Any], name: str, lines: Mapping[Location, int]) -> Config:
    try:
        return Config.model_validate(_without_empty(values))
    except ValidationError as error:
        faults = [
            Fault(name, _line(found["loc"], lines), describe(found)) for found in error.errors()
        ]
        raise ConfigError(sorted(set(faults))) from error


def _without_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    """Take a key without a value (``site:``) for one that is not there."""
    return {
        key: _without_empty(value) if isinstance(value, dict) else value
        for key, value in values.items()
        if value is not None
    }


def describe(found: Any) -> str:
    """Say what is wrong, and what would be right, of one of pydantic's error details."""
    where = ".".join(str(part) for part in found["loc"])
    if found["type"] == "extra_forbidden":
        return _unknown(found["loc"])
    message = found["msg"].removeprefix("Value error, ")
    return f"{where}: {message[0].lower()}{message[1:]}"


def _unknown(location: Sequence[str | int]) -> str:
    *above, key = location
    known = list(_section(above).model_fields)
    near = difflib.get_close_matches(str(key), known, n=1)
    remedy = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
    return f"unknown key {'.'.join(map(str, location))}; {remedy}"


def _section(above: Sequence[str | int]) -> type[BaseModel]:
    from feeds.config.schema import Author

    section: type[BaseModel] = Config
    for key in above:
        field = section.model_fields.get(str(key))
        kind = field.annotation if field else Author
        section = kind if isinstance(kind, type) and issubclass(kind, BaseModel) else Author
    return section


def _lines(node: yaml.Node | None, above: Location = ()) -> dict[Location, int]:
    """Map each key's place in the document to its line, from 1."""
    found: dict[Location, int] = {}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            place = (*above, str(key.value))
            found |= {place: key.start_mark.line + 1} | _lines(value, place)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            place = (*above, index)
            found |= {place: value.start_mark.line + 1} | _lines(value, place)
    return found


def _line(location: Location, lines: Mapping[Location, int]) -> int:
    """Return the line of the nearest enclosing key that the file holds."""
    while location and location not in lines:
        location = location[:-1]
    return lines.get(location, 0)
