"""Values of YAML as Ruby reads, merges and prints them.

Psych, Ruby's reader of YAML, is older than YAML 1.2 (``Psych::ScalarScanner``): ``1,000`` is a
number, ``12:30`` is a number of seconds, ``1e3`` is text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from typing import Any, TypeGuard

import msgspec

from feeds.generators.base import PostError, Problem
from feeds.generators.frontmatter import FrontMatter, Yaml
from feeds.generators.yaml_values import Timestamp

_TEXT = re.compile(r"[^0-9.:-]?(?:[^\W\d]|[\s!@#$%^&*(){}<>|/\\~;=])", re.ASCII)
_LETTER = re.compile(r"[^0-9.:-]?[^\W\d]")
_TIME = re.compile(
    r"-?\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|\s+)\d{1,2}:\d\d:\d\d(?:\.\d*)?"
    r"(?:\s*(?:Z|[-+]\d{1,2}:?(?:\d\d)?))?",
    re.ASCII,
)
_DATE = re.compile(r"(\d{4})-(1[012]|0\d|\d)-([12]\d|3[01]|0\d|\d)", re.ASCII)
_CLOCK = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9]){1,2}(\.[0-9_]*)?")
_FLOAT = re.compile(r"[-+]?(?:[0-9][0-9_,]*)?\.[0-9]*(?:[eE][-+][0-9]+)?")
_INTEGER = re.compile(
    r"([-+]?)(?:0b(?P<b2>[01_,]+)|0(?P<b8>[0-7_,]+)|0x(?P<b16>[0-9a-fA-F_,]+)"
    r"|(?P<b10>0|[1-9](?:[0-9]|,[0-9]|_[0-9])*))"
)
_BASES = {"b2": 2, "b8": 8, "b10": 10, "b16": 16}
_LONGEST_WORD = 5
_WORDS = {
    **dict.fromkeys(("yes", "true", "on"), True),
    **dict.fromkeys(("no", "false", "off"), False),
    **dict.fromkeys(("null", "~"), None),
}
_INFINITE = {".inf": math.inf, "+.inf": math.inf, "-.inf": -math.inf, ".nan": math.nan}
_WORD = re.compile(r"[^ \t\n\v\f\r]+")
_LONGEST_SHOWN = 60
_SMALLEST, _GREATEST = 1e-4, 1e15
_DEEPEST = 20
_MOST_ITEMS = 10_000
_LISTS = (list, tuple)
_MANY = (*_LISTS, dict, set)


class PostValues(msgspec.Struct, frozen=True):
    """A post's values, their lines, and the problems found in them."""

    matter: FrontMatter
    """The front matter of the post's file."""
    merged: Mapping[str, Any]
    """The front matter over the defaults of the site."""
    remarks: list[Problem] = []
    """What is wrong with values, though the post can be published."""

    def get(self, key: str) -> Any:
        """Return a value; None if there is none."""
        return self.merged.get(key)

    def error(self, key: str, message: str) -> PostError:
        """Return the error that reports a value's line."""
        return PostError((self.matter.line(key), message))

    def remark(self, key: str, message: str) -> None:
        """Add a problem at a value's line."""
        self.remarks.append((self.matter.line(key), message))

    def inner(self, key: str, name: str) -> Any:
        """Return a value of a mapping, ``image.path``; None if there is no such mapping."""
        outer = self.merged.get(key)
        return outer.get(name) if isinstance(outer, dict) else None


class Day(str):
    """A date that is written without quotes and without a time; Ruby has a ``Date`` for it."""

    __slots__ = ()


def is_text(value: object) -> TypeGuard[str]:
    """Say whether Ruby has a string for the value, not a ``Date`` or ``Time``."""
    return isinstance(value, str) and not isinstance(value, Day | Timestamp)


def typed(text: str) -> object:
    """Return what Psych makes of a value without quotes; dates as :class:`Day` or ``Timestamp``."""
    if not text:
        return None
    if _TEXT.match(text) or _LETTER.match(text) or "\n" in text:
        return text if len(text) > _LONGEST_WORD else _WORDS.get(text.lower(), text)
    if _TIME.fullmatch(text):
        return Timestamp(text)
    found = _DATE.fullmatch(text)
    if found:
        return _date(found)
    if text.lower() in _INFINITE:
        return _INFINITE[text.lower()]
    return _number(text)


YAML = Yaml(typed)
"""The YAML of a Jekyll site: its front matter, configuration and data."""


def _date(found: re.Match[str]) -> str:
    """Return a day; one that no calendar has stays text."""
    try:
        return Day(date(*map(int, found.groups())).isoformat())
    except ValueError:
        return found[0]


def _number(text: str) -> object:
    clock = _CLOCK.fullmatch(text)
    if clock:
        return _seconds(text.replace("_", ""), float if clock[1] else int)
    if _FLOAT.fullmatch(text):
        digits = text.replace(",", "").replace("_", "")
        return text if digits in (".", "+.", "-.") else float(digits)
    found = _INTEGER.fullmatch(text)
    return text if found is None else _integer(found)


def _seconds(text: str, number: type[int] | type[float]) -> int | float:
    """Return the seconds of a time; its first part is hours, even if there are only two parts."""
    parts = zip(text.split(":"), (3600, 60, 1), strict=False)
    return sum(number(part) * seconds for part, seconds in parts)


def _integer(found: re.Match[str]) -> int | str:
    name = found.lastgroup or "b10"
    digits = found[name].replace(",", "").replace("_", "")
    try:
        return int(found[1] + (digits or "0"), _BASES[name])
    except ValueError:  # more digits than Python converts
        return found[0]


def words(text: str) -> list[str]:
    """Split at white space of ASCII, as Ruby's ``split`` does."""
    return _WORD.findall(text)


def written(value: object) -> str:
    """Write a single value as Ruby's ``to_s`` does; lists and mappings give an empty text."""
    if isinstance(value, str):
        return str(value)
    if not is_single(value):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float):
        return _float(value)
    try:
        return str(value)
    except ValueError:  # more digits than Python converts
        return f"{value:x}"


def _float(value: float) -> str:
    """Write a number as ``Float#to_s`` does: from 0.0001 to below 1e15 without an exponent."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0 or _SMALLEST <= abs(value) < _GREATEST:
        return repr(value)
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    assert isinstance(exponent, int)  # it is finite
    first, rest = digits[0], "".join(map(str, digits[1:])) or "0"
    return f"{'-' * sign}{first}.{rest}e{exponent + len(digits) - 1:+03d}"


def is_true(value: object) -> bool:
    """Say whether a value is true to Ruby: all but nil and false are, even ``0`` and ``""``."""
    return value is not None and value is not False


def is_single(value: object) -> bool:
    """Say whether a value is text, a number or a truth value."""
    return value is not None and not isinstance(value, _MANY)


def is_blank(value: object) -> bool:
    """Say whether Liquid's ``default`` filter replaces the value."""
    return not is_true(value) or value in ("", [], {})


def kind_of(value: object) -> str:
    """Name a value's type for messages."""
    if isinstance(value, dict | set):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, Day | Timestamp):
        return "a date"
    return "a number" if isinstance(value, int | float) else "a string"


def shown(text: str) -> str:
    """Quote a text for a message; a long one is cut."""
    return repr(text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…")


def flattened(value: object) -> list[object]:
    """Return the items of nested lists without None.

    Raises ``ValueError`` if they nest too deep or are too many: in YAML, a few lines of aliases
    can make millions.
    """
    if not isinstance(value, _LISTS):
        return [] if value is None else [value]
    items: Sequence[object] = value
    for _ in range(1, _DEEPEST):
        if len(items) > _MOST_ITEMS:
            break
        if not any(isinstance(item, _LISTS) for item in items):
            return [item for item in items if item is not None]
        inner = (item if isinstance(item, _LISTS) else (item,) for item in items)
        items = list(islice(chain.from_iterable(inner), _MOST_ITEMS + 1))
    raise ValueError(f"over {_DEEPEST} levels or {_MOST_ITEMS} items")


def merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Merge a mapping into another as Jekyll does: None replaces nothing, mappings are merged."""
    result = dict(old)
    for key, value in new.items():
        before = result.get(key)
        if isinstance(before, dict) and isinstance(value, dict):
            result[key] = merged(before, value)
        elif value is not None or key not in result:
            result[key] = value
    return result
