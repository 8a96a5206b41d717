"""URLs are written as Pelican writes them."""

from __future__ import annotations

from datetime import datetime

import pytest

from feeds.generators.pelican.urls import strftime


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("%Y/%m/%-d", "2012/03/4"),
        ("%a %A %b %B", "Sun Sunday Mar March"),
        ("%p %I %-H%%%q", "AM 05 5%%q"),
        ("%x %X|%c", "03/04/12 05:06:07|Sun Mar  4 05:06:07 2012"),
    ],
)
def test_dates_in_addresses_are_english_whatever_the_locale(pattern: str, text: str) -> None:
    assert strftime(datetime.fromisoformat("2012-03-04T05:06:07+00:00"), pattern) == text
