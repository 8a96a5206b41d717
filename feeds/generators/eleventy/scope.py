"""The variables that an expression in a template can use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from feeds.generators.eleventy.javascript import UNREAD

_SUPPLIED = frozenset({"collections", "eleventy", "pagination", "content", "loop", "forloop"})
"""Variables that Eleventy itself supplies."""

_BOOLEANS = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


class Undecided(Exception):
    """The value of an expression is not known."""

    def __init__(self, name: str, is_filter: bool = False) -> None:
        super().__init__(name, is_filter)
        self.name = name
        """The variable or the filter that is not known."""
        self.is_filter = is_filter


class Missing(Undecided):
    """A variable is not in the data. In Eleventy it is undefined, if JavaScript adds none."""


class Scope(msgspec.Struct):
    """What an expression can refer to."""

    data: Mapping[str, Any]
    engine: str
    """``liquid`` or ``njk``."""
    prefix: str = ""
    """The site's ``pathPrefix``, without a trailing slash."""
    variables: dict[str, Any] = {}
    """What the template itself has set. An unknown value is an :class:`Undecided`."""

    def value(self, name: str) -> Any:
        """Return the value of a variable. Raises :class:`Undecided`."""
        if name in self.variables:
            return _known(self.variables[name], name)
        if name in self.data:
            return _typed(_known(self.data[name], name))
        raise (Undecided if name in _SUPPLIED else Missing)(name)

    def is_true(self, value: Any) -> bool:
        """Say whether a value counts as true. In Liquid an empty text and 0 do."""
        if self.engine == "liquid":
            return value is not None and value is not False
        return bool(value) or isinstance(value, list | dict)


def _known(value: Any, name: str) -> Any:
    if isinstance(value, Undecided):
        raise type(value)(value.name, value.is_filter)
    if value is UNREAD:
        raise Undecided(name)
    return value


def _typed(value: Any) -> Any:
    """Return a value of front matter, where true and false are text, with its type."""
    return _BOOLEANS.get(value, value) if isinstance(value, str) else value


def member(value: Any, key: Any, path: str) -> Any:
    """Return a member of a value; ``path`` is how the template writes it.

    Raises :class:`Undecided`.
    """
    if isinstance(value, Mapping) and key in value:
        return _typed(_known(value[key], path))
    if isinstance(value, list | str) and key in ("length", "size"):
        return len(value)
    if isinstance(value, list) and isinstance(key, int) and -1 < key < len(value):
        return _typed(_known(value[key], path))
    raise Missing(path)
