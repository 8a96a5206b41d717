"""Values of front matter and configuration, converted as Hugo does."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from feeds.generators.base import PostError
from feeds.generators.frontmatter import Fenced, FrontMatter, Json, Yaml, load_toml, parse

_TRUE = frozenset(("1", "t", "T", "TRUE", "true", "True"))
_FALSE = frozenset(("0", "f", "F", "FALSE", "false", "False"))
_NUMBER = re.compile(r"\s*([-+]?\d{1,18})(?:\.\d*)?\s*")
_SPACE = r"\A[ \t\n\v\f\r]*"
"""What may precede front matter."""
_DEEPEST = 100


def text(value: object) -> str:
    """Return a single value as text (github.com/spf13/cast); lists, mappings and null are empty."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, list | tuple | dict | set):
        return ""
    return str(value)


def flag(value: object) -> bool | None:
    """Return a yes or no, however it is written; None if it is neither."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value != 0
    written = text(value)
    return True if written in _TRUE else False if written in _FALSE else None


def number(value: object) -> int:
    """Return a whole number; 0 if the value is none."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, float):
        return int(value) if abs(value) < 1e18 else 0
    found = _NUMBER.fullmatch(text(value))
    return int(found[1]) if found else 0


def strings(value: object) -> list[str]:
    """Return a list of strings; a string is a list of itself."""
    if isinstance(value, str):
        return [str(value)]
    if isinstance(value, list | tuple):
        return [text(item) for item in value]
    return []


def at(values: object, *keys: str) -> Any:
    """Return a value of nested mappings; None if there is none."""
    for key in keys:
        values = values.get(key) if isinstance(values, dict) else None
    return values


def mentions(value: object, keys: Collection[str]) -> bool:
    """Say whether front matter, or what it passes down to other pages, sets one of these keys."""
    if isinstance(value, dict):
        own = any(value.get(key) not in (None, "", []) for key in keys)
        return own or any(mentions(value.get(key), keys) for key in ("params", "cascade"))
    return isinstance(value, list) and any(mentions(one, keys) for one in value)


def front_matter(text: str) -> FrontMatter:
    """Split a content file; keys are in lower case.

    Raises :class:`~feeds.generators.base.PostError` with the line where it is broken.
    """
    formats = (YAML, _TOML, _JSON, _ORG)
    return parse(text, *formats, mapping=lambda loaded, _: lower_keys(loaded), indented=True)


def lower_keys(value: object) -> dict[str, Any]:
    """Return a mapping with every key in lower case, those of mappings inside it too.

    Raises :class:`~feeds.generators.base.PostError` if the value is something else, unless it
    is empty, or is nested too deep.
    """
    if value is None or value == "":
        return {}
    if not isinstance(value, dict):
        raise PostError((1, "front matter must be a mapping; write lines like title: My post"))
    lowered = _lowered(value, 0, {})
    assert isinstance(lowered, dict)
    return lowered


def _lowered(value: object, depth: int, known: dict[int, object]) -> object:
    """Return a value with lower keys; each is made once, for YAML's aliases can multiply it."""
    if depth > _DEEPEST:
        message = f"front matter is nested more than {_DEEPEST} levels deep; use fewer levels"
        raise PostError((1, message))
    if not isinstance(value, dict | list):
        return value
    if id(value) not in known:
        if isinstance(value, dict):
            pairs = value.items()
            known[id(value)] = {
                str(key).lower(): _lowered(one, depth + 1, known) for key, one in pairs
            }
        else:
            known[id(value)] = [_lowered(one, depth + 1, known) for one in value]
    return known[id(value)]


_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(
    r"([-+]?)(?:0b(?P<b2>[01]+)|0o?(?P<b8>[0-7]+)|0x(?P<b16>[0-9a-fA-F]+)|(?P<b10>0|[1-9]\d*))",
    re.ASCII,
)
_BASES = {"b2": 2, "b8": 8, "b10": 10, "b16": 16}
_FLOAT = re.compile(r"[-+]?(?:\d+\.\d*|\.\d+)(?:[eE][-+]?\d+)?|[-+]?\d+[eE][-+]\d+", re.ASCII)
_INFINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_LONGEST = 40
_MOST = 2**64
"""A number of more than 64 bits is text."""


def typed(text: str) -> object:
    """Return what Hugo's YAML makes of a value without quotes; dates stay text.

    It is close to YAML 1.2's core: ``yes``, ``on`` and ``12:30`` are text, ``010`` is eight
    (github.com/goccy/go-yaml).
    """
    if text in _WORDS:
        return _WORDS[text]
    bare = text.replace("_", "")
    if len(bare) > _LONGEST or not (bare[:1].isdigit() or bare[:1] in tuple("+-.")):
        return text
    if found := _INTEGER.fullmatch(bare):
        base = found.lastgroup or "b10"
        number = int(found[base], _BASES[base])
        return text if number >= _MOST else -number if found[1] == "-" else number
    if _FLOAT.fullmatch(bare):
        return float(bare)
    return float(bare.replace(".", "", 1)) if _INFINITE.fullmatch(bare) else text


def _between(mark: str) -> re.Pattern[str]:
    """Return what opens and closes front matter (parser/pageparser/pagelexer_intro.go).

    It opens with three characters after white space, and ends before the next line that begins
    with them. What follows the first three on their line is front matter: of ``------`` the
    last three begin a YAML document.
    """
    opening = rf"{_SPACE}{mark}(?:[ \t]*\n)?"
    return re.compile(rf"^(?:{opening}|(?<=\n){mark}\n?)", re.MULTILINE)


_ORG_LINES = re.compile(rf"{_SPACE}((?:#\+[^\n]*(?:\n|\Z))+)")
_ORG_LINE = re.compile(r"^#\+([^:\n]+):(?:[ \t]+(.*))?$", re.MULTILINE)
_ORG_DATE = re.compile(r"[<\[](\d{4}-\d{2}-\d{2}) [^>\]]{0,60}[>\]]")
_ORG_DATES = frozenset(("date", "lastmod", "publishdate", "expirydate"))


class Org(Fenced):
    """Lines such as ``#+title: My post`` (parser/metadecoders/decoder.go), also above Markdown."""

    def __init__(self) -> None:
        super().__init__(_org_values, re.compile(rf"{_SPACE}(?=#\+)"), "")

    def split(self, text: str) -> tuple[str, str]:
        found = _ORG_LINES.match(text)
        assert found is not None  # the boundary matched
        return found[1], text[found.end() :]


def _org_values(text: str) -> dict[str, Any]:
    given: dict[str, list[str]] = {}
    for key, value in _ORG_LINE.findall(text):
        given.setdefault(key.lower(), []).append(value.strip())
    return {key.removesuffix("[]"): _org_value(key, found) for key, found in given.items()}


def _org_value(key: str, found: list[str]) -> object:
    if key.endswith("[]"):
        return " ".join(found).split()
    if len(found) > 1:
        return found
    if key in _ORG_DATES and (date := _ORG_DATE.search(found[0])):
        return date[1]
    return found[0].strip(":").split(":") if key == "filetags" else found[0]


YAML = Yaml(typed, boundary=_between("---"))
_TOML = Fenced(load_toml, _between(r"\+\+\+"), "+++")
_JSON = Json()
_ORG = Org()
