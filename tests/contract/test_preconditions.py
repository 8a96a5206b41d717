"""If-Match and If-Unmodified-Since"""

from __future__ import annotations

import pytest

from .reading import agrees, coded, fixdate, instant
from .servers import Server

PATH = "/feed.json"


def filled(server: Server, lines: tuple[str, ...]) -> list[str]:
    plain = server.get(PATH)
    modified = instant(plain, "Last-Modified")
    values = {
        "{tag}": plain["ETag"],
        "{gzip}": coded(server, PATH, "gzip")["ETag"],
        "{before}": fixdate(modified - 1),
        "{then}": fixdate(modified),
        "{after}": fixdate(modified + 1),
    }
    for name, value in values.items():
        lines = tuple(line.replace(name, value) for line in lines)
    return list(lines)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(("If-Match: {tag}",), id="13.1.1 exact"),
        pytest.param(("If-Match: *",), id="13.1.1 any"),
        pytest.param(('If-Match: "x", {tag}',), id="13.1.1 in a list"),
        pytest.param(('If-Match: "x"', "If-Match: {tag}"), id="5.3 several lines"),
        pytest.param(("If-Match: {gzip}", "Accept-Encoding: gzip"), id="13.1.1 gzip selected"),
        pytest.param(("If-Unmodified-Since: {then}",), id="13.1.4 the very date"),
        pytest.param(("If-Unmodified-Since: {after}",), id="13.1.4 later"),
        pytest.param(("If-Unmodified-Since: then",), id="13.1.4 no date"),
        pytest.param(
            ("If-Match: {tag}", "If-Unmodified-Since: {before}"), id="13.2.2 the date is ignored"
        ),
        pytest.param(('If-None-Match: "x"', "If-Match: {tag}"), id="13.2.2 beside a tag not held"),
    ],
)
def test_what_holds_is_answered(server: Server, lines: tuple[str, ...], method: str) -> None:
    answer = server.get(PATH, *filled(server, lines), method=method)
    assert answer.status == 200
    if method == "GET":
        agrees(answer)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(('If-Match: "x"',), id="13.1.1 another"),
        pytest.param(("If-Match: W/{tag}",), id="13.1.1 weak"),
        pytest.param(("If-Match: {gzip}",), id="13.1.1 of another coding"),
        pytest.param(("If-Unmodified-Since: {before}",), id="13.1.4 before"),
        pytest.param(
            ("If-Unmodified-Since: Sunday, 06-Nov-94 08:49:37 GMT",), id="13.1.4 RFC 850, before"
        ),
        pytest.param(('If-Match: "x"', "If-None-Match: {tag}"), id="13.2.2 before a tag held"),
        pytest.param(('If-Match: "x"', "If-Modified-Since: {then}"), id="13.2.2 before a date"),
        pytest.param(
            ("If-Unmodified-Since: {before}", "If-None-Match: {tag}"), id="13.2.2 a date first"
        ),
    ],
)
def test_what_fails_is_412_15_5_13(server: Server, lines: tuple[str, ...], method: str) -> None:
    answer = server.get(PATH, *filled(server, lines), method=method)
    assert answer.status == 412
    assert answer.get("ETag") is None or method == "HEAD"
    assert len(answer.body) < 2000


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(("If-Match: {tag}", "If-None-Match: {tag}"), id="a tag"),
        pytest.param(("If-Match: *", "If-Modified-Since: {then}"), id="a date"),
        pytest.param(("If-Unmodified-Since: {then}", "If-None-Match: *"), id="two dates"),
    ],
)
def test_what_holds_leaves_the_rest_to_be_judged_13_2_2(
    server: Server, lines: tuple[str, ...]
) -> None:
    assert server.get(PATH, *filled(server, lines)).status == 304
