"""Reading config.yaml: every fault at once, each with its line."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ValidationError
from yaml.reader import ReaderError

from feeds.config.schema import Config
from feeds.errors import ConfigError, Fault

Location = tuple[str | int, ...]

_KEYS_BELOW = "is not a group of keys; write them below it, indented"
_REMEDIES = {
    "bool_parsing": "is neither true nor false",
    "bool_type": "is neither true nor false",
    "dict_type": _KEYS_BELOW,
    "int_parsing": "is not a whole number",
    "int_type": "is not a whole number",
    "mapping_type": _KEYS_BELOW,
    "missing": "is missing",
    "model_type": _KEYS_BELOW,
    "string_too_short": "is empty; write a text",
    "string_type": "is not a text; quote it",
    "string_unicode": "holds half a surrogate pair; write the character itself",
    "tuple_type": "is not a list; write one such as [one, two]",
}
"""By pydantic's type of error, what its own words say less plainly."""


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
    return _checked(values or {}, name, node)


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


def _checked(values: Mapping[str, Any], name: str, node: yaml.Node | None) -> Config:
    try:
        return Config.model_validate(values).read_from(name, _lines(node))
    except ValidationError as error:
        faults = [
            Fault(name, _line(found["loc"], node), describe(found)) for found in error.errors()
        ]
        raise ConfigError(sorted(faults)) from error


def describe(found: Any) -> str:
    """Say what is wrong, and what would be right, of one of pydantic's error details."""
    if found["type"] in ("extra_forbidden", "invalid_key"):
        return _unknown(found["loc"])
    where = ".".join(str(part) for part in found["loc"] if part != "[key]")
    message = _REMEDIES.get(found["type"]) or found["msg"].removeprefix("Value error, ")
    return f"{where}: {message[0].lower()}{message[1:]}"


def _unknown(location: Sequence[str | int]) -> str:
    *above, key = location
    known = list(_section(above).model_fields)
    near = difflib.get_close_matches(str(key), known, n=1)
    remedy = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
    return f"unknown key {'.'.join(map(str, location))}; {remedy}"


def _section(above: Sequence[str | int]) -> type[BaseModel]:
    """Return the section that a location is in; keys of mappings and lists are passed over."""
    section: type[BaseModel] = Config
    for key in above:
        field = section.model_fields.get(str(key))
        section = next(_sections(field.annotation), section) if field else section
    return section


def _sections(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _sections(inner)


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


def _places(section: type[BaseModel], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield every key that a section may have, with those it lies below."""
    for key, field in section.model_fields.items():
        yield (*above, key)
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _places(field.annotation, (*above, key))


def _holds(node: yaml.Node | None, place: Location) -> bool:
    for part in place:
        found = _below(node, part)
        if found is None:
            return False
        _, node = found
    return True


def _below(node: yaml.Node | None, part: str | int) -> tuple[int, yaml.Node] | None:
    """Return the line and the value of a key or an item; of a key written twice, the last."""
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        item = node.value[part]
        return item.start_mark.line + 1, item
    if isinstance(node, yaml.MappingNode):
        for key, value in reversed(node.value):
            if key.value == str(part):
                return key.start_mark.line + 1, value
    return None
