"""Shortcodes: how they are written."""

from __future__ import annotations

import pytest

from feeds.generators.hugo import shortcodes


def test_parameters_have_names_or_positions() -> None:
    items = shortcodes.parsed('{{< own "a b" `c"d` e >}}{{< own n="a >}} \\"b\\"" m=1 k=`r` >}}')
    first, second = shortcodes.each(items)
    assert first.positional == ["a b", 'c"d', "e"]
    assert second.named == {"n": 'a >}} "b"', "m": "1", "k": "r"}


def test_a_shortcode_without_an_end_is_reported_with_its_offset() -> None:
    with pytest.raises(shortcodes.Unclosed) as caught:
        shortcodes.parsed("text {{< figure")
    assert caught.value.args == (5,)


def test_a_value_without_quotes_ends_at_the_next_space() -> None:
    (code,) = shortcodes.each(shortcodes.parsed('{{< own width=800" url=https://a.b/?c=d >}}'))
    assert code.named == {"width": '800"', "url": "https://a.b/?c=d"}


def test_only_white_space_before_a_shortcode_is_its_indentation() -> None:
    found = shortcodes.each(shortcodes.parsed("{{< a >}}\n  {{< b >}}\n- {{< c >}} {{< d >}}"))
    assert [code.indentation for code in found] == ["", "  ", "", ""]
