"""Values as Ruby shows, compares and converts them, where Python does otherwise.

In templates there are ``None``, truth values, numbers, text, lists, mappings, ranges and
aware datetimes, nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from feeds.generators.jekyll.liquid.zones import is_universal

_LONGEST = 1_000_000
"""Characters of one value's text: a few lines of aliases in YAML stand for millions."""

_ESCAPES = {
    '"': '\\"',
    "\\": "\\\\",
    "\n": "\\n",
    "\t": "\\t",
    "\r": "\\r",
    "\x1b": "\\e",
    "\a": "\\a",
    "\b": "\\b",
    "\v": "\\v",
    "\f": "\\f",
}
_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f]|#(?=[{$@])')
_INTEGER = re.compile(r"\s*([-+]?[0-9]+(?:_[0-9]+)*)")
_LONGEST_NUMBER = 1000


class Failure(Exception):
    """One part of a template cannot be worked off; the message says why."""


class Nothing(str):
    """``empty`` or ``blank``, where it is no condition's side."""

    __slots__ = ()


class Drop(Mapping[str, object]):
    """An object of the site: a mapping that prints in a way of its own."""

    @property
    def text(self) -> str:
        """What ``{{ it }}`` shows."""
        return ""


def is_true(value: object) -> bool:
    """Only ``nil`` and ``false`` are false."""
    return value is not None and value is not False


def to_s(value: object) -> str:
    """Return a value's text, as ``to_s`` gives it."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, Drop):
        return value.text
    return inspect(value)


def shown(value: object) -> str:
    """Return what ``{{ value }}`` writes: a list is joined, however deep."""
    if isinstance(value, list):
        return "".join(to_s(item) for item in flat(value))
    return to_s(value)


def inspect(value: object) -> str:
    """Return a value's text as Ruby's ``inspect`` gives it. :class:`Failure` if it is endless."""
    pieces, length = [], 0
    for piece in _inspected(value, 0):
        pieces.append(piece)
        length += len(piece)
        if length > _LONGEST:
            raise Failure("a list or mapping is too large to be shown")
    return "".join(pieces)


def _inspected(value: object, depth: int) -> Iterator[str]:
    if depth > 50:
        raise Failure("a list or mapping refers to itself")
    if isinstance(value, list | tuple):
        yield "["
        for index, item in enumerate(value):
            yield ", " if index else ""
            yield from _inspected(item, depth + 1)
        yield "]"
    elif isinstance(value, Mapping) and not isinstance(value, Drop):
        yield "{"
        for index, (key, item) in enumerate(value.items()):
            yield ", " if index else ""
            yield from _inspected(key, depth + 1)
            yield "=>"
            yield from _inspected(item, depth + 1)
        yield "}"
    else:
        yield _scalar(value)


def _scalar(value: object) -> str:
    if value is None:
        return "nil"
    if isinstance(value, str):
        return f'"{_ESCAPED.sub(_escape, value)}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S} {'UTC' if is_universal(value) else f'{value:%z}'}"
    if isinstance(value, range):
        return f"{value.start}..{value.stop - 1}"
    return value.text if isinstance(value, Drop) else str(value)


def _escape(found: re.Match[str]) -> str:
    char = found[0]
    return _ESCAPES.get(char) or ("\\#" if char == "#" else f"\\x{ord(char):02X}")


def _float(value: float) -> str:
    text = repr(value)
    if "e" not in text:
        return {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}.get(text, text)
    mantissa, _, exponent = text.partition("e")
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}e{exponent}"


def flat(value: object) -> list[object]:
    """Return the items of nested lists. :class:`Failure` if there are too many."""
    found: list[object] = []
    pending = [iter(value if isinstance(value, list | tuple) else [value])]
    while pending:
        for item in pending[-1]:
            if isinstance(item, list | tuple):
                pending.append(iter(item))
                break
            found.append(item)
        else:
            pending.pop()
        if len(pending) > 100 or len(found) > _LONGEST:
            raise Failure("a list refers to itself, or is too long")
    return found


def items(value: object) -> list[object]:
    """Return what filters of lists go through."""
    if isinstance(value, list | tuple):
        return flat(value)
    if isinstance(value, range):
        if len(value) > _LONGEST:
            raise Failure("a range is too long")
        return list(value)
    return [] if value is None else [value]


def compare(left: object, right: object) -> int | None:
    """Return -1, 0 or 1 as ``<=>`` does; None where the two cannot be compared."""
    if isinstance(left, bool) or isinstance(right, bool) or left is None or right is None:
        return 0 if left is right else None
    if isinstance(left, list) and isinstance(right, list):
        orders = (compare(*pair) for pair in zip(left, right, strict=False))
        first = next((order for order in orders if order != 0), 0)
        return _sign(len(left), len(right)) if first == 0 else first
    for kind in (str, (int, float), datetime):
        if isinstance(left, kind) and isinstance(right, kind):
            return _sign(left, right)
    if isinstance(left, Drop) and isinstance(right, Drop):
        place = (
            [one.get("date") for one in (left, right)],
            [to_s(one.get("path")) for one in (left, right)],
        )
        return compare(*place[0]) or compare(*place[1])
    return 0 if left == right else None


def _sign(left: object, right: object) -> int:
    return int(left > right) - int(left < right)  # type: ignore[operator]


def equal(left: object, right: object) -> bool:
    """Say whether ``==`` holds: ``1 == 1.0``, but ``1`` is not ``true``."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return left == right


def integer(value: object) -> int:
    """Return the number a text begins with, as ``to_i`` does; 0 without one."""
    if isinstance(value, bool) or value is None:
        return int(value or 0)
    if isinstance(value, int | float):
        return int(value)
    found = _INTEGER.match(to_s(value))
    return int(found[1].replace("_", "")[:_LONGEST_NUMBER]) if found else 0


def strict_integer(value: object) -> int:
    """Return an argument that must be a whole number. :class:`Failure` if it is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = to_s(value).strip()
    if not re.fullmatch(r"[-+]?[0-9]{1,18}", text):
        raise Failure(f"{text[:40]!r} is no whole number")
    return int(text)
