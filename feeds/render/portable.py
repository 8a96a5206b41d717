"""Values as every format can carry them, so that all formats say the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from operator import is_
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

T = TypeVar("T")

# What is outside Char of XML 1.0 section 2.2; JSON could carry it, RSS and Atom cannot.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_MINUTE = timedelta(minutes=1)


def portable(value: T) -> T:
    """A value of ``feeds.model``, fit at any depth for Atom, RSS and JSON alike.

    Texts lose the characters that XML 1.0 forbids; datetimes come to have an offset of
    whole minutes. What needs no change is handed back itself. Raises ``ValueError`` for
    a naive datetime.
    """
    return _portable(value)  # type: ignore[no-any-return]


def _portable(value: Any) -> Any:
    if isinstance(value, str):
        return _FORBIDDEN.sub("", value)
    if isinstance(value, datetime):
        return _on_whole_minutes(value)
    if isinstance(value, tuple):
        made = tuple(map(_portable, value))
        return value if _same(value, made) else made
    if isinstance(value, Mapping):
        items = {key: _portable(item) for key, item in value.items()}
        return value if _same(value.values(), items.values()) else items
    if isinstance(value, Struct):
        given = {name: getattr(value, name) for name in value.__struct_fields__}
        changed = {name: new for name, old in given.items() if (new := _portable(old)) is not old}
        return replace(value, **changed) if changed else value
    return value


def _same(old: Iterable[Any], new: Iterable[Any]) -> bool:
    """Whether nothing changed; datetimes are equal at any offset, so equality will not do."""
    return all(map(is_, old, new))


def _on_whole_minutes(moment: datetime) -> datetime:
    """The same instant, at an offset that RFC 3339 5.6 and RFC 822 5.1 can write.

    Local mean time, which zones used before they had standard time, has seconds.
    """
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError(f"{moment} has no offset; give an aware datetime")
    missing = -offset % _MINUTE
    # Reckoned on the wall clock: by way of UTC the first day of year 1 would overflow.
    return (moment + missing).replace(tzinfo=timezone(offset + missing)) if missing else moment
