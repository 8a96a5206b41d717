"""Moments as the database keeps them: whole numbers, which sort."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from feeds.catalogue.decoding import decoding

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(moment: datetime) -> int:
    """Return an aware moment as whole microseconds since the epoch."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def moment(instant: int) -> datetime:
    """Return microseconds since the epoch as a moment in UTC.

    Raises ``sqlite3.DatabaseError`` if Python has no such moment.
    """
    with decoding():
        return _EPOCH + timedelta(microseconds=instant)
