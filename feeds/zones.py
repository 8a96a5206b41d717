"""Time zones by IANA name, read from the tzdata package only.

The machine's own database is passed over: two machines of different age would write
different offsets for the same post.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pkgutil import get_data
from zoneinfo import ZoneInfo


@cache
def zone(name: str) -> ZoneInfo:
    """Return the zone of an IANA name, ``Asia/Shanghai``; ``ValueError`` if there is none."""
    parts = name.split("/")
    if not all(part.strip(".") for part in parts):
        raise ValueError(f"{name!r} is not a time zone")
    try:
        data = get_data("tzdata", "/".join(("zoneinfo", *parts)))
        return ZoneInfo.from_file(BytesIO(data or b""), key=name)
    except (OSError, ValueError) as error:
        raise ValueError(f"{name!r} is not a time zone") from error


def is_zone(name: str) -> bool:
    """Say whether this is an IANA time zone's name."""
    try:
        zone(name)
    except ValueError:
        return False
    return True


def in_zone(moment: datetime, name: str) -> datetime:
    """Return a moment in the zone of an IANA name, or in UTC if the name is not known.

    Unchanged on the first and last days that dates have, if the zone would leave them.
    """
    try:
        return moment.astimezone(zone(name) if is_zone(name) else UTC)
    except OverflowError:
        return moment
