"""Moved and retired feeds"""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from .client import Answer
from .reading import agrees
from .servers import Server
from .site import SCIENCE, URL, target

OLD, NEW = f"/old/{SCIENCE}.xml", f"/tags/{SCIENCE}/feed.atom"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(OLD, NEW, id="chinese"),
        pytest.param("/old/café-notes.xml", "/tags/café-notes/feed.atom", id="an accent"),
    ],
)
def test_an_old_address_goes_on_answering_15_3_1(
    moved: Server, old: str, new: str, method: str
) -> None:
    """Readers follow a 301 badly."""
    old_answer, new_answer = (moved.get(target(path), method=method) for path in (old, new))
    assert (old_answer.status, old_answer.body) == (200, new_answer.body)
    assert old_answer["ETag"] == new_answer["ETag"]
    assert old_answer["Last-Modified"] == new_answer["Last-Modified"]
    assert urlsplit(old_answer["Content-Location"]).path == target(new)  # 8.7


def test_an_old_address_is_conditional_too_15_4_5(moved: Server) -> None:
    held = f"If-None-Match: {moved.get(target(NEW))['ETag']}"
    answer = moved.get(target(OLD), held)
    assert (answer.status, answer.body) == (304, b"")
    assert urlsplit(answer["Content-Location"]).path == target(NEW)


def test_an_old_address_has_codings_too(moved: Server) -> None:
    answer = moved.get(target(OLD), "Accept-Encoding: gzip")
    assert answer["Content-Encoding"] == "gzip"
    agrees(answer)


def test_an_old_address_names_the_new_one_as_the_feed_s_own(moved: Server) -> None:
    assert f'<{URL}{target(NEW)}>; rel="self"' in moved.get(target(OLD))["Link"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("/rss", 301, id="15.4.2 301"),
        pytest.param("/rss2", 308, id="15.4.9 308"),
        pytest.param("/rss?utm_source=x", 301, id="15.4.2 with a query"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_redirect_leads_to_the_feed_in_one_hop(
    moved: Server, path: str, status: int, method: str
) -> None:
    answer = moved.get(path, method=method, host="nobody.example")
    assert answer.status == status
    assert answer["Location"] in (f"{URL}/feed.rss", "/feed.rss")
    assert len(answer.body) < 2000
    agrees(moved.get("/feed.rss"))


def test_a_redirect_to_no_feed_is_404(moved: Server) -> None:
    assert moved.get("/old/nothing.xml").status == 404


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ["/gone/feed.xml", "/gone/a/b.atom", "/gone/x?y", "/gone/%E7"])
def test_a_retired_feed_is_gone_15_5_11(moved: Server, path: str, method: str) -> None:
    answer = moved.get(path, method=method)
    assert answer.status == 410
    assert is_small(answer)


def test_a_retired_feed_stays_gone_for_whoever_had_it(moved: Server) -> None:
    lines = "If-None-Match: *", "If-Modified-Since: Thu, 01 Jan 2099 00:00:00 GMT", "A-IM: feed"
    assert moved.get("/gone/feed.xml", *lines).status == 410


@pytest.mark.parametrize("path", ["/gone", "/gonefeed.xml", "/not/gone/feed.xml"])
def test_only_what_was_retired_is_gone(moved: Server, path: str) -> None:
    assert moved.get(path).status == 404


def is_small(answer: Answer) -> bool:
    return len(answer.body) < 2000 and "etag" not in dict(answer.fields)
