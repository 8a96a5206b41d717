"""Plain text is what a reader of the page sees."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.assemble.text import plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("a  b\n\tc\xa0d", "a b c d"),
        ("un<b>believ</b>able", "unbelievable"),
        ("<p>a</p><p>b</p>", "a b"),
        ("<ul><li>a<li>b</ul>c", "a b c"),
        ("a<br>b<hr>c", "a b c"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("<h1>a</h1>b<main>c</main>d", "a b c d"),
        ("a<script>b</script><style>c</style>d", "ad"),
        ("<p hidden>a</p>b<!-- c -->", "b"),
        ("&lt;b&gt; &amp;amp; &eacute; &#x4e2d;", "<b> &amp; é 中"),
        ('<a title="x > y" href="/x">a</a>', "a"),
        ("a < b && c > d", "a < b && c > d"),
        ("H<sub>2</sub>O", "H2O"),
        ("<math><mi>a</mi><mo>+</mo><mi>b</mi></math>", "a+b"),
    ],
)
def test_text_is_what_is_seen_on_one_line(html: str, text: str) -> None:
    assert plain_text(html) == text


def test_a_text_too_costly_to_parse_is_all_the_same_its_text() -> None:
    assert plain_text("<div>" * 600 + "a&nbsp;&lt;b&gt; &#x4e2d;") == "a <b> 中"


@given(st.text())
@settings(max_examples=100, deadline=None)
def test_any_text_gives_one_line_without_blanks_around(html: str) -> None:
    text = plain_text(html)
    assert text == " ".join(text.split())
