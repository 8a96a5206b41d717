"""Decoding the rows of a database.

Whatever cannot be decoded raises ``sqlite3.DatabaseError``, as SQLite does for damaged pages.
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
    """Decode the JSON of a row.

    Raises ``sqlite3.DatabaseError`` if it does not have this shape.
    """
    with decoding():
        return convert(json.loads(text), type=shape)


@contextmanager
def decoding() -> Iterator[None]:
    """Turn errors of a block that decodes a row into ``sqlite3.DatabaseError``."""
    try:
        yield
    except (ValueError, TypeError, LookupError, ArithmeticError, RecursionError) as error:
        raise sqlite3.DatabaseError(f"a row cannot be read: {error}") from error


def aware(text: str) -> datetime:
    """Parse an ISO 8601 moment; ``ValueError`` if it is invalid or has no offset."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no offset")
    return moment
