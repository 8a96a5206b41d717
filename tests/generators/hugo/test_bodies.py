"""Shortcodes and summaries: what Hugo makes of a body before and after Markdown."""

from __future__ import annotations

import pytest

from feeds.generators.hugo import embedded, shortcodes
from feeds.generators.hugo.embedded import Context
from feeds.generators.hugo.shortcodes import Shortcode

CONTEXT = Context(lambda path: f"/to/{path}", lambda key: f"value of {key}", {})


def worked(body: str) -> str:
    def work(code: Shortcode, inner: str) -> str:
        known = embedded.render(code, inner, CONTEXT)
        return inner if known is None else known

    return shortcodes.worked_off(shortcodes.parsed(body), work)


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
    assert worked(body) == result


def test_parameters_come_by_name_or_by_place() -> None:
    items = shortcodes.parsed('{{< own "a b" `c"d` e >}}{{< own n="a >}} \\"b\\"" m=1 k=`r` >}}')
    first, second = shortcodes.each(items)
    assert first.position == ["a b", 'c"d', "e"]
    assert second.named == {"n": 'a >}} "b"', "m": "1", "k": "r"}


def test_a_shortcode_that_never_ends_is_told_by_its_place() -> None:
    with pytest.raises(shortcodes.Unclosed) as caught:
        shortcodes.parsed("text {{< figure")
    assert caught.value.args == (5,)


def test_code_is_no_markdown() -> None:
    found = worked("{{< highlight go >}}\na := *b\n{{< /highlight >}}")
    assert "*" not in found
    assert "\n" not in found
    assert '<code class="language-go">' in found


def test_a_figure_has_its_caption_as_markdown_and_no_open_attribute() -> None:
    found = worked('{{< figure src="a\\"b.png" caption="*c*" link="/x" >}}')
    assert '<img src="a&quot;b.png"' in found
    assert "<figcaption> <p>*c*</p></figcaption>" in found


def test_an_unquoted_value_goes_on_to_the_next_space() -> None:
    (code,) = shortcodes.each(shortcodes.parsed('{{< own width=800" url=https://a.b/?c=d >}}'))
    assert code.named == {"width": '800"', "url": "https://a.b/?c=d"}
