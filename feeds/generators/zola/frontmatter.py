"""Front matter as Zola delimits it: TOML between lines of ``+++``, or YAML between ``---``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from feeds.generators.base import PostError
from feeds.generators.frontmatter import Fenced, FrontMatter, Yaml, load_toml, parse

_SHAPES = {str: "a text", bool: "true or false", int: "a number", list: "a list", dict: "a table"}


def front_matter(text: str) -> FrontMatter:
    """Split a file. Raises ``PostError`` if its front matter is missing or broken."""
    matter = parse(text, _TOML, _YAML, mapping=_table)
    if matter.format is None:
        message = "front matter is missing; begin the file with a line +++, then TOML, then +++"
        raise PostError((1, message))
    return matter


def typed(matter: FrontMatter, key: str, kind: type) -> Any:
    """Return a value of that type; None if there is none.

    Raises :class:`~feeds.generators.base.PostError` for another type, as Zola does.
    """
    found = matter.values.get(key)
    if found is not None and not isinstance(found, kind):
        raise matter.error(key, f"{key} is not {_SHAPES[kind]}; write {_SHAPES[kind]}")
    return found


def flag(matter: FrontMatter, key: str) -> bool:
    """Return whether a key is true; False if it is missing."""
    return bool(typed(matter, key, bool))


def _table(values: Any, line: int) -> Mapping[str, Any]:
    if not isinstance(values or {}, dict):
        raise PostError((line, 'front matter is no table; write lines like title = "Words"'))
    return values or {}


def _between(mark: str) -> re.Pattern[str]:
    return re.compile(rf"\A\s*{mark}\n|(?!\A){mark}\s*(?:\Z|(?<=\n))")


_TOML = Fenced(load_toml, _between(r"\+\+\+"), "+++")
_YAML = Yaml(boundary=_between("---"))
