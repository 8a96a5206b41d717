"""Time zones by IANA name, from the tzdata package alone.

The machine's own database is passed over: two machines of different age would write
different offsets for the same post.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo


@cache
def zone(name: str) -> ZoneInfo:
    """Return the zone of an IANA name, ``Asia/Shanghai``; ``ValueError`` if there is none."""
    parts = name.split("/")
    if not all(part.strip(".") for part in parts):
        raise ValueError(f"{name!r} is no time zone")
    try:
        data = resources.files("tzdata").joinpath("zoneinfo", *parts).open("rb")
        with data:
            return ZoneInfo.from_file(data, key=name)
    except (OSError, ValueError) as error:
        raise ValueError(f"{name!r} is no time zone") from error


def is_zone(name: str) -> bool:
    """Say whether this is an IANA time zone's name."""
    try:
        zone(name)
    except ValueError:
        return False
    return True
