"""Sentences that need no scanner are read as the scanner reads them."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.generators.jekyll.kramdown.common_spans import SPECIAL, common
from feeds.generators.jekyll.kramdown.engine import Kramdown, KramdownOptions
from feeds.generators.jekyll.kramdown.spans import Spans

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
    with patch.object(Spans, "common", _only_without_specials):
        scanned = engine(body)
    assert engine(body) == scanned


def _only_without_specials(_self: Spans, text: str) -> str | None:
    return None if SPECIAL.search(text) else text


@pytest.mark.parametrize("text", MARKUP)
def test_usual_markup_needs_no_scanner(text: str) -> None:
    assert common(f"{text} and {text}.", "’") == f"{text} and {text}.".replace("'", "’")
