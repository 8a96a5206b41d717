"""Dates as Hugo reads them, format by format."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from feeds.generators.hugo.dates import BadDate, date_in_name, page_dates, parse, sources

ZONE = "America/New_York"


@pytest.mark.parametrize(
    ("given", "moment"),
    [
        ("2020-01-02", "2020-01-02T00:00:00-05:00"),
        ("2020-07-02", "2020-07-02T00:00:00-04:00"),
        ("2020-01-02 10:20:30", "2020-01-02T10:20:30-05:00"),
        ("2020-01-02T10:20:30Z", "2020-01-02T10:20:30+00:00"),
        ("2020-01-02T10:20:30.5+09:00", "2020-01-02T10:20:30.500000+09:00"),
        ("2020-01-02 10:20:30 +0900", "2020-01-02T10:20:30+09:00"),
        ("Thu, 02 Jan 2020 10:20:30 -0100", "2020-01-02T10:20:30-01:00"),
        ("Thu, 02 Jan 2020 10:20:30 GMT", "2020-01-02T10:20:30-05:00"),
        ("02 Jan 2020", "2020-01-02T00:00:00-05:00"),
        (0, "1970-01-01T00:00:00+00:00"),
        (date(2020, 1, 2), "2020-01-02T00:00:00-05:00"),
        (datetime(2020, 1, 2, 3), "2020-01-02T03:00:00-05:00"),  # noqa: DTZ001
    ],
)
def test_a_date_without_a_zone_is_in_the_zone_of_the_site(given: object, moment: str) -> None:
    assert parse(given, ZONE).isoformat() == moment


@pytest.mark.parametrize(
    "given",
    ["2020-01-02 10:20", "2020-13-01", "02/01/2020", "soon", [], True, 10**30, "0001-01-01"],
)
def test_values_that_hugo_cannot_read_are_not_dates(given: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        parse(given, "Asia/Tokyo")


@pytest.mark.parametrize(
    ("name", "day", "slug"),
    [
        ("2020-01-02-name", "2020-01-02T00:00:00+00:00", "name"),
        ("2020-01-02_name", "2020-01-02T00:00:00+00:00", "name"),
        ("2020-01-02-10-20-30-name", "2020-01-02T10:20:30+00:00", "name"),
        ("2020-01-02", "2020-01-02T00:00:00+00:00", ""),
    ],
)
def test_the_name_of_a_file_can_have_a_date_and_a_slug(name: str, day: str, slug: str) -> None:
    found = date_in_name(name, "UTC")
    assert found is not None
    assert (found[0].isoformat(), found[1]) == (day, slug)


def test_a_name_without_a_date_has_none() -> None:
    assert date_in_name("name-2020-01-02", "UTC") is None
    assert date_in_name("2020-13-02-name", "UTC") is None


def test_each_date_falls_back_on_the_others() -> None:
    found = page_dates({"lastmod": "2020-01-02"}, sources(None), "name", "UTC")
    assert found.date == found.lastmod
    assert found.published == found.date
    assert found.expiry is None


def test_the_configuration_chooses_the_sources_of_dates() -> None:
    given = sources({"date": [":filename", ":default"], "lastmod": [":fileModTime"]})
    found = page_dates({"date": "2019-01-01"}, given, "2020-01-02-name", "UTC")
    assert (str(found.date)[:10], found.slug) == ("2020-01-02", "name")
    assert found.lastmod is None
    assert given.unknowable == [":filemodtime"]


def test_a_value_that_is_not_a_date_is_reported_with_its_key() -> None:
    with pytest.raises(BadDate) as caught:
        page_dates({"expirydate": "soon"}, sources(None), "name", "UTC")
    assert caught.value.key == "expirydate"
