"""Dates are read as people write them."""

from __future__ import annotations

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.generators.values import PathDate, date_in_path, parse_date
from feeds.model import Site
from tests.support.plain import SITE, outcome


def is_date(text: str, timezone: str) -> bool:
    try:
        parse_date(text, timezone)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-02", "2026-01-02T00:00:00+01:00"),
        ("2026-1-2", "2026-01-02T00:00:00+01:00"),
        ("2026/01/02", "2026-01-02T00:00:00+01:00"),
        ("2026.01.02", "2026-01-02T00:00:00+01:00"),
        ("2026-07-02", "2026-07-02T00:00:00+02:00"),
        (" 2026-01-02 ", "2026-01-02T00:00:00+01:00"),
        ("2026-01-02 7:05", "2026-01-02T07:05:00+01:00"),
        ("2026-01-02T07:05", "2026-01-02T07:05:00+01:00"),
        ("2026-01-02\u00a007:05", "2026-01-02T07:05:00+01:00"),
        ("2026-01-02 07:05:09", "2026-01-02T07:05:09+01:00"),
        ("2026-01-02 07:05:09.5", "2026-01-02T07:05:09.500000+01:00"),
        ("2026-01-02T07:05:09,123456789", "2026-01-02T07:05:09.123456+01:00"),
        ("2026-01-02T07:05Z", "2026-01-02T07:05:00+00:00"),
        ("2026-01-02 07:05 UTC", "2026-01-02T07:05:00+00:00"),
        ("2026-01-02 07:05:09 GMT", "2026-01-02T07:05:09+00:00"),
        ("2026-01-02 07:05:09 +0800", "2026-01-02T07:05:09+08:00"),
        ("2026-01-02 07:05:09+08:00", "2026-01-02T07:05:09+08:00"),
        ("2026-01-02 07:05:09 -3", "2026-01-02T07:05:09-03:00"),
        ("2026-01-02 07:05:09 -03:30", "2026-01-02T07:05:09-03:30"),
        ("2026-01-02 07:05 -0000", "2026-01-02T07:05:00+00:00"),
        ("2026-01-02 +0800", "2026-01-02T00:00:00+08:00"),
        ("Jul 08 2026", "2026-07-08T00:00:00+02:00"),
        ("july 8, 2026", "2026-07-08T00:00:00+02:00"),
        ("8 Jul. 2026 07:05", "2026-07-08T07:05:00+02:00"),
        ("Sept 1 2026", "2026-09-01T00:00:00+02:00"),
        ("Wed Jul 08 2026 07:05:09 GMT", "2026-07-08T07:05:09+00:00"),
        ("Wednesday, 8 July 2026 07:05 +0800", "2026-07-08T07:05:00+08:00"),
    ],
)
def test_a_date_is_read_as_people_write_it(text: str, moment: str) -> None:
    assert parse_date(text, "Europe/Paris").isoformat() == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Jul 32 2026",
        "Jul 8",
        "8 2026",
        "Juli 8 2026",
        "Jul 8 20260",
        "Jul 8 2026 noon",
        "tomorow",
        "+0800",
        "2026",
        "2026-01",
        "2026-02-30",
        "2026-13-01",
        "0000-01-01",
        "2026-01/02",
        "2026-01-0207:05",
        "2026-01-02T",
        "2026-01-02 7",
        "2026-01-02 24:00",
        "2026-01-02 07:60",
        "2026-01-02 07:05:60",
        "2026-01-02 07:05 PM",
        "2026-01-02 07:05 EST",
        "2026-01-02 07:05 +2400",
        "02/01/2026",
        "11-9-2017",
        "9999-12-31 23:00 -0500",
        "0001-01-01 00:00 +0500",
    ],
)
def test_other_texts_are_not_dates(text: str) -> None:
    assert not is_date(text, "Europe/Paris")
    assert not is_date(text + " +0100", "")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-29 02:30", "2026-03-29T02:30:00+01:00"),
        ("2026-10-25 02:30", "2026-10-25T02:30:00+02:00"),
        ("1880-01-01", "1880-01-01T00:00:00+00:09:21"),
    ],
)
def test_an_hour_that_is_skipped_or_repeated_is_still_a_date(text: str, moment: str) -> None:
    assert parse_date(text, "Europe/Paris").isoformat() == moment


def test_a_date_keeps_its_offset_and_not_the_zones_rules() -> None:
    found = parse_date("2026-01-02", "Europe/Paris")
    assert found.tzinfo is not None
    assert found.tzinfo.utcoffset(found.replace(month=7)) == found.utcoffset()


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_date_written_by_the_standard_library_is_read_back(moment: object) -> None:
    assert parse_date(str(moment), "") == moment


@given(st.text(), st.sampled_from(["", "Europe/Paris"]))
def test_any_text_is_a_date_or_a_value_error(text: str, timezone: str) -> None:
    assert not is_date(text, timezone) or parse_date(text, timezone).tzinfo


ZONE_FORM = "add an offset such as +0100, or set site.timezone (or use --timezone)"
DATE_FORM = "write date: 2026-11-23 07:26:17 +0800"


@pytest.mark.parametrize(
    ("matter", "path", "message"),
    [
        ("date: 2026-01-02", "a.md", f"2: date has no time zone; {ZONE_FORM}"),
        ("", "2026-01-02.md", f"1: the date in the file name has no time zone; {ZONE_FORM}"),
        (
            "date:",
            "a.md",
            f"1: the post has no date; {DATE_FORM}, set dates: git, or ignore the file",
        ),
        (
            "date: ' '",
            "a.md",
            f"1: the post has no date; {DATE_FORM}, set dates: git, or ignore the file",
        ),
    ],
)
def test_a_date_needs_a_zone_of_its_own_or_of_the_site(
    matter: str, path: str, message: str
) -> None:
    nowhere = Site("Blog", "https://blog.example", "")
    (fault,) = outcome(f"---\n{matter}\n---\n", path, site=nowhere).faults
    assert str(fault) == f"{path}:{message}"


def test_a_date_with_an_offset_needs_no_zone() -> None:
    nowhere = Site("Blog", "https://blog.example", "")
    reading = outcome("---\ndate: 2026-01-02 +0800\n---\n", "2020-02-02-a.md", site=nowhere).reading
    assert reading
    assert reading.post.published.isoformat() == "2026-01-02T00:00:00+08:00"


def test_without_a_date_of_update_it_is_the_date_of_publication() -> None:
    plain = outcome("---\ndate: 2026-01-02\n---\n").reading
    dated = outcome("---\ndate: 2026-01-02\nupdated: 2026-03-04\n---\n").reading
    assert plain
    assert dated
    assert plain.post.updated == plain.post.published
    assert dated.post.updated == parse_date("2026-03-04", SITE.timezone)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("2026-01-02-a.md", PathDate("2026-01-02", "a")),
        ("2026-1-2-a.md", PathDate("2026-1-2", "a")),
        ("2026-01-02_a.md", PathDate("2026-01-02", "a")),
        ("2026-01-02 A b.md", PathDate("2026-01-02", "A b")),
        ("2026-01-02.md", PathDate("2026-01-02", "2026-01-02", is_bare=True)),
        ("x/2026/01/02/a.md", PathDate("2026-01-02", "a")),
        ("2026/01/02-a.md", PathDate("2026-01-02", "a")),
        ("2026/01/02.md", PathDate("2026-01-02", "02", is_bare=True)),
        ("2026-01-02-a/index.md", PathDate("2026-01-02", "a")),
        ("2025-05-05-x/2026-01-02-a.md", PathDate("2026-01-02", "a")),
        ("a/index.md", PathDate(None, "a")),
        ("index.md", PathDate(None, "index")),
        ("a/b.c.md", PathDate(None, "b.c")),
        ("on-2026-01-02.md", PathDate(None, "on-2026-01-02")),
        ("12026-01-02-a.md", PathDate(None, "12026-01-02-a")),
        ("2026-01-023.md", PathDate(None, "2026-01-023")),
    ],
)
def test_a_path_has_a_name_and_may_have_a_date(path: str, found: PathDate) -> None:
    assert date_in_path(path) == found
