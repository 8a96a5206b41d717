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


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("```go {hl_lines=[1]}\nx\n\n\n```", '<code class="language-go">x\n</code>'),
        ("```go{linenos=false}\n\nx\n```", '<code class="language-go">\nx\n</code>'),
        ("```\n\n```", "<code></code>"),
        ("    x\n\n    y\n\n", "<code>x\n\ny\n</code>"),
    ],
)
def test_code_has_no_options_and_ends_with_one_line_end(body: str, code: str) -> None:
    assert ENGINES["goldmark"](body) == f"<pre>{code}</pre>\n"


def test_footnotes_are_numbered_by_their_first_references() -> None:
    html = ENGINES["goldmark"]("a[^y] b[^x] c[^y]\n\n[^x]: one\n[^y]: two\n")
    references = 'id="fnref:1"', 'id="fnref:2"', 'id="fnref1:1"'
    assert [html.index(one) for one in references] == sorted(html.index(one) for one in references)
    notes = html.partition('<div class="footnotes" role="doc-endnotes">\n<hr>\n')[2]
    assert notes.index('<li id="fn:1">\n<p>two') < notes.index('<li id="fn:2">\n<p>one')
    assert notes.count('href="#fnref1:1"') == 1


@pytest.mark.parametrize(
    ("body", "heading"),
    [
        ("# See www.a.example", '<h1 id="see">'),
        ("# https://a.example", "<h1>"),
        ("#", "<h1>"),
        ("# !!!", '<h1 id="heading">'),
        ("# A\n# A", '<h1 id="a-1">'),
        ("# A {#own}", '<h1 id="own">'),
        ("# **a [b](x)** c", '<h1 id="a--c">'),
        ("# [**a** b](x) `c` d", '<h1 id="a-c-d">'),
        ("# ![a](x) b <i>c</i>", '<h1 id="a-b-c">'),
    ],
)
def test_ids_of_headings_count_what_goldmark_counts(body: str, heading: str) -> None:
    assert heading in ENGINES["goldmark"](body)
