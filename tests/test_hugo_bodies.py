"""Shortcodes and summaries: what Hugo makes of a body before and after Markdown."""

from __future__ import annotations

import pytest

from feeds.posts.hugo import embedded, shortcodes, summary
from feeds.posts.hugo.embedded import Context
from feeds.posts.hugo.shortcodes import Shortcode

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


def test_what_is_embedded_is_a_frame_that_summaries_leave_out() -> None:
    found = worked("{{< youtube abc >}}")
    assert 'src="https://www.youtube.com/embed/abc"' in found
    assert "iframe" not in embedded.without_frames(found)


@pytest.mark.parametrize(
    ("body", "start"),
    [
        ("one two\n\nthree four\n\nfive\n", "one two\n\nthree four"),
        ("one two three four\n\nfive\n", "one two three four"),
        ("> one two three four\n>\n> five\n\nsix\n", "> one two three four\n>\n> five"),
        ("one\n\ntwo\n", "one\n\ntwo\n"),
        ("[one][1] two three four\n\nfive\n\n[1]: /x\n", "[one][1] two three four\n\n[1]: /x"),
        ("", ""),
    ],
)
def test_a_summary_ends_with_the_paragraph_that_has_words_enough(body: str, start: str) -> None:
    assert summary.cut(body, 4, counts_letters=False) == start


def test_letters_are_counted_where_words_are_not_set_apart() -> None:
    assert summary.cut("一二三四五\n\n六\n", 4, counts_letters=True) == "一二三四五"
    assert summary.cut("一二三四五\n\n六\n", 4, counts_letters=False) == "一二三四五\n\n六\n"


def test_the_mark_of_the_summary_is_exact() -> None:
    assert summary.divided("a\n<!--more-->\nb") == "a\n"
    assert summary.divided("a\n<!-- more -->\nb") is None


def test_html_is_cut_where_its_outermost_element_ends() -> None:
    html = "<div><p>one two three four five</p><p>six</p></div><p>seven</p>"
    assert summary.cut_html(html, 4, counts_letters=False) == html.removesuffix("<p>seven</p>")


def test_footnotes_outside_the_summary_leave_their_numbers() -> None:
    body = "a[^x] b[^y]\n\n[^x]: X.\n\n[^y]: Y.\n"
    assert summary.with_numbers("a[^x] b[^y]", body) == "a1 b2"
