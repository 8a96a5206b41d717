"""Front matter as Zola delimits it: TOML between lines of ``+++``, or YAML between ``---``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from feeds.generators.base import PostError
from feeds.generators.frontmatter import load_yaml
from feeds.generators.toml import load_toml

_OPENING = re.compile(r"\s*(\+\+\+|---)\n")
_CLOSING = {mark: re.compile(rf"{re.escape(mark)}\s*(?:\Z|(?<=\n))") for mark in ("+++", "---")}
_SHAPES = {str: "a text", bool: "true or false", int: "a number", list: "a list", dict: "a table"}


class Matter(NamedTuple):
    """A file's front matter, and what follows it."""

    values: Mapping[str, Any]
    body: str
    first: int
    """The line its values begin on."""
    text: str
    body_line: int
    """The line that the body begins on."""

    def line(self, key: str) -> int:
        """Return the line of a top-level key, else the first."""
        found = re.search(rf"^[\"']?{re.escape(key)}[\"']?\s*[=:]", self.text, re.MULTILINE)
        return self.first + self.text.count("\n", 0, found.start()) if found else 1

    def error(self, key: str, message: str) -> PostError:
        """Return the fault that a key's value is."""
        return PostError((self.line(key), message))

    def get(self, key: str, kind: type) -> Any:
        """Return a value of that type; None where there is none.

        Raises :class:`~feeds.generators.base.PostError` for another type, as Zola does.
        """
        value = self.values.get(key)
        if value is not None and not isinstance(value, kind):
            raise self.error(key, f"{key} is not {_SHAPES[kind]}; write {_SHAPES[kind]}")
        return value

    def flag(self, key: str) -> bool:
        """Return a key's truth; False where there is none."""
        return bool(self.get(key, bool))


def split(text: str) -> Matter:
    """Split a file. Raises ``PostError`` where its front matter is missing or broken."""
    opening = _OPENING.match(text)
    if opening is None:
        message = "front matter is missing; begin the file with a line +++, then TOML, then +++"
        raise PostError((1, message))
    mark = opening[1]
    closing = _CLOSING[mark].search(text, opening.end())
    if closing is None:
        raise PostError((1, f"front matter is not closed; end it with a line {mark}"))
    first = 1 + text.count("\n", 0, opening.end())
    matter = text[opening.end() : closing.start()]
    body_line = 1 + text.count("\n", 0, closing.end())
    return Matter(_values(matter, mark, first), text[closing.end() :], first, matter, body_line)


def _values(text: str, mark: str, first: int) -> Mapping[str, Any]:
    try:
        values = load_toml(text) if mark == "+++" else load_yaml(text)
    except PostError as error:
        located = ((line + first - 1, message) for line, message in error.faults)
        raise PostError(*located) from error
    if not isinstance(values or {}, dict):
        raise PostError((first, 'front matter is no table; write lines like title = "Words"'))
    return values or {}
