"""Summaries are cut from HTML as Hugo cuts them."""

from __future__ import annotations

import pytest

from feeds.generators.hugo.goldmark.engine import Goldmark
from feeds.generators.hugo.goldmark.summaries import DIVIDER, divided, start


@pytest.mark.parametrize(
    ("body", "summary"),
    [
        ("one two\n\nthree four\n\nfive\n", "<p>one two</p>\n<p>three four</p>"),
        ("one two three four\n\nfive\n", "<p>one two three four</p>"),
        ("one\n\ntwo\n", "<p>one</p>\n<p>two</p>\n"),
        ("<!-- more -->a\n", "<!-- more -->a\n"),
        (
            "[one][1] two three four\n\nfive\n\n[1]: /x\n",
            '<p><a href="/x">one</a> two three four</p>',
        ),
        ("", ""),
    ],
)
def test_a_summary_ends_with_the_paragraph_that_reaches_the_number_of_words(
    body: str, summary: str
) -> None:
    assert start(Goldmark(unsafe=True).html(body), 4, letters=False) == summary


@pytest.mark.parametrize(
    ("html", "content", "summary"),
    [
        (f"<p>a</p>\n<p>{DIVIDER}</p>\n<p>b</p>\n", "<p>a</p>\n<p>b</p>", "<p>a</p>"),
        (f"<p>a {DIVIDER} b</p>\n<p>c</p>\n", "<p>a  b</p>\n<p>c</p>", "<p>a  b</p>"),
        (f"<p>{DIVIDER}</p>\n<p>b</p>\n", "<p>b</p>", ""),
        ("<p>no divider</p>", "<p>no divider</p>", ""),
    ],
)
def test_a_divider_ends_the_summary_and_is_not_shown(html: str, content: str, summary: str) -> None:
    assert divided(html, is_html=False) == (content, summary)


def test_a_divider_in_a_page_of_html_ends_the_summary_where_it_is() -> None:
    assert divided(f"<div>a {DIVIDER} b</div>", is_html=True) == ("<div>a  b</div>", "<div>a")


def test_a_summary_ends_with_the_outermost_element() -> None:
    html = "<div><p>one two three four five</p><p>six</p></div><p>seven</p>"
    assert start(html, 4, letters=False) == html.removesuffix("<p>seven</p>")
    assert start("<div><p>a b c d e</p><p>f</p>", 4, letters=False) == "<div><p>a b c d e</p>"


def test_the_last_letter_of_a_paragraph_is_not_counted() -> None:
    """So a last word of one letter is none; with two letters it is one."""
    assert start("<p>a b c x</p><p>five</p>", 4, letters=False) == "<p>a b c x</p><p>five</p>"
    assert start("<p>a b c xy</p><p>five</p>", 4, letters=False) == "<p>a b c xy</p>"


def _start(body: str, letters: bool = False) -> str:
    return start(Goldmark().html(body), 4, letters)


def test_letters_count_in_languages_that_do_not_separate_words() -> None:
    assert _start("一二三四五\n\n六\n", letters=True) == "<p>一二三四五</p>"
    assert "六" in _start("一二三四五\n\n六\n")


def test_a_summary_of_no_words_is_empty() -> None:
    assert start("<p>one</p>", 0, letters=False) == ""


def test_the_colours_of_code_change_the_number_of_words() -> None:
    known, unknown = "```go\nvar a = b\n```\n\nend\n", "```nowhere\nvar a = b\n```\n\nend\n\nmore\n"
    assert "more" in _start(f"{known}\nmore\n")
    assert "more" not in _start(unknown)
