"""Whatever the posts hold, every format can carry it and all formats say the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from feeds.model import Category, Format, Person
from feeds.render.portable import portable
from tests.support.render import FEED, FULL


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a\x00\x08\x0b\x0c\x0e\x1fb", "ab"),
        ("a\ud800b\udfff", "ab"),
        ("a\ufffe\uffffb", "ab"),
        ("a\t\n\rb", "a\t\n\rb"),
        ("\x7f\x85\u2028\ufdd0\U0001f600\U0010ffff", "\x7f\x85\u2028\ufdd0\U0001f600\U0010ffff"),
    ],
)
def test_only_characters_that_xml_forbids_are_lost(text: str, left: str) -> None:
    """XML 1.0 section 2.2, Char."""
    assert portable(text) == left


def test_texts_are_cleaned_at_any_depth() -> None:
    entry = replace(FULL, authors=(Person("A\x0b"),), categories=(Category("t\x0c", "s", "l"),))
    assert portable(entry).authors == (Person("A"),)
    assert portable(entry).categories == (Category("t", "s", "l"),)
    assert portable(replace(FEED, urls={Format.ATOM: "u\x00"})).urls == {Format.ATOM: "u"}


def test_what_needs_no_change_is_not_copied() -> None:
    assert portable(FULL) is FULL
    assert portable(FEED) is FEED


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (datetime(2022, 6, 8, tzinfo=UTC), "2022-06-08T00:00:00+00:00"),
        (datetime(1, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai")), "0001-01-01T00:00:17+08:06"),
        (datetime(1880, 1, 1, tzinfo=ZoneInfo("America/New_York")), "1880-01-01T00:00:02-04:56"),
        (
            datetime(2022, 1, 1, tzinfo=timezone(timedelta(seconds=-1))),
            "2022-01-01T00:00:01+00:00",
        ),
    ],
)
def test_an_offset_has_whole_minutes_at_the_same_instant(moment: datetime, written: str) -> None:
    """RFC 3339 5.6: an offset is written in hours and minutes."""
    assert portable(moment).isoformat() == written
    assert portable((moment,))[0].isoformat() == written
    assert portable(moment) - moment == timedelta(0)


def test_a_naive_datetime_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        portable(datetime(2022, 1, 1))  # noqa: DTZ001
