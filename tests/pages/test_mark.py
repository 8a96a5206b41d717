"""The mark: files of pages are told from those that somebody else wrote."""

from __future__ import annotations

import pytest

from feeds.pages.files import CODE_MARK, HTML_MARK, LONGEST_MARK, is_ours, marked, search_index
from tests.support.pages import feed_page, group, list_page, listed, renderer

FILES = {
    "list": renderer().list_page(list_page(group("tag", ["rye"]))),
    "feed": renderer().feed_page(feed_page()),
    "search": search_index([listed("rye")]),
    **renderer().assets(),
}


@pytest.mark.parametrize("name", FILES)
def test_the_last_bytes_of_each_file_are_a_mark(name: str) -> None:
    assert is_ours(FILES[name][-LONGEST_MARK:])


@pytest.mark.parametrize(
    "tail",
    [b"", b"<html></html>\n", b"/* Written by hand */\n", b'{"feeds":[]}\n', HTML_MARK[:-1]],
)
def test_other_files_have_no_mark(tail: bytes) -> None:
    assert not is_ours(tail)


def test_a_mark_follows_whatever_a_template_ends_with() -> None:
    assert marked("body {}\n\n\n", CODE_MARK) == b"body {}\n" + CODE_MARK
    assert marked("", CODE_MARK) == b"\n" + CODE_MARK


def test_a_lone_surrogate_costs_only_its_character() -> None:
    assert marked("a\ud800b", HTML_MARK) == b"a?b\n" + HTML_MARK
