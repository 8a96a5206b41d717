"""Dates mean what YAML's timestamps and Luxon's ISO 8601 mean."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feeds.generators.eleventy.page import date_in_path, parse_date


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2020-01-02", datetime(2020, 1, 2, tzinfo=UTC)),
        ("2020-1-2 3:04:05", datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2020-01-02T03:04Z", datetime(2020, 1, 2, 3, 4, tzinfo=UTC)),
        ("2020-01-02T03:04:05.678901+02:00", datetime(2020, 1, 2, 1, 4, 5, 678000, UTC)),
        ("2020-01-02 03:04:05 -5", datetime(2020, 1, 2, 8, 4, 5, tzinfo=UTC)),
        ("2020", datetime(2020, 1, 1, tzinfo=UTC)),
        ("2020-W01-1", datetime(2019, 12, 30, tzinfo=UTC)),
        ("2020-060", datetime(2020, 2, 29, tzinfo=UTC)),
    ],
)
def test_a_date_without_a_zone_is_in_utc(text: str, moment: datetime) -> None:
    assert parse_date(text) == moment


@pytest.mark.parametrize(
    "text", ["", "2020-13-01", "2020-01-02 10:00", "Jan 2, 2020", "2020-01-02T25:00", "2020-000"]
)
def test_other_texts_are_not_dates(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        parse_date(text)


def test_the_date_of_a_path_is_the_first_in_it() -> None:
    assert date_in_path("2019-01-02/x-2020-03-04-y.md") == "2019-01-02"
    assert date_in_path("x.md") is None
