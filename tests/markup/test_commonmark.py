"""Markdown becomes HTML, with bounds on time and size in every engine."""

from __future__ import annotations

import re
import time

import pytest

from tests.support.markup import ENGINES

MARKDOWN = ("commonmark", "kramdown")
_BETWEEN_TAGS = re.compile(r"\n+(?=<|\Z)")


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
def test_commonmark_and_kramdown_agree_on_common_markdown(
    engine: str, body: str, html: str
) -> None:
    assert _BETWEEN_TAGS.sub("", ENGINES[engine](body)) == _BETWEEN_TAGS.sub("", html)


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
def test_no_markdown_takes_long_or_grows_too_much(name: str, body: str) -> None:
    start = time.process_time()
    html = ENGINES[name](body)
    assert time.process_time() - start < 5
    assert len(html) < 150 * len(body)
