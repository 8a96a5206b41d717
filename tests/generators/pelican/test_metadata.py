"""Dates are read as Pelican reads them, on any day and in any zone."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.generators.pelican.metadata import parse_date


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2012-03-04", "2012-03-04T00:00:00+01:00"),
        ("2012-07-04 5:06 pm", "2012-07-04T17:06:00+02:00"),
        ("3 May 2012", "2012-05-03T00:00:00+02:00"),
        ("2012-03-04 05:06 UTC", "2012-03-04T05:06:00+00:00"),
        ("2012-03-04T05:06:07-0330", "2012-03-04T05:06:07-03:30"),
        ("2012-03-04 05:06 EST", "2012-03-04T05:06:00+01:00"),
        ("1/2/19", "2019-01-02T00:00:00+01:00"),
        ("1/2/99", "1999-01-02T00:00:00+01:00"),
    ],
)
def test_a_date_is_in_its_own_zone_or_in_the_sites(text: str, moment: str) -> None:
    assert parse_date(text, "Europe/Rome").isoformat() == moment


@pytest.mark.parametrize(
    "text", ["", "soon", "2012", "March 2012", "Monday", "10:00", "2012-13-14", "2012-02-30"]
)
def test_an_incomplete_date_is_not_a_date(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{text}$"):
        parse_date(text, "UTC")


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_a_value_error(text: str) -> None:
    with suppress(ValueError):
        assert parse_date(text, "UTC").utcoffset() is not None
