"""The pages on posts and generators name every key and every generator that the code knows."""

from __future__ import annotations

import re

import pytest

from feeds.generators import media, unsupported
from feeds.generators.limits import _COUNTED, _DEEPEST, _FEWEST_MARKS
from feeds.generators.plain import values
from feeds.generators.registry import BUILT_IN
from tests.support.docs import read_page

POSTS = read_page("posts").lower()
DATES = (*values._DATED, *values._DATED_BY_OTHERS, *values._UPDATED)
MEDIA = {*map(".".join, media._IMAGE_KEYS), *media._ENCLOSURE_KEYS}
FORMS = {*media._IMAGE_URLS, *media._ENCLOSURE_URLS}


@pytest.mark.parametrize("key", sorted({*DATES, *MEDIA, *FORMS}))
def test_every_key_of_front_matter_is_documented(key: str) -> None:
    assert f"`{key}`" in POSTS


def test_the_limits_of_a_post_are_documented() -> None:
    limits = read_page("posts").partition("## Limits")[2]
    for number in (_FEWEST_MARKS, _DEEPEST, *(most for _, _, most in _COUNTED)):
        assert f"| {number:,}" in limits


def test_every_generator_is_documented() -> None:
    page = read_page("generators")
    for name in BUILT_IN:
        assert re.search(rf"^\| {name} \|", page, re.MULTILINE | re.IGNORECASE), name


@pytest.mark.parametrize("generator", unsupported._UNSUPPORTED, ids=lambda one: one.name)
def test_every_unsupported_generator_is_documented(generator: unsupported.Unsupported) -> None:
    folders = ", ".join(f"`{folder}`" for folder in generator.posts)
    row = rf"^\| {generator.name} \| [^|]+ \| {re.escape(folders)} \|$"
    assert re.search(row, read_page("generators"), re.MULTILINE)
