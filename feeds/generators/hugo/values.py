"""Values of any type as Hugo's templates take them (github.com/spf13/cast)."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

_TRUE = frozenset(("1", "t", "T", "TRUE", "true", "True"))
_FALSE = frozenset(("0", "f", "F", "FALSE", "false", "False"))
_NUMBER = re.compile(r"\s*([-+]?\d{1,18})(?:\.\d*)?\s*")


def text(value: object) -> str:
    """Return a single value as text; nothing for lists, mappings and null."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, list | tuple | dict | set):
        return ""
    return str(value)


def flag(value: object) -> bool | None:
    """Return a yes or no, however it is written; None where it is neither."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value != 0
    written = text(value)
    return True if written in _TRUE else False if written in _FALSE else None


def number(value: object) -> int:
    """Return a whole number; 0 where there is none."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, float):
        return int(value) if abs(value) < 1e18 else 0
    found = _NUMBER.fullmatch(text(value))
    return int(found[1]) if found else 0


def strings(value: object) -> list[str]:
    """Return a list of texts; a text alone is the only item of its list."""
    if isinstance(value, str):
        return [str(value)]
    if isinstance(value, list | tuple):
        return [text(item) for item in value]
    return []


def at(values: object, *keys: str) -> Any:
    """Return a value of nested mappings; None where there is none."""
    for key in keys:
        values = values.get(key) if isinstance(values, dict) else None
    return values


def mentions(value: object, keys: Collection[str]) -> bool:
    """Say whether a value, or what its lists and mappings hold, has one of these keys set."""
    if isinstance(value, dict):
        own = any(value.get(key) not in (None, "", []) for key in keys)
        return own or any(mentions(value.get(key), keys) for key in ("params", "cascade"))
    return isinstance(value, list) and any(mentions(one, keys) for one in value)
