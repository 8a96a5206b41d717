"""If-Modified-Since"""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from .reading import agrees, fixdate, instant
from .servers import Server

PATH = "/feed.rss"
DAY = 86400
RFC_850 = "%A, %d-%b-%y %H:%M:%S GMT"
ASCTIME = "%a %b %e %H:%M:%S %Y"


def written(seconds: int, form: str) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime(form)


@pytest.fixture
def modified(server: Server) -> int:
    return instant(server.get(PATH), "Last-Modified")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    ("later", "form"),
    [
        pytest.param(0, "%a, %d %b %Y %H:%M:%S GMT", id="13.1.3 the very date"),
        pytest.param(1, "%a, %d %b %Y %H:%M:%S GMT", id="13.1.3 a second later"),
        pytest.param(DAY, "%a, %d %b %Y %H:%M:%S GMT", id="13.1.3 a day later"),
        pytest.param(0, RFC_850, id="5.6.7 RFC 850"),
        pytest.param(1, RFC_850, id="5.6.7 RFC 850, later"),
        pytest.param(0, ASCTIME, id="5.6.7 asctime"),
        pytest.param(1, ASCTIME, id="5.6.7 asctime, later"),
    ],
)
def test_at_or_after_the_feed_s_date_it_holds(
    server: Server, modified: int, later: int, form: str, method: str
) -> None:
    line = f"If-Modified-Since: {written(modified + later, form)}"
    answer = server.get(PATH, line, method=method)
    assert (answer.status, answer.body) == (304, b"")


@pytest.mark.parametrize(
    "form",
    [
        pytest.param("%a, %d %b %Y %H:%M:%S GMT", id="13.1.3 a second before"),
        pytest.param(RFC_850, id="5.6.7 RFC 850"),
        pytest.param(ASCTIME, id="5.6.7 asctime"),
    ],
)
def test_before_the_feed_s_date_it_is_sent(server: Server, modified: int, form: str) -> None:
    answer = server.get(PATH, f"If-Modified-Since: {written(modified - 1, form)}")
    assert answer.status == 200
    agrees(answer)


NO_DATES = {
    "empty": "",
    "a word": "yesterday",
    "seconds": "1795600000",
    "ISO 8601": "2099-01-01T00:00:00Z",
    "no such day": "Sun, 31 Feb 2099 00:00:00 GMT",
    "no such hour": "Thu, 01 Jan 2099 24:61:00 GMT",
    "no such month": "Thu, 01 Foo 2099 00:00:00 GMT",
    "another zone": "Thu, 01 Jan 2099 00:00:00 +0100",
    "no zone": "Thu, 01 Jan 2099 00:00:00",
    "a huge year": "Thu, 01 Jan 99999999999999999999 00:00:00 GMT",
    "year 0": "Thu, 01 Jan 0000 00:00:00 GMT",
    "two dates": "Thu, 01 Jan 2099 00:00:00 GMT, Thu, 01 Jan 2099 00:00:00 GMT",
    "other digits": "Thu, ０1 Jan 2099 00:00:00 GMT",
}


@pytest.mark.parametrize("text", [pytest.param(text, id=id) for id, text in NO_DATES.items()])
def test_what_is_no_date_is_ignored_13_1_3(server: Server, text: str) -> None:
    answer = server.get(PATH, f"If-Modified-Since: {text}")
    assert answer.status == 200
    agrees(answer)


def test_two_digits_of_a_year_far_ahead_are_of_the_last_century_5_6_7(server: Server) -> None:
    year = (time.gmtime().tm_year + 51) % 100
    line = f"If-Modified-Since: Friday, 01-Jan-{year:02} 00:00:00 GMT"
    assert server.get(PATH, line).status == 200


def test_beside_a_tag_that_fails_the_date_is_ignored_13_2_2(server: Server, modified: int) -> None:
    lines = 'If-None-Match: "x"', f"If-Modified-Since: {fixdate(modified + DAY)}"
    assert server.get(PATH, *lines).status == 200
    assert server.get(PATH, *reversed(lines)).status == 200


def test_beside_a_tag_that_holds_the_date_is_ignored_13_2_2(server: Server, modified: int) -> None:
    held = f"If-None-Match: {server.get(PATH)['ETag']}"
    assert server.get(PATH, held, f"If-Modified-Since: {fixdate(modified - DAY)}").status == 304


def test_beside_an_empty_tag_the_date_is_ignored_13_2_2(server: Server, modified: int) -> None:
    lines = "If-None-Match:", f"If-Modified-Since: {fixdate(modified)}"
    assert server.get(PATH, *lines).status == 200


def test_the_date_holds_for_every_coding(server: Server, modified: int) -> None:
    lines = f"If-Modified-Since: {fixdate(modified)}", "Accept-Encoding: gzip"
    answer = server.get(PATH, *lines)
    assert answer.status == 304
    assert answer["ETag"] == server.get(PATH, "Accept-Encoding: gzip")["ETag"]
