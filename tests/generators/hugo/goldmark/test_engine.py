"""Goldmark renders Markdown as Hugo's pages show it."""

from __future__ import annotations

import pytest

from tests.support.markup import ENGINES


def test_hugo_omits_raw_html_unless_configured() -> None:
    assert ENGINES["goldmark"]('<b>a</b> "b"') == "<p>a “b”</p>\n"
    assert ENGINES["goldmark, unsafe"]('<b>a</b> "b"') == "<p><b>a</b> “b”</p>\n"


def test_goldmark_reads_an_apostrophe_before_some_letters_as_one() -> None:
    render = ENGINES["goldmark"]
    assert render("'til 'em all, 'quoted'") == "<p>’til ’em all, ‘quoted’</p>\n"
    assert "‘til" in render("‘til by hand")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("'90s and '9", "’90s and ‘9"),
        ('a ("b"), "c"', "a (“b”), “c”"),
        ('用“a" 吗', "用“a&quot; 吗"),
        ('*"a"* `x`\'s', "<em>“a”</em> <code>x</code>’s"),
        ("it''s 5'", "it’’s 5'"),
    ],
)
def test_goldmark_curls_quotes_its_own_way(body: str, text: str) -> None:
    assert ENGINES["goldmark"](body) == f"<p>{text}</p>\n"
