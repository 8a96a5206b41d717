"""Summaries are cut from HTML as Hugo cuts them."""

from __future__ import annotations

import pytest

from feeds.generators.hugo.goldmark.engine import Goldmark
from feeds.generators.hugo.goldmark.summaries import summary


@pytest.mark.parametrize(
    ("body", "start"),
    [
        ("one two\n\nthree four\n\nfive\n", "<p>one two</p>\n<p>three four</p>"),
        ("one two three four\n\nfive\n", "<p>one two three four</p>"),
        ("one\n\ntwo\n", "<p>one</p>\n<p>two</p>\n"),
        ("a\n<!--more-->\nb\n", "<p>a</p>\n"),
        ("a <!--more--> b\n\nc\n", "<p>a</p>\n"),
        ("<!-- more -->a\n", "<!-- more -->a\n"),
        (
            "[one][1] two three four\n\nfive\n\n[1]: /x\n",
            '<p><a href="/x">one</a> two three four</p>',
        ),
        ("", ""),
    ],
)
def test_a_summary_ends_with_the_paragraph_that_reaches_the_number_of_words(
    body: str, start: str
) -> None:
    assert Goldmark(unsafe=True).summary(4, False, body) == start


def test_a_summary_ends_with_the_outermost_element() -> None:
    html = "<div><p>one two three four five</p><p>six</p></div><p>seven</p>"
    assert summary(str, 4, False, html) == html.removesuffix("<p>seven</p>")
    assert summary(str, 4, False, "<div><p>a b c d e</p><p>f</p>") == "<div><p>a b c d e</p>"


def test_letters_count_in_languages_that_do_not_separate_words() -> None:
    assert Goldmark().summary(4, True, "一二三四五\n\n六\n") == "<p>一二三四五</p>"
    assert "六" in Goldmark().summary(4, False, "一二三四五\n\n六\n")


def test_a_summary_of_no_words_is_empty() -> None:
    assert Goldmark().summary(0, False, "one\n") == ""


def test_the_colours_of_code_change_the_number_of_words() -> None:
    known, unknown = "```go\nvar a = b\n```\n\nend\n", "```nowhere\nvar a = b\n```\n\nend\n\nmore\n"
    assert "more" in Goldmark().summary(4, False, f"{known}\nmore\n")
    assert "more" not in Goldmark().summary(4, False, unknown)


def test_a_summary_has_no_frames() -> None:
    body = '<iframe src="https://a.example"></iframe>text\n'
    assert "iframe" not in Goldmark(unsafe=True).summary(70, False, body)
