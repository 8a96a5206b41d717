"""Ids of headings are those of GitHub, and character references are decoded as in browsers."""

from __future__ import annotations

import pytest

from feeds.markup.html import decoded
from tests.support.markup import ENGINES

MARKDOWN = ("commonmark", "kramdown")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a &amp; b &lt; &#20013; &#x4e2d; &eacute;", "a & b < 中 中 é"),
        ("&amp;amp; & &unknown; &#", "&amp; & &unknown; &#"),
        ("&#0; &#99999999;", "\ufffd \ufffd"),
    ],
)
def test_references_are_decoded_once(html: str, text: str) -> None:
    assert decoded(html) == text


@pytest.mark.parametrize("digits", [101, 4_301, 200_000])
def test_a_reference_can_have_any_length(digits: int) -> None:
    assert decoded("a&#" + "1" * digits + ";b") == "a\ufffdb"


@pytest.mark.parametrize("engine", MARKDOWN)
@pytest.mark.parametrize(
    ("body", "ids"),
    [
        ("# One two", ["one-two"]),
        ("# A & `b` *c*!", ["a--b-c"]),
        ("# 中文 标题", ["中文-标题"]),
        ("# X\n# X\n# X", ["x", "x-1", "x-2"]),
        ("# Named {#own-id}", ["own-id"]),
        ("`<h1>x</h1>`", []),
    ],
)
def test_headings_have_the_ids_of_their_page(engine: str, body: str, ids: list[str]) -> None:
    html = ENGINES[engine](body)
    assert [part.split('"')[0] for part in html.split(' id="')[1:]] == ids


@pytest.mark.parametrize("engine", MARKDOWN)
def test_a_heading_can_have_a_reference_of_any_length(engine: str) -> None:
    assert ENGINES[engine]("<h1>a&#" + "1" * 5_000 + ";</h1>").startswith('<h1 id="a">')
