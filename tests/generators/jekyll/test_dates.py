"""Dates as Ruby reads them; every expectation is Ruby's own answer."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.generators.jekyll.dates import parse_date
from feeds.generators.yaml_values import Timestamp


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2022-06-08 07:26:17 +0800", "2022-06-08T07:26:17+08:00"),
        ("2022-06-08 07:26:17 +08:00", "2022-06-08T07:26:17+08:00"),
        ("2022-06-08 07:26:17", "2022-06-08T07:26:17+08:00"),
        ("2022-06-08 07:26:17.123456789", "2022-06-08T07:26:17+08:00"),
        ("2022-06-08T07:26:17Z", "2022-06-08T15:26:17+08:00"),
        ("2026-01-04 16:39.000000000 +09:00", "2026-01-04T16:39:00+08:00"),
        ("2022-6-8 7:26", "2022-06-08T07:26:00+08:00"),
        ("2022-06-08", "2022-06-08T00:00:00+08:00"),
        ("2022-06-08 24:00", "2022-06-09T00:00:00+08:00"),
        ("2013/12/07", "2013-12-07T00:00:00+08:00"),
        ("2013.12.07", "2013-12-07T00:00:00+08:00"),
        ("11-9-2017", "2017-09-11T00:00:00+08:00"),
        ("2019-03-04 17:01 UTC", "2019-03-05T01:01:00+08:00"),
        ("2019-03-04 17:01 EST", "2019-03-05T06:01:00+08:00"),
        ("2019-03-04 17:01 CET", "2019-03-04T17:01:00+08:00"),
        ("2019-03-04 5:01pm", "2019-03-04T17:01:00+08:00"),
        ("2019-03-04 12 a.m.", "2019-03-04T00:00:00+08:00"),
        ("5th March 2019", "2019-03-05T00:00:00+08:00"),
        ("March 5th, 2019 12h30", "2019-03-05T12:30:00+08:00"),
        ("5-mar-19", "2019-03-05T00:00:00+08:00"),
        ("Tue, 05 Mar 2019 10:00:00 GMT", "2019-03-05T18:00:00+08:00"),
        ("20190305", "2019-03-05T00:00:00+08:00"),
        ("20190305T101112Z", "2019-03-05T18:11:12+08:00"),
        ("2019-064", "2019-03-05T00:00:00+08:00"),
        ("2019-02-31", "2019-03-03T00:00:00+08:00"),
        ("69-01-02", "1969-01-02T00:00:00+08:00"),
        ("68-01-02", "2068-01-02T00:00:00+08:00"),
    ],
)
def test_dates_in_many_forms(text: str, moment: str) -> None:
    assert parse_date(text, "Asia/Shanghai").isoformat() == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2022-06-08 07:26:17", "2022-06-08T15:26:17+08:00"),
        ("2022-06-08 07:26:17 +0900", "2022-06-08T06:26:17+08:00"),
        ("2022-06-08 07:26:17 +9", "2022-06-08T06:26:17+08:00"),
        ("2022-06-08 07:26:17.5 -03:30", "2022-06-08T18:56:17+08:00"),
        ("2022-06-08 25:26:17", None),
    ],
)
def test_a_timestamp_without_a_zone_is_in_utc(text: str, moment: str | None) -> None:
    """YAML 1.1; Psych leaves as text what is no time, and that is read like any other text."""
    if moment is None:
        with pytest.raises(ValueError, match="25"):
            parse_date(Timestamp(text), "Asia/Shanghai")
    else:
        assert parse_date(Timestamp(text), "Asia/Shanghai").isoformat() == moment


@pytest.mark.parametrize(
    ("text", "zone", "moment"),
    [
        ("2021-03-14 02:30", "America/New_York", "2021-03-14T03:30:00-04:00"),
        ("2021-11-07 01:30", "America/New_York", "2021-11-07T01:30:00-05:00"),
        ("2021-11-07 01:30 EDT", "America/New_York", "2021-11-07T01:30:00-04:00"),
        ("2021-03-28 01:30", "Europe/Dublin", "2021-03-28T02:30:00+01:00"),
        ("2021-10-31 01:30", "Europe/Dublin", "2021-10-31T01:30:00+00:00"),
        ("2021-07-01 12:00 CEST", "Europe/Berlin", "2021-07-01T12:00:00+02:00"),
    ],
)
def test_a_local_time_that_clocks_skip_or_repeat(text: str, zone: str, moment: str) -> None:
    assert parse_date(text, zone).isoformat() == moment


@pytest.mark.parametrize(
    "text",
    [
        *("", "+0800", "tomorow", "12:30", "June 5", "2020-13-01", "2020-01-32", "2019年3月5日"),
        *("0999-12-31", "10000-01-01", "9999-12-31 23:00 -12:00", "44 bc", "2020-W05-1", "1" * 200),
    ],
)
def test_a_text_without_a_whole_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - its text is the date
        parse_date(text, "Asia/Tokyo")


@settings(max_examples=100)
@given(st.text(alphabet="0123456789-:/. +TZapmJnuy'", max_size=40))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        moment = parse_date(text, "Europe/Berlin")
    except ValueError:
        return
    assert 1000 <= moment.year <= 9999
    assert moment.utcoffset() is not None
    assert moment.microsecond == 0
