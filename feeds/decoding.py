"""Reading what a build wrote into the rows of a database.

There is one error for all that cannot be read: ``sqlite3.DatabaseError``, which SQLite raises
too.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

from msgspec import convert

Shape = TypeVar("Shape")


def decoded(text: str | bytes, shape: type[Shape]) -> Shape:
    """Read JSON that a build wrote into a row.

    Raises ``sqlite3.DatabaseError``, as SQLite does for what it cannot read, where it is not
    of this shape.
    """
    with decoding():
        return convert(json.loads(text), type=shape)


@contextmanager
def decoding() -> Iterator[None]:
    """Raise ``sqlite3.DatabaseError`` where a block cannot make sense of a row."""
    try:
        yield
    except (ValueError, TypeError, LookupError, ArithmeticError, RecursionError) as error:
        raise sqlite3.DatabaseError(f"a row cannot be read: {error}") from error


def aware(text: str) -> datetime:
    """Read a moment in ISO 8601; ``ValueError`` where it is none or has no offset."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no offset")
    return moment
