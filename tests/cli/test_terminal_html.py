"""HTML of an entry as a terminal shows it: every block, every address, and no control of it."""

from __future__ import annotations

import time
from textwrap import dedent

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.console import Console

from feeds.assemble.sanitizer import clean
from feeds.cli.terminal_html import for_terminal, terminal_lines

PAGE = "https://site.example/a/"


def shown(html: str, width: int = 40) -> str:
    """Return the lines for a terminal, without spaces at their ends."""
    console = Console(width=width)
    lines = terminal_lines(clean(html, PAGE), PAGE, console)
    return "\n".join(line.plain.rstrip() for line in lines)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a\n  b</p>\n\n<p>c</p>", "a b\n\nc"),
        ("<div>a</div><div>b</div>c<br>d", "a\nb\nc\nd"),
        ("<h2>a</h2><p>b</p><h3>c</h3>", "## a\n\nb\n\n### c"),
        ("<p>a <b>b</b> <em>c</em>, <code>d</code></p>", "a b c, `d`"),
        ("<p>x<sup>2</sup> H<sub>2</sub>O <q>a</q></p>", "x^2 H_2O “a”"),
        ("<p>2 * 3 &lt;b&gt; _x_ # [a](b) &amp;lt;</p>", "2 * 3 <b> _x_ # [a](b) &lt;"),
        ("<p>[bold]a[/bold] :smile:</p>", "[bold]a[/bold] :smile:"),
        ("<p>a</p><hr><p>b</p>", "a\n\n────────\n\nb"),
        ("<details><summary>a</summary>b</details>", "▸ a\nb"),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "a\n  b"),
        ("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "漢(kan)"),
        ("<math><mi>x</mi><mo>=</mo><mn>2</mn></math>", "x=2"),
        ("", ""),
    ],
)
def test_text_is_shown_as_it_reads(html: str, text: str) -> None:
    """Also text that would be markup to other programs."""
    assert shown(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<a href="/b">a</a>', "a <https://site.example/b>"),
        ('<a href="https://b.example/">https://b.example/</a>', "https://b.example/"),
        ('<a href="mailto:a@b.example">a@b.example</a>', "a@b.example"),
        ('<a href="#note">1</a>', "1 <#note>"),
        ("<a>a</a>", "a"),
        ('<img src="/b.png" alt="A picture">', "[image: A picture] https://site.example/b.png"),
        ('<img src="/b.png">', "[image] https://site.example/b.png"),
        (
            '<img src="data:image/png;base64,' + "A" * 500 + '">',
            "[image] data:image/png;base64,AAAAAAAAAAAAAAAAAA…",
        ),
        ('<video src="/b.mp4"></video>', "[video] https://site.example/b.mp4"),
        ('<audio><source src="/b.ogg"></audio>', "[source] https://site.example/b.ogg"),
        (
            '<a href="/c"><img src="/b.png" alt="a"></a>',
            "[image: a] https://site.example/b.png  <https://site.example/c>",
        ),
    ],
)
def test_addresses_follow_what_they_belong_to(html: str, text: str) -> None:
    assert shown(html, 200) == text


def test_quotes_and_lists_are_indented_also_where_lines_wrap() -> None:
    html = (
        "<blockquote><p>a</p><ul><li>one two three four five</li><li>six<ol start=9><li>seven"
        "<li>eight</ol></ul></blockquote><ul><li><p>a</p><p>b</p></li></ul>"
    )
    assert shown(html, 21) == dedent(
        """\
        │ a
        │
        │ • one two three
        │   four five
        │ • six
        │   9. seven
        │   10. eight

        • a

          b"""
    )


def test_code_keeps_its_lines_and_spaces() -> None:
    html = "<p>a</p><pre><code>if b:\n\n    c\n\td &lt;e&gt;\n</code></pre>"
    assert shown(html) == "a\n\n    if b:\n\n        c\n            d <e>"


def test_a_table_has_lines() -> None:
    html = "<table><caption>a</caption><tr><th>b<th>c<tr><td>d<br>e<td><p>f</p><p>g</p></table>h"
    assert shown(html) == dedent(
        """\
        a

        ┌───┬───┐
        │ b │ c │
        ├───┼───┤
        │ d │ f │
        │ e │ g │
        └───┴───┘

        h"""
    )


def test_a_table_fits_the_terminal() -> None:
    html = f"<table><tr><td>{'word ' * 30}<td>{'x' * 90}</table>"
    assert max(map(len, shown(html, 40).splitlines())) <= 40


def test_a_table_that_takes_too_long_to_lay_out_is_shown_row_by_row() -> None:
    assert shown("<table>" + "<tr><td>a<td>b" * 2000 + "</table>").startswith("a | b\na | b\n")


@pytest.mark.parametrize(
    "text",
    ["\x1b[2J", "\x9b2J", "\x07", "\u202e", "\u2066", "a\rb", "\x1b]8;;http://a\x1b\\", "\u2028"],
)
def test_text_never_controls_the_terminal(text: str) -> None:
    html = f"<p>{text}</p><pre>{text}</pre><img src=/a alt='{text}'><a href='/{text}'>a</a>"
    lines = shown(html).replace("\n", "") + for_terminal(text)
    assert all(one.isprintable() for one in lines), ascii(lines)


def test_joiners_of_scripts_and_emoji_are_kept() -> None:
    text = "می\u200cخواهم 👩\u200d💻 ❤\ufe0f"
    assert for_terminal(text) == text


_TAGS = "p li ul /ul ol /ol table /table tr td /td pre /pre blockquote /blockquote a /a dd h1 br hr"
_PIECES = st.sampled_from(
    [*(f"<{tag}>" for tag in _TAGS.split()), "w", " w ", "\n", "&lt;", "\x1b"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=30).map("".join), st.integers(1, 60))
@example("<pre><table><td><hr>", 9)
def test_any_entry_fits_any_terminal(html: str, width: int) -> None:
    """No word is lost, and no line is longer than the terminal is wide."""
    text = shown(html, width)
    assert text.count("w") == clean(html, PAGE).count("w")
    assert max(map(len, text.split("\n"))) <= max(width, 12)


@pytest.mark.parametrize(
    "html",
    [
        "<p>a</p>" * 60_000,
        "<b>a</b> " * 60_000,
        "a<br>" * 100_000,
        "<table>" + "<tr><td>a" * 50_000,
        "<blockquote>" * 400 + "<p>word word" * 30_000,
        "<pre>" + "a\n" * 250_000,
        "<a href=a>b</a>" * 30_000,
        "\u202e" * 150_000,
    ],
    ids=["paragraphs", "styles", "lines", "table", "deep", "code", "links", "controls"],
)
def test_half_a_megabyte_takes_a_few_seconds_at_most(html: str) -> None:
    html = clean(html, PAGE)
    started = time.process_time()
    lines = [line.plain for line in terminal_lines(html, PAGE, Console(width=80))]
    assert time.process_time() - started < 6
    assert len(lines) <= 10_001
    if len(lines) > 10_000:
        assert lines[-1] == "… the rest is not shown here; use --browser to see the whole post"
