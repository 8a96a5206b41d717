"""Jekyll's Markdown gives kramdown's text; the expected HTML is kramdown's own."""

from __future__ import annotations

import gc
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.generators.jekyll.converters import is_apart
from tests.support.markup import ENGINES, kramdown

KRAMDOWN = kramdown()


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("a\n{: .x}\n", "<p>a</p>\n"),
        (
            "xb](<![b [![](<>)](< x",
            '<p>xb](&lt;![b [<img src="" alt="" />](&lt; x</p>\n',
        ),
        ("[a](/b){:target='_blank'}", '<p><a href="/b">a</a></p>\n'),
        ("## a\n{: #b}\n", '<h2 id="b">a</h2>\n'),
        ("`if`'s", "<p><code>if</code>’s</p>\n"),
        ('f("a","b")', "<p>f(“a”,”b”)</p>\n"),
        ("**中文。**中文", "<p><strong>中文。</strong>中文</p>\n"),
        ("snake_case_name", "<p>snake_case_name</p>\n"),
        ("2*3*4", "<p>2<em>3</em>4</p>\n"),
        ("a ~~b~~ ~c~", "<p>a <del>b</del> ~c~</p>\n"),
        ("[a](b c)", '<p><a href="b%20c">a</a></p>\n'),
        ("a $$x_1$$", "<p>a \\(x_1\\)</p>\n"),
        ("$$\nx\n$$\n", "\\[x\\]\n\n"),
        ("`a", "<p>`a</p>\n"),
        ("``` ruby title\na\n```", "<p><code>ruby title\na\n</code></p>\n"),
        ("a\n<div>*b*</div>\n*c*", "<p>a</p>\n<div>*b*</div>\n<p><em>c</em></p>\n"),
        ("In\n29. a", "<p>In</p>\n<ol>\n<li>a</li>\n</ol>\n"),
        ("1) a", "<p>1) a</p>\n"),
        ("HTML\n\n*[HTML]: a b", '<p><abbr title="a b">HTML</abbr></p>\n'),
    ],
)
def test_each_rule_gives_kramdowns_html(body: str, html: str) -> None:
    assert KRAMDOWN(body) == html


def test_a_table_needs_no_head_and_is_as_wide_as_its_widest_row() -> None:
    html = KRAMDOWN("| a |\n| b | c |\n")
    assert "<thead>" not in html
    assert html.count("<td>") == 4


def test_a_table_of_contents_links_to_headings_without_no_toc() -> None:
    html = KRAMDOWN("* x\n{:toc}\n\n# A\n\n## B *c*\n\n## D\n{:.no_toc}\n\n# E\n")
    assert html.startswith(
        '<ul id="markdown-toc">\n<li><a href="#a" id="markdown-toc-a">A</a>\n<ul>\n'
        '<li><a href="#b-c" id="markdown-toc-b-c">B <em>c</em></a></li>\n</ul>\n</li>\n'
        '<li><a href="#e" id="markdown-toc-e">E</a></li>\n</ul>\n'
    )


def test_the_content_of_an_element_is_markdown_only_if_it_says_so() -> None:
    assert "*a*" in KRAMDOWN("<div>\n\n*a*\n\n</div>")
    assert "<em>a</em>" in KRAMDOWN('<div markdown="1">\n*a*\n</div>')
    assert "<em>a</em>" in kramdown(parse_block_html=True)("<div>\n*a*\n</div>")


@pytest.mark.parametrize(
    ("options", "body", "html"),
    [
        ({"input": "kramdown"}, "#a", '<h1 id="a">a</h1>\n'),
        ({"input": "kramdown"}, "~~a~~", "<p>~~a~~</p>\n"),
        ({"input": "kramdown"}, "# 1 中 A", '<h1 id="a">1 中 A</h1>\n'),
        ({"hard_wrap": True}, "a\nb", "<p>a<br />\nb</p>\n"),
        ({"auto_ids": False}, "# a", "<h1>a</h1>\n"),
        ({"auto_id_prefix": "x-"}, "# a", '<h1 id="x-a">a</h1>\n'),
        ({"smart_quotes": "apos apos quot quot"}, "\"a\" 'b'", "<p>&quot;a&quot; 'b'</p>\n"),
    ],
)
def test_options_change_the_html(options: dict[str, object], body: str, html: str) -> None:
    assert kramdown(**options)(body) == html


def test_a_table_of_contents_has_only_the_configured_levels() -> None:
    html = kramdown(toc_levels="2..3")("* x\n{:toc}\n\n# A\n\n## B\n")
    assert 'href="#b"' in html
    assert 'href="#a"' not in html


def test_footnotes_are_numbered_from_the_first_number() -> None:
    html = kramdown(footnote_nr=5)("a[^n]\n\n[^n]: b")
    assert ">5</a></sup>" in html
    assert '<ol start="5">' in html


def test_rendering_makes_no_reference_cycles() -> None:
    KRAMDOWN("a")
    gc.collect()
    gc.disable()
    try:
        KRAMDOWN("# *a*\n\n<p>b</p>\n\n- [c](d) `e`\n\n|f|g|\n")
        assert gc.collect() == 0
    finally:
        gc.enable()


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="ab \n*_`[]()<>{:}|\"'#-+1.)~$^&;!\\/=\x02\x03\x04\x05\x07", max_size=80))
def test_any_text_gives_html_without_marks(body: str) -> None:
    html = KRAMDOWN(body)
    assert not set("\x02\x03\x04\x05\x06\x07") & set(html)


@pytest.mark.parametrize(
    "body",
    [
        *("![", "[a](b ", "[a](((", "{::a b ", "{:", "|a|", "<!--", "<b>x ", "<div>\n", "~~a "),
        *("$$a ", "```\n", "*a_b`c[d<e ", "\"'", "{::comment}\n", "{:toc}\n- a\n\n"),
        '<p markdown="1">',
    ],
)
def test_no_repeated_mark_takes_long(body: str) -> None:
    start = time.process_time()
    KRAMDOWN(body * (30_000 // len(body)))
    assert time.process_time() - start < 3


@pytest.mark.parametrize(
    ("body", "commonmark", "kramdown"),
    [
        ('"a" -- b...', "<p>&quot;a&quot; -- b...</p>\n", "<p>“a” \u2013 b…</p>\n"),
        ("**中文。**中文", "<p>**中文。**中文</p>\n", "<p><strong>中文。</strong>中文</p>\n"),
        ("a\n: b", "<p>a\n: b</p>\n", "<dl>\n<dt>a\n</dt>\n<dd>b\n</dd>\n</dl>\n"),
    ],
)
def test_kramdown_differs_from_commonmark(body: str, commonmark: str, kramdown: str) -> None:
    assert ENGINES["commonmark"](body) == commonmark
    assert ENGINES["kramdown"](body) == kramdown


def test_a_heading_of_two_lines_is_text_to_kramdown() -> None:
    assert ENGINES["commonmark"]("One\ntwo\n===") == '<h1 id="one-two">One\ntwo</h1>\n'
    assert ENGINES["kramdown"]("One\ntwo\n===") == "<p>One\ntwo\n===</p>\n"


def test_an_id_given_to_a_heading_is_not_shown() -> None:
    assert ENGINES["kramdown"]("# Named {#own}") == '<h1 id="own">Named</h1>\n'


PIECES = [
    *"ab*`\"'[]()<>&$~{-1.:\n",
    *("\n\n", "\nb ", "\n# a", "\n- ", "\n```\n"),
    *("<p>a</p>", "<b>", "<!--", "-->", "<div>", "[^1]"),
]


@given(
    st.lists(st.sampled_from(PIECES), max_size=9).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=9).map("".join),
    st.sampled_from(["a", "<p>a</p>"]),
)
def test_an_excerpt_that_stands_apart_is_rendered_as_in_its_post(
    head: str, tail: str, start: str
) -> None:
    head, tail = start + head, f"\n\n{tail}"
    if is_apart(head, tail):
        assert KRAMDOWN(head) + KRAMDOWN(tail) == KRAMDOWN(head + tail)


@pytest.mark.parametrize(
    ("head", "tail", "apart"),
    [
        ("A *b*\nc.", "\n\n# D\n", True),
        ("<p>a</p> <p>b</p>", "\n\n[c](/d)", True),
        ("a", "\nb", False),
        ("a [b]", "\n\n[b]: /c", False),
        ("a", "\n\n: b", False),
        ("- a", "\n\n- b", False),
    ],
)
def test_an_excerpt_stands_apart_if_nothing_after_it_changes_it(
    head: str, tail: str, apart: bool
) -> None:
    assert is_apart(head, tail) is apart
