"""Shortcodes: how they are written, and what the built-in ones give."""

from __future__ import annotations

import pytest

from feeds.generators.hugo import shortcodes
from feeds.generators.hugo.shortcodes import ShortcodeContext

CONTEXT = ShortcodeContext(lambda path: f"/to/{path}", lambda key: f"value of {key}", {})


def rendered(body: str) -> str:
    return shortcodes.rendered(body, is_html=True, context=CONTEXT)


@pytest.mark.parametrize(
    ("body", "result"),
    [
        ("no shortcode", "no shortcode"),
        ("a {{< own >}} b", "a  b"),
        ("{{< own >}}in{{< /own >}}", "in"),
        ("{{% own %}}in{{% /own %}}", "in"),
        ("{{< own >}}a{{< two >}}b{{< /two >}}c{{< /own >}}d", "abcd"),
        ("{{< own />}}after", "after"),
        ("{{< own >}}a{{< own >}}", "a"),
        ("{{</* own */>}} {{%/* own */%}}", "{{< own >}} {{% own %}}"),
        ('[x]({{< ref "a.md" >}})', "[x](/to/a.md)"),
        ("{{< param name >}}", "value of name"),
        ("{{< comment >}}gone{{< /comment >}}", ""),
        ("{{< /lost >}}kept", "kept"),
    ],
)
def test_shortcodes_are_replaced(body: str, result: str) -> None:
    assert rendered(body) == result


def test_parameters_have_names_or_positions() -> None:
    items = shortcodes.parsed('{{< own "a b" `c"d` e >}}{{< own n="a >}} \\"b\\"" m=1 k=`r` >}}')
    first, second = shortcodes.each(items)
    assert first.positional == ["a b", 'c"d', "e"]
    assert second.named == {"n": 'a >}} "b"', "m": "1", "k": "r"}


def test_a_shortcode_without_an_end_is_reported_with_its_offset() -> None:
    with pytest.raises(shortcodes.Unclosed) as caught:
        shortcodes.parsed("text {{< figure")
    assert caught.value.args == (5,)


def test_code_is_not_read_as_markdown() -> None:
    found = rendered("{{< highlight go >}}\na := *b\n{{< /highlight >}}")
    assert "*" not in found
    assert "\n" not in found
    assert '<code class="language-go">' in found


def test_a_figure_has_its_caption_as_markdown_and_no_open_attribute() -> None:
    found = rendered('{{< figure src="a\\"b.png" caption="*c*" link="/x" >}}')
    assert '<img src="a&quot;b.png"' in found
    assert "<figcaption> <p>*c*</p></figcaption>" in found


def test_a_value_without_quotes_ends_at_the_next_space() -> None:
    (code,) = shortcodes.each(shortcodes.parsed('{{< own width=800" url=https://a.b/?c=d >}}'))
    assert code.named == {"width": '800"', "url": "https://a.b/?c=d"}
