from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.web.paths import Paths

NFC, NFD = "/tags/é.xml", "/tags/e\u0301.xml"
PUBLISHED = ["/feed.xml", "/a b(c).xml", "/feed/TechWeb.xml", "/feed/Techweb.xml", "/blog/b.xml"]


@pytest.mark.parametrize(
    ("requested", "found"),
    [
        ("/feed.xml", "/feed.xml"),
        ("/feed.xml/", "/feed.xml"),
        ("/feed.xml//", "/feed.xml"),
        ("//feed.xml", "/feed.xml"),
        ("/blog/feed.xml", "/feed.xml"),
        ("/blog/feed.xml/", "/feed.xml"),
        ("/blog/b.xml", "/blog/b.xml"),
        ("/blog/blog/b.xml", "/blog/b.xml"),
        ("/a b(c).xml", "/a b(c).xml"),
        ("/FEED.XML", "/feed.xml"),
        ("/feed/TechWeb.xml", "/feed/TechWeb.xml"),
        ("/feed/Techweb.xml", "/feed/Techweb.xml"),
        ("/feed/techweb.xml", None),
        ("/b.xml", None),
        ("/", None),
        ("", None),
        ("/blog", None),
        ("/blogfeed.xml", None),
        ("/../feed.xml", None),
        ("/feed.xml\0", None),
        ("/feed.xml\\", None),
        ("*", None),
    ],
)
def test_a_request_means_one_published_path_or_none(requested: str, found: str | None) -> None:
    assert Paths(PUBLISHED, "/blog").find(requested) == found


@pytest.mark.parametrize("published", [NFC, NFD])
@pytest.mark.parametrize("requested", [NFC, NFD, NFC.upper(), NFD + "/"])
def test_either_unicode_form_means_the_same_feed(published: str, requested: str) -> None:
    assert Paths([published]).find(requested) == published


def test_where_both_unicode_forms_are_published_each_means_itself() -> None:
    paths = Paths([NFC, NFD])
    assert (paths.find(NFC), paths.find(NFD)) == (NFC, NFD)
    assert paths.find(NFC.upper()) is None


def test_a_unicode_form_decides_before_case() -> None:
    paths = Paths(["/é.xml", "/É.xml"])
    assert paths.find("/E\u0301.xml") == "/É.xml"


@given(st.text())
def test_any_request_means_a_published_path_or_none(requested: str) -> None:
    assert Paths(PUBLISHED, "/blog").find(requested) in {None, *PUBLISHED}


def test_an_endless_path_costs_no_time() -> None:
    """Putting combining marks in order takes time that grows with their square."""
    began = time.perf_counter()
    assert Paths(PUBLISHED).find("/" + "\u0301\u0316" * 100_000) is None
    assert time.perf_counter() - began < 1
