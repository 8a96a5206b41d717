"""Sentences that need no scanner are read as the scanner reads them."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.generators.jekyll.converters import Kramdown
from feeds.generators.jekyll.kramdown import engine as engine_module
from feeds.generators.jekyll.kramdown import spans
from feeds.generators.jekyll.kramdown.common_spans import SPECIAL, hard_lines
from feeds.generators.jekyll.kramdown.options import KramdownOptions

ENGINES = [
    Kramdown(),
    Kramdown(KramdownOptions(input="kramdown")),
    Kramdown(KramdownOptions(hard_wrap=True, smart_quotes="apos,apos,quot,quot")),
]
CHARACTERS = "ab é中1*_`[]()!'.-|:>#~$<&\\\"{}/^+=\n\t"
MARKUP = ["*a*", "**b**", "_c_", "`d`", "[e](f)", "![](g)", "don't", "x-y"]
BLOCKS = ["\n\n", "\n- ", "\n1. ", "\n> ", "\n# ", "\n    ", "\n: ", "\n***\n", "|a|b|\n|-|-|\n"]


@given(
    st.one_of(
        st.lists(st.sampled_from([*"ab 中.,\n", *MARKUP, *BLOCKS]), max_size=20).map("".join),
        st.lists(st.sampled_from([*CHARACTERS, *MARKUP, *BLOCKS]), max_size=20).map("".join),
    ),
    st.sampled_from(ENGINES),
)
def test_a_body_is_the_same_without_the_scanner(body: str, engine: Kramdown) -> None:
    with (
        patch.object(engine_module, "hard_lines", _with_specials),
        patch.object(spans, "hard_lines", _with_specials),
    ):
        scanned = engine(body)
    assert engine(body) == scanned


def _with_specials(text: str) -> set[int]:
    return {number for number, line in enumerate(text.split("\n")) if SPECIAL.search(line)}


@pytest.mark.parametrize("text", MARKUP)
def test_usual_markup_needs_no_scanner(text: str) -> None:
    assert hard_lines(f"{text} and {text}.") == set()


def test_only_lines_with_unusual_markup_are_scanned() -> None:
    assert hard_lines('*a*\n"b"\n\n**\n`c`\n') == {1, 3}
