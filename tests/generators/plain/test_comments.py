"""Comments of Obsidian, ``%%text%%``, never reach readers."""

from __future__ import annotations

import time

import pytest

from feeds.generators.plain.comments import without_comments
from tests.support.plain import outcome


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("Rain. %%private%% Sun.", "Rain.  Sun."),
        ("%%private%%", ""),
        ("%%a%%b%%c%%", "b"),
        ("> quote %%a%%\n- item %%b%%\n", "> quote \n- item \n"),
        ("One\n\n%%\nTwo\n\n- three\n%%\n\nFour", "One\n\n\n\nFour"),
        ("One %%two\n\nthree%% four", "One  four"),
        ("One\n%% private, to the end\n\nTwo\n", "One\n"),
        ("A stray `\n%%private%% `", "A stray `\n `"),
        ("```\ncode\n```\n%%private%%\n```\n%%\n```", "```\ncode\n```\n\n```\n%%\n```"),
        ("<CODE>x</CODE> %%private%%", "<CODE>x</CODE> "),
        ("never closed: <code> %%private%%", "never closed: <code> "),
    ],
)
def test_a_comment_is_removed(body: str, shown: str) -> None:
    assert without_comments(body) == shown


@pytest.mark.parametrize(
    "body",
    [
        "100% sure, 50 % not",
        "100%% sure",
        "\\%\\%escaped\\%%",
        "`%d%%` and `%s%%`",
        "``a ` %%b%%``",
        '```c\nprintf("%%");\nprintf("%%");\n```\n',
        "- a\n  ~~~\n  %%x%%\n  ~~~\n",
        "> ````\n> ```\n> %%x%%\n> ````\n",
        "<pre>\n%%\n\n%%\n</pre>",
        "```\n%%never closed\n%%",
    ],
)
def test_percent_signs_in_code_and_alone_stay(body: str) -> None:
    assert without_comments(body) == body


@pytest.mark.parametrize("suffix", ["md", "markdown", "mdx"])
def test_neither_text_nor_title_nor_summary_shows_a_comment(suffix: str) -> None:
    body = "# Bread %%secret%%\n\nDough. %%secret%%\n\n<!-- more -->\n\n%%secret%% Crumb.\n"
    found = outcome(body, f"2026-01-02-a.{suffix}").reading
    assert found
    assert "secret" not in f"{found.post.title} {found.body} {found.excerpt}"
    assert (found.post.title, "Crumb." in found.body) == ("Bread", True)


def test_in_html_percent_signs_are_text() -> None:
    found = outcome("<p>5%% to 10%%</p>", "2026-01-02-a.html").reading
    assert found
    assert found.body == "<p>5%% to 10%%</p>"


@pytest.mark.parametrize(
    "hostile",
    [
        "%%",
        "%% ",
        "`%%",
        "<code>%%",
        "```\n%%\n",
        "~~~~ %%\n~~~\n",
        "\\%%",
        "> - 1. %%",
        "`" * 9 + "%%\n",
    ],
)
def test_a_megabyte_of_marks_takes_seconds_at_most(hostile: str) -> None:
    start = time.process_time()
    without_comments(hostile * (1_000_000 // len(hostile)))
    without_comments("%%" + "".join("`" * n + " " for n in range(1, 1400)))
    assert time.process_time() - start < 3
