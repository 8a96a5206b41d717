"""Encode and decode rows: posts as JSON, times as whole numbers.

Rows hold only text and numbers, so a state directory cannot make a build run anything. A row that
cannot be decoded raises ``sqlite3.DatabaseError``, as SQLite does for damaged pages.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import msgspec
from msgspec.structs import astuple, fields

from feeds.errors import Fault
from feeds.model import Post, Term

NEVER = 2**62
"""Later than any moment: when a post expires that does not expire."""
_ALWAYS = -NEVER
_UNWEIGHTED = 2**62
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIELDS = fields(Post)
_DATES = [place for place, field in enumerate(_FIELDS) if field.type in (datetime, datetime | None)]
"""The places of dates among the fields of a post."""

Shape = TypeVar("Shape")


class PostRow(msgspec.Struct, frozen=True):
    """A post as it is stored; moments are microseconds since the epoch."""

    path: str
    id: str
    instant: int
    """When it was published."""
    due: int
    expires: int
    template: int
    text: str
    """The whole post: see :func:`decode_post`."""
    terms: tuple[Term, ...]
    on_site: bool
    weight: int
    ordered_by: int
    tie: str
    files: tuple[tuple[str, ...], ...] = ()
    """Where in the tree the file of each enclosure may be."""


class FileRow(msgspec.Struct, frozen=True):
    """A file as it is stored, and what was read from it."""

    path: str
    stamp: str
    version: str
    post: PostRow | None
    left_out: str | None = None
    faults: tuple[Fault, ...] = ()


def post_row(post: Post, files: tuple[tuple[str, ...], ...] = ()) -> PostRow:
    """Return a post as it is stored; ``files`` are those of its enclosures."""
    instant = microseconds(post.published)
    return PostRow(
        path=post.path,
        id=post.id,
        instant=instant,
        due=microseconds(post.due) if post.due else _ALWAYS,
        expires=microseconds(post.expires) if post.expires else NEVER,
        template=int(post.template),
        text=encode_post(post),
        terms=post.terms,
        on_site=post.on_site,
        weight=post.weight or _UNWEIGHTED,
        ordered_by=microseconds(post.ordered_by) if post.ordered_by else instant,
        tie=post.tie,
        files=files,
    )


def encode_post(post: Post) -> str:
    """Encode a post as a JSON array of its fields; :func:`decode_post` returns an equal post."""
    return _encode(astuple(post))


def _as_json(value: Any) -> object:
    # msgspec itself would round offsets to whole minutes; local mean time has seconds.
    return value.isoformat() if isinstance(value, datetime) else astuple(value)


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_as_json).encode


def decode_post(text: str) -> Post:
    """Decode what :func:`encode_post` encoded; ``sqlite3.DatabaseError`` for anything else."""
    with decoding():
        values = json.loads(text)
        if len(values) != len(_FIELDS):
            raise ValueError("the post has other fields")
        for place in _DATES:
            if values[place] is not None:
                values[place] = aware(values[place])
        return msgspec.convert(values, Post)


def decoded(text: str | bytes, shape: type[Shape]) -> Shape:
    """Decode JSON; ``sqlite3.DatabaseError`` if it does not have this shape."""
    with decoding():
        return msgspec.convert(json.loads(text), type=shape)


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


def microseconds(moment: datetime) -> int:
    """Return an aware moment as whole microseconds since the epoch."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def moment(instant: int) -> datetime:
    """Return microseconds since the epoch as a moment in UTC.

    Raises ``sqlite3.DatabaseError`` if Python has no such moment.
    """
    with decoding():
        return _EPOCH + timedelta(microseconds=instant)
