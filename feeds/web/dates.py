"""HTTP dates (RFC 9110 5.6.7), read without a locale and without raising."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = f"(?P<month>{'|'.join(_MONTHS)})"
_TIME = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)"
_FORMS = tuple(
    re.compile(form, re.ASCII | re.IGNORECASE)
    for form in (
        # IMF-fixdate; the length some old clients append is not part of the date.
        rf"[a-z]{{3}}, (?P<day>\d\d?) {_MONTH} (?P<year>\d{{4}}) {_TIME} GMT(?:;.*)?",
        # RFC 850, obsolete
        rf"[a-z]{{6,9}}, (?P<day>\d\d)-{_MONTH}-(?P<year>\d\d) {_TIME} GMT(?:;.*)?",
        # asctime, obsolete
        rf"[a-z]{{3}} {_MONTH} (?P<day>[ \d]\d) {_TIME} (?P<year>\d{{4}})",
    )
)


def http_instant(text: str | None, now: float) -> int | None:
    """Seconds since 1970-01-01T00:00:00Z, or None for what is no date.

    ``now`` decides the century of a two-digit year.
    """
    matches = (form.fullmatch((text or "").strip(" \t")) for form in _FORMS)
    found = next(filter(None, matches), None)
    return _instant(found.groupdict(), now) if found else None


def _instant(parts: dict[str, str], now: float) -> int | None:
    try:
        instant = datetime(
            _year(parts["year"], now),
            _MONTHS.index(parts["month"].lower()) + 1,
            int(parts["day"]),
            int(parts["hour"]),
            int(parts["minute"]),
            min(int(parts["second"]), 59) if parts["second"] == "60" else int(parts["second"]),
            tzinfo=UTC,
        )
    except ValueError:
        return None
    return int(instant.timestamp())


def _year(text: str, now: float) -> int:
    if len(text) == 4:
        return int(text)
    this_year = datetime.fromtimestamp(now, UTC).year
    year = this_year - this_year % 100 + int(text)
    return year - 100 if year > this_year + 50 else year  # RFC 9110 5.6.7
