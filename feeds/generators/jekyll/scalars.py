"""Values of YAML without quotes, typed as Psych types them: Ruby's YAML, older than YAML 1.2.

``Psych::ScalarScanner``: ``1,000`` is a number, ``12:30`` counts seconds, ``1e3`` is text.
"""

from __future__ import annotations

import math
import re
from datetime import date
from typing import TypeGuard

from feeds.generators.loaders import Timestamp

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


class Day(str):
    """A date without quotes and without a time: no text to Ruby, though it is written as one."""

    __slots__ = ()


def is_text(value: object) -> TypeGuard[str]:
    """Say whether Ruby has a string there, not a ``Date`` or ``Time``."""
    return isinstance(value, str) and not isinstance(value, Day | Timestamp)


def typed(text: str) -> object:
    """Return what Psych makes of a value; a date as text, see ``Timestamp`` for full ones."""
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


def _date(found: re.Match[str]) -> str:
    """A day that is in no calendar stays as it is written."""
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
    """The first part counts hours, also where there are only two."""
    parts = zip(text.split(":"), (3600, 60, 1), strict=False)
    return sum(number(part) * seconds for part, seconds in parts)


def _integer(found: re.Match[str]) -> int | str:
    name = found.lastgroup or "b10"
    digits = found[name].replace(",", "").replace("_", "")
    try:
        return int(found[1] + (digits or "0"), _BASES[name])
    except ValueError:  # more digits than Python converts
        return found[0]
