"""Jekyll's Markdown has kramdown's words, by kramdown's own word."""

from __future__ import annotations

import pytest

from .comparison import NOT_YET
from .kramdown_native import differing, installed
from .kramdown_samples import GFM, PLAIN

pytestmark = pytest.mark.skipif(not installed(), reason="Ruby's kramdown is not installed")


@pytest.mark.parametrize(("parser", "samples"), [("GFM", GFM), ("kramdown", PLAIN)])
def test_every_rule_gives_the_words_links_and_code_that_kramdown_gives(
    parser: str, samples: dict[str, str]
) -> None:
    allowed = NOT_YET.get("kramdown", frozenset())
    found = differing(list(samples.values()), parser)
    assert [one for one in found if one[1] not in allowed] == []
