from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug.http import http_date

from feeds.web.dates import http_instant

NOW = datetime(2026, 11, 23, tzinfo=UTC).timestamp()
EXAMPLE = int(datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    "text",
    [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "sun, 6 nov 1994 08:49:37 gmt",
        " Sun, 06 Nov 1994 08:49:37 GMT\t",
        "Sun, 06 Nov 1994 08:49:37 GMT; length=4711",
    ],
)
def test_all_three_forms_of_a_date_are_understood(text: str) -> None:
    assert http_instant(text, NOW) == EXAMPLE


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "0",
        "yesterday",
        "1994-11-06T08:49:37Z",
        "Sun, 31 Feb 2026 00:00:00 GMT",
        "Sun, 06 Nov 1994 25:00:00 GMT",
        "Sun, 06 Nov 1994 08:61:00 GMT",
        "Sun, 06 Nov 0000 08:49:37 GMT",
        "Sun, 06 Nov 99999999999999999999 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 +9999999999999999",
        "Sun, 06 Nov 1994 08:49:٣٧ GMT",
        "So, 06 Nov 1994 08:49:37 GMT",
    ],
)
def test_what_is_no_date_is_none(text: str | None) -> None:
    assert http_instant(text, NOW) is None


@pytest.mark.parametrize(
    ("year", "meant"), [("94", 1994), ("76", 2076), ("77", 1977), ("26", 2026), ("00", 2000)]
)
def test_two_digits_are_the_year_at_most_fifty_years_ahead(year: str, meant: int) -> None:
    instant = http_instant(f"Sunday, 06-Nov-{year} 08:49:37 GMT", NOW)
    assert instant is not None
    assert datetime.fromtimestamp(instant, UTC).year == meant


def test_a_leap_second_is_a_time() -> None:
    before = http_instant("Sat, 31 Dec 2016 23:59:59 GMT", NOW)
    assert http_instant("Sat, 31 Dec 2016 23:59:60 GMT", NOW) == before


@given(st.integers(0, 4_000_000_000))
def test_what_is_sent_is_understood(instant: int) -> None:
    assert http_instant(http_date(instant), NOW) == instant


@given(st.text())
@example("Sun, 06 Nov 1994 08:49:61 GMT")
def test_any_text_is_a_date_or_none(text: str) -> None:
    assert http_instant(text, NOW) is None
