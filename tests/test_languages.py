from __future__ import annotations

import pytest

from feeds.urls import is_language_tag


@pytest.mark.parametrize("tag", ["en", "zh-CN", "zh-Hant-TW", "de-1996", "mul"])
def test_a_tag_has_subtags_of_letters_and_digits(tag: str) -> None:
    assert is_language_tag(tag)


@pytest.mark.parametrize(
    "text",
    ["", "e", "en_GB", "en-", "-en", "english lang", "en\n", "1n", "e\u017f", "\u212a\u212a"],
)
def test_anything_else_is_none(text: str) -> None:
    assert not is_language_tag(text)
