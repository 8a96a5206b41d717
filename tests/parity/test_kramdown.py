"""Jekyll's Markdown has kramdown's words, elements, links and code, by kramdown's own word."""

from __future__ import annotations

import re

import pytest

from feeds.assemble.sanitizer import clean
from tests.support.markup import kramdown as ours

from .fragments import Fragment, read_fragment
from .kramdown_blocks import BLOCKS, GITHUBS, WITHIN
from .kramdown_native import differing, installed, kramdown
from .kramdown_samples import GFM, PLAIN

pytestmark = pytest.mark.skipif(not installed(), reason="Ruby's kramdown is not installed")

BASE = "https://example.com/a/"
# kramdown has other elements around footnotes and formulas, and ids that only attribute lists set.
_OF_NO_ACCOUNT = re.compile(r"</?(?:section|div)\b[^<>]*>|(?<!<h[1-6]) id=\"[^\"]*\"")


@pytest.mark.parametrize(("parser", "samples"), [("GFM", GFM), ("kramdown", PLAIN)])
def test_every_rule_gives_the_words_that_kramdown_gives(
    parser: str, samples: dict[str, str]
) -> None:
    assert differing(list(samples.values()), parser) == []


@pytest.mark.parametrize("parser", ["GFM", "kramdown"])
@pytest.mark.parametrize("within", WITHIN)
def test_blocks_are_the_same_wherever_they_are(within: str, parser: str) -> None:
    names = [name for name in BLOCKS if parser == "GFM" or name not in GITHUBS]
    bodies = [WITHIN[within](BLOCKS[name]) for name in names]
    wanted = [_fragment(html) for html in kramdown(bodies, parser)]
    found = [_fragment(ours(input=parser)(body)) for body in bodies]
    differ = {
        name: (body, one, other)
        for name, body, one, other in zip(names, bodies, wanted, found, strict=True)
        if one != other
    }
    assert differ == {}


def _fragment(html: str) -> Fragment:
    return read_fragment(_OF_NO_ACCOUNT.sub("", clean(html, BASE)), BASE)
