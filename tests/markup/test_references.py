"""Character references become what browsers show for them."""

from __future__ import annotations

import pytest

from feeds.markup.html import decoded


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a &amp; b &lt; &#20013; &#x4e2d; &eacute;", "a & b < 中 中 é"),
        ("&amp;amp; & &unknown; &#", "&amp; & &unknown; &#"),
        ("&#0; &#99999999;", "\ufffd \ufffd"),
    ],
)
def test_references_are_decoded_once(html: str, text: str) -> None:
    assert decoded(html) == text


@pytest.mark.parametrize("digits", [101, 4_301, 200_000])
def test_a_number_may_have_any_length(digits: int) -> None:
    assert decoded("a&#" + "1" * digits + ";b") == "a\ufffdb"
