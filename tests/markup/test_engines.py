"""Each kind of markup becomes the HTML that its readers know."""

from __future__ import annotations

import time

import pytest

from tests.support.markup import ENGINES

MARKDOWN = ("commonmark", "kramdown")


@pytest.mark.parametrize("engine", MARKDOWN)
@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("a *b* **c**", "<p>a <em>b</em> <strong>c</strong></p>\n"),
        ("~~gone~~", "<p><del>gone</del></p>\n"),
        ("<https://a.example/>", '<p><a href="https://a.example/">https://a.example/</a></p>\n'),
        ("see https://a.example/", "<p>see https://a.example/</p>\n"),
        ("<>", "<p>&lt;&gt;</p>\n"),
        ("<div>kept</div>", "<div>kept</div>\n"),
        ("```ruby\nx\n```", '<pre><code class="language-ruby">x\n</code></pre>\n'),
        ("- [ ] a\n- [x] b", "<ul>\n<li>☐ a</li>\n<li>☑ b</li>\n</ul>\n"),
        ("", ""),
    ],
)
def test_both_generators_of_markdown_agree_on_what_is_common(
    engine: str, body: str, html: str
) -> None:
    assert ENGINES[engine](body) == html


@pytest.mark.parametrize(
    ("body", "commonmark", "kramdown"),
    [
        ('"a" -- b...', "<p>&quot;a&quot; -- b...</p>\n", "<p>“a” \u2013 b…</p>\n"),
        ("**中文。**中文", "<p>**中文。**中文</p>\n", "<p><strong>中文。</strong>中文</p>\n"),
        ("a\n: b", "<p>a\n: b</p>\n", "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>\n"),
    ],
)
def test_kramdown_adds_what_jekyll_sites_rely_on(body: str, commonmark: str, kramdown: str) -> None:
    assert ENGINES["commonmark"](body) == commonmark
    assert ENGINES["kramdown"](body) == kramdown


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
def test_headings_have_the_ids_their_page_has(engine: str, body: str, ids: list[str]) -> None:
    html = ENGINES[engine](body)
    assert [part.split('"')[0] for part in html.split(' id="')[1:]] == ids


def test_a_heading_of_two_lines_is_none_to_kramdown() -> None:
    assert ENGINES["commonmark"]("One\ntwo\n===") == '<h1 id="one-two">One\ntwo</h1>\n'
    assert ENGINES["kramdown"]("One\ntwo\n===") == "<p>One\ntwo\n===</p>\n"


def test_hugo_leaves_raw_html_out_unless_it_is_told_otherwise() -> None:
    assert ENGINES["goldmark"]('<b>a</b> "b"') == "<p>a “b”</p>\n"
    assert ENGINES["goldmark, unsafe"]('<b>a</b> "b"') == "<p><b>a</b> “b”</p>\n"


def test_an_id_given_to_a_heading_is_not_shown() -> None:
    assert ENGINES["kramdown"]("# Named {#own}") == '<h1 id="own">Named</h1>\n'


@pytest.mark.parametrize("engine", MARKDOWN)
def test_a_heading_may_hold_a_number_of_any_length(engine: str) -> None:
    assert ENGINES[engine]("<h1>a&#" + "1" * 5_000 + ";</h1>").startswith('<h1 id="a">')


@pytest.mark.parametrize("engine", MARKDOWN)
def test_a_footnote_and_its_mark_link_to_each_other(engine: str) -> None:
    html = ENGINES[engine]("a[^n-1]\n\n[^n-1]: note")
    for link, target in (("#fn:n-1", "fn:n-1"), ("#fnref:n-1", "fnref:n-1")):
        assert f'href="{link}"' in html
        assert f'id="{target}"' in html


@pytest.mark.parametrize("engine", MARKDOWN)
def test_a_table_becomes_a_table(engine: str) -> None:
    assert "<td>1</td>" in ENGINES[engine]("| a | b |\n|---|---|\n| 1 | 2 |")


@pytest.mark.parametrize("engine", MARKDOWN)
@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_change_nothing(engine: str, end: str) -> None:
    body = "# a\n\n```\nb\nc\n```\n\n|a|b|\n|-|-|\n|1|2|\n"
    assert ENGINES[engine](body.replace("\n", end)) == ENGINES[engine](body)


@pytest.mark.parametrize("name", [*MARKDOWN, "goldmark, unsafe", "goldmark, a summary"])
@pytest.mark.parametrize(
    "body",
    [
        "[" * 200_000,
        "> " * 50_000 + "a",
        "*a **a " * 30_000,
        "![" * 50_000,
        "`" + "a``" * 50_000,
        "# a\n" * 30_000,
        "a\n: b\n\n" * 30_000,
        "|".join("a" * 500) + "\n" + "|".join("-" * 500) + "\n" + "a\n" * 20_000,
        "<h1>" * 50_000,
        "[^a]" * 30_000 + "\n\n[^a]: b",
        "'" * 100_000,
        "<iframe>" * 50_000,
        "<p" * 100_000,
        "x'https://a.example/'" * 10_000,
    ],
    ids=lambda body: body[:8],
)
def test_no_markdown_takes_long_or_grows_beyond_measure(name: str, body: str) -> None:
    start = time.process_time()
    html = ENGINES[name](body)
    assert time.process_time() - start < 5
    assert len(html) < 150 * len(body)


def test_goldmark_takes_an_apostrophe_before_some_letters_for_the_rest_of_a_word() -> None:
    render = ENGINES["goldmark"]
    assert render("'til 'em all, 'quoted'") == "<p>’til ’em all, ‘quoted’</p>\n"
    assert "‘til" in render("‘til by hand")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("'90s and '9", "’90s and ‘9"),
        ('a ("b"), "c"', "a (“b”), “c”"),
        ('用“a" 吗', "用“a&quot; 吗"),
        ("url='https://a.example/'", "url=‘https://a.example/'"),
        ('*"a"* `x`\'s', "<em>“a”</em> <code>x</code>’s"),
        ("it''s 5'", "it’’s 5'"),
    ],
)
def test_goldmark_curls_quotes_its_own_way(body: str, text: str) -> None:
    assert ENGINES["goldmark"](body) == f"<p>{text}</p>\n"
