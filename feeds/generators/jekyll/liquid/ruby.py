"""Ruby's rules for text, comparison and conversion, if Python's differ.

The values of templates are None, booleans, numbers, strings, lists, mappings, ranges and
aware datetimes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone

from feeds.zones import zone

_MAX_LENGTH = 1_000_000
"""Characters of one value's text: a few lines of YAML with aliases can expand to millions."""

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
_MAX_DIGITS = 1000
_OFFSET = re.compile(r".*:.*([-+])([0-9]{1,2}):?([0-9]{2})?\s*", re.DOTALL)
_UTC = re.compile(r".*(?:[0-9]\s*z|\s(?:utc|gmt))\s*", re.DOTALL | re.IGNORECASE)


class Failure(Exception):
    """A part of a template cannot be rendered; the message says why."""


class EmptyValue(str):
    """``empty`` or ``blank`` as a value; conditions treat the two words in their own way."""

    __slots__ = ()


class Drop(Mapping[str, object]):
    """An object of the site: a mapping with its own text."""

    @property
    def text(self) -> str:
        """What ``{{ drop }}`` writes."""
        return ""


def is_true(value: object) -> bool:
    """Say whether a value counts as true: all but ``nil`` and ``false`` do."""
    return value is not None and value is not False


def to_s(value: object) -> str:
    """Return the text of a value, as Ruby's ``to_s`` does."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, Drop):
        return value.text
    return inspect(value)


def shown(value: object) -> str:
    """Return what ``{{ value }}`` writes; the items of nested lists are joined."""
    if isinstance(value, list):
        return "".join(to_s(item) for item in flatten(value))
    return to_s(value)


def inspect(value: object) -> str:
    """Return the text of a value, as Ruby's ``inspect`` does.

    Raises :class:`Failure` for a value that is too large or contains itself.
    """
    pieces, length = [], 0
    for piece in _inspected(value, 0):
        pieces.append(piece)
        length += len(piece)
        if length > _MAX_LENGTH:
            raise Failure("a list or mapping is too large to be shown")
    return "".join(pieces)


def _inspected(value: object, depth: int) -> Iterator[str]:
    if depth > 50:
        raise Failure("a list or mapping contains itself")
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
        return f"{value:%Y-%m-%d %H:%M:%S} {'UTC' if is_utc(value) else f'{value:%z}'}"
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


def flatten(value: object) -> list[object]:
    """Return the items of nested lists as one list.

    Raises :class:`Failure` for too many items, and for a list that contains itself.
    """
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
        if len(pending) > 100 or len(found) > _MAX_LENGTH:
            raise Failure("a list contains itself or is too long")
    return found


def items(value: object) -> list[object]:
    """Return the items that a filter for lists works on."""
    if isinstance(value, list | tuple):
        return flatten(value)
    if isinstance(value, range):
        if len(value) > _MAX_LENGTH:
            raise Failure("a range is too long")
        return list(value)
    return [] if value is None else [value]


def compare(left: object, right: object) -> int | None:
    """Return -1, 0 or 1, as Ruby's ``<=>`` does; None if the two cannot be compared."""
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
        by_date = compare(left.get("date"), right.get("date"))
        return by_date or compare(to_s(left.get("path")), to_s(right.get("path")))
    return 0 if left == right else None


def _sign(left: object, right: object) -> int:
    return int(left > right) - int(left < right)  # type: ignore[operator]


def equal(left: object, right: object) -> bool:
    """Say whether two values are equal: ``1`` and ``1.0`` are, ``1`` and ``true`` are not."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return left == right


def integer(value: object) -> int:
    """Return the integer that a value's text begins with, as Ruby's ``to_i`` does, else 0."""
    if isinstance(value, bool) or value is None:
        return int(value or 0)
    if isinstance(value, int | float):
        return int(value)
    found = _INTEGER.match(to_s(value))
    return int(found[1].replace("_", "")[:_MAX_DIGITS]) if found else 0


def strict_integer(value: object) -> int:
    """Return the value of an argument that must be an integer.

    Raises :class:`Failure` if it is not one.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = to_s(value).strip()
    if not re.fullmatch(r"[-+]?[0-9]{1,18}", text):
        raise Failure(f"{text[:40]!r} is not a whole number")
    return int(text)


def in_written_zone(moment: datetime, written: str) -> datetime:
    """Move a moment to the offset that its text names; without one it stays as it is.

    Ruby's ``Time`` keeps the offset of the text it was parsed from.
    """
    if _UTC.fullmatch(written):
        return moment.astimezone(zone("UTC"))
    found = _OFFSET.fullmatch(written)
    if found is None:
        return moment
    offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return moment.astimezone(timezone(-offset if found[1] == "-" else offset))


def is_utc(moment: datetime) -> bool:
    """Say whether a moment was written in UTC, which Ruby shows differently from ``+0000``."""
    return moment.tzinfo is zone("UTC")
