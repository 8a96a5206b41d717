"""Moments in the zone they are written in, as Ruby's ``Time`` keeps them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

from feeds.zones import zone

_OFFSET = re.compile(r".*:.*([-+])([0-9]{1,2}):?([0-9]{2})?\s*", re.DOTALL)
_UNIVERSAL = re.compile(r".*(?:[0-9]\s*z|\s(?:utc|gmt))\s*", re.DOTALL | re.IGNORECASE)


def in_own_zone(moment: datetime, written: str) -> datetime:
    """Give a moment the offset that stands in its text; where none does, it stays as it is."""
    if _UNIVERSAL.fullmatch(written):
        return moment.astimezone(zone("UTC"))
    found = _OFFSET.fullmatch(written)
    if found is None:
        return moment
    offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return moment.astimezone(timezone(-offset if found[1] == "-" else offset))


def is_universal(moment: datetime) -> bool:
    """Say whether a moment was written in UTC, which Ruby tells from an offset of nothing."""
    return moment.tzinfo is zone("UTC")
