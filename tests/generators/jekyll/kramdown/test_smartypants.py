"""Titles as jekyll-feed shows them; each expected title is kramdown's own."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.generators.jekyll.kramdown.smartypants import plain_title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Plain  title\n", "Plain title"),
        ('It\'s a "test"', "It’s a “test”"),
        ("The '90s", "The ’90s"),
        ("\"'Quoted' words\" he said", "“‘Quoted’ words” he said"),
        ("Rock 'n' Roll", "Rock ‘n’ Roll"),
        ("a -- b --- c...", "a – b — c…"),
        ("<< a >>", "«\N{NO-BREAK SPACE}a\N{NO-BREAK SPACE}»"),
        ("a <<b>> c", "a «b» c"),
        ("x < y > z", "x < y > z"),
        ("AT&T &amp; &lt;b&gt; &unknown;", "AT&T & <b> &unknown;"),
        ("Vec<T> & friends", "Vec & friends"),
        ("<b>Bold</b> 'title'", "Bold ‘title’"),
        ("In <code>'code'</code>", "In 'code'"),
        ('A <p> is "text"', "A <p> is “text”"),
        ("</b> alone", "</b> alone"),
        ("<!-- gone -->here", "here"),
        ("a <script>b</script> c", "a c"),
        ("<div>'block'</div>", "‘block’"),
        ("<br>'x'", "‘x’"),
        ('\\"', "\\”"),
        ('说"你好"', "说”你好”"),
        ("", ""),
    ],
)
def test_a_title_gets_smart_punctuation_and_loses_its_tags(text: str, title: str) -> None:
    assert plain_title(text) == title


@settings(max_examples=100)
@given(st.text(alphabet="ab<>/&\"'-. \\;#x9", max_size=30))
def test_any_text_has_a_title_in_one_line(text: str) -> None:
    assert "\n" not in plain_title(text)
