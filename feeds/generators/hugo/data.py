"""Front matter and configuration as Hugo reads them: YAML, TOML or JSON, keys in any case."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from feeds.generators.base import PostError
from feeds.generators.frontmatter import load_yaml
from feeds.generators.hugo.scalars import typed
from feeds.generators.toml import load_toml

_YAML = re.compile(r"---[^\S\n]*\n")
_YAML_END = re.compile(r"^---\n?", re.MULTILINE)
_TOML = re.compile(r"\+\+\+[^\S\n]*\n")
_TOML_END = re.compile(r"^\+\+\+\n?", re.MULTILINE)
_BLANK = re.compile(r"\s*")
_DEEPEST = 100


class Matter(NamedTuple):
    """A content file's front matter, its keys in lower case, and what follows it."""

    values: Mapping[str, Any]
    body: str
    text: str = ""
    """The file up to its body."""

    def line(self, key: str) -> int:
        """Return the line of the file on which a key stands, else its first line."""
        pattern = rf"""^[ \t]*["']?{re.escape(key)}["']?\s*[:=]"""
        found = re.search(pattern, self.text, re.MULTILINE | re.IGNORECASE)
        return 1 + self.text.count("\n", 0, found.end()) if found else 1

    @property
    def first_line(self) -> int:
        """The line of the file on which the body begins."""
        return 1 + self.text.count("\n")


def split(text: str) -> Matter:
    """Take a content file apart; none of the three formats is no error.

    Raises :class:`~feeds.generators.base.PostError` with the line where it is broken.
    """
    start = _BLANK.match(text)
    begin = start.end() if start else 0
    if opening := _YAML.match(text, begin):
        return _fenced(text, opening.end(), _YAML_END, "---", parse_yaml)
    if opening := _TOML.match(text, begin):
        return _fenced(text, opening.end(), _TOML_END, "+++", load_toml)
    if text.startswith("{", begin) and not text.startswith(("{{<", "{{%"), begin):
        return _json(text, begin)
    if text.startswith("#+", begin):
        raise PostError((1, "Org front matter is not read; write YAML between lines ---"))
    return Matter({}, text)


def _fenced(text: str, start: int, end: re.Pattern[str], mark: str, parse: Any) -> Matter:
    closing = end.search(text, start)
    if closing is None:
        raise PostError((1, f"front matter is not closed; end it with a line {mark}"))
    before = text.count("\n", 0, start)
    try:
        values = parse(text[start : closing.start()])
    except PostError as error:
        raise PostError(*((line + before, message) for line, message in error.faults)) from error
    return Matter(mapping(values), text[closing.end() :], text[: closing.end()])


def _json(text: str, begin: int) -> Matter:
    try:
        values, end = json.JSONDecoder().raw_decode(text, begin)
        json.dumps(values, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except RecursionError as error:
        raise PostError((1, "JSON is nested too deep; flatten it")) from error
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise PostError((line, f"JSON is broken ({error}); mend it")) from error
    if text.startswith("\n", end):
        end += 1
    return Matter(mapping(values), text[end:], text[:end])


def parse_yaml(text: str) -> Any:
    """Parse YAML, dates left as text; :class:`~feeds.generators.base.PostError` where broken."""
    return load_yaml(text, typed)


def parse_json(text: str) -> Any:
    """Parse JSON; :class:`~feeds.generators.base.PostError` with the line where it is broken."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise PostError((1, "JSON is nested too deep; flatten it")) from error
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise PostError((line, f"JSON is broken ({error}); mend it")) from error


def mapping(value: object) -> dict[str, Any]:
    """Return a mapping with every key in lower case, those of mappings inside it too.

    Nothing (None) is an empty one. Raises :class:`~feeds.generators.base.PostError` for
    anything else, and where it nests too deep.
    """
    if value is None or value == "":
        return {}
    if not isinstance(value, dict):
        raise PostError((1, "front matter is no mapping; write lines like title: My post"))
    folded = _folded(value, 0, {})
    assert isinstance(folded, dict)
    return folded


def _folded(value: object, depth: int, known: dict[int, object]) -> object:
    """Fold each value once: YAML's aliases make few lines stand for millions."""
    if depth > _DEEPEST:
        raise PostError((1, f"front matter nests over {_DEEPEST} levels deep; flatten it"))
    if not isinstance(value, dict | list):
        return value
    if id(value) not in known:
        folded: object
        if isinstance(value, dict):
            inner = {str(key).lower(): _folded(one, depth + 1, known) for key, one in value.items()}
            folded = inner
        else:
            folded = [_folded(one, depth + 1, known) for one in value]
        known[id(value)] = folded
    return known[id(value)]
