"""What the built-in shortcodes give, and where it is put."""

from __future__ import annotations

import pytest

from feeds.generators.hugo.embedded import ExpandedBody, ShortcodeContext
from feeds.generators.hugo.goldmark.engine import Goldmark
from feeds.generators.hugo.shortcodes import Shortcode


def _refer(code: Shortcode) -> str:
    return f"/to/{code.get('path', 0)}"


def _param(key: str) -> str:
    return f"<{key}>"


def _file(name: str) -> str:
    return "/bundle/own.png" if name == "own.png" else ""


def _markdown(text: str, *, keeps_html: bool = False) -> str:
    return Goldmark(unsafe=keeps_html).html(text)


def expanded(body: str, **privacy: dict[str, object]) -> ExpandedBody:
    return ExpandedBody(body, ShortcodeContext(_refer, _param, _file, _markdown, privacy))


def rendered(body: str, **privacy: dict[str, object]) -> str:
    found = expanded(body, **privacy)
    return found.filled(Goldmark().html(found.text)).strip()


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("no shortcode", "<p>no shortcode</p>"),
        ("a {{< own >}} b", "<p>a  b</p>"),
        ("{{< own >}}", ""),
        ("{{< own >}}*in*{{< /own >}}", "<p><em>in</em></p>"),
        ("{{% own %}}in{{% /own %}}", "<p>in</p>"),
        ("{{< own >}}a{{< two >}}b{{< /two >}}c{{< /own >}}d", "<p>abcd</p>"),
        ("{{< own />}}after", "<p>after</p>"),
        ("{{< own >}}a{{< own >}}", "<p>a</p>"),
        ("{{< own >}}<b>a</b>{{< /own >}} b", "<p><b>a</b> b</p>"),
        ("{{</* own */>}} {{%/* own */%}}", "<p>{{&lt; own &gt;}} {{% own %}}</p>"),
        ('[x]({{< ref "a.md" >}})', '<p><a href="/to/a.md">x</a></p>'),
        ("{{< param name >}}", "&lt;name&gt;"),
        ("{{< comment >}}gone{{< /comment >}}", ""),
        ("{{< /lost >}}kept", "<p>kept</p>"),
        ("a {{% comment %}}gone{{% /comment %}}b", "<p>a b</p>"),
    ],
)
def test_shortcodes_are_replaced(body: str, html: str) -> None:
    assert rendered(body) == html


@pytest.mark.parametrize(
    ("body", "html"),
    [
        (
            '{{< highlight go >}}\na := *b // "c" -- d...\n\n    <e>\n{{< /highlight >}}\n\nf',
            '<pre><code class="language-go">a := *b // &quot;c&quot; -- d...\n\n    &lt;e&gt;'
            "</code></pre><p>f</p>",
        ),
        (
            '- a\n\n  {{< highlight sh "linenos=table" >}}\n  b\n    c\n  {{< /highlight >}}\n',
            '<ul>\n<li>\n<p>a</p>\n<pre><code class="language-sh">b\n  c</code></pre></li>\n</ul>',
        ),
        (
            'a {{< highlight sh "hl_inline=true" >}}*b*{{< /highlight >}} c',
            '<p>a <code class="code-inline language-sh">*b*</code> c</p>',
        ),
        (
            'a {{% highlight sh "hl_inline=true" %}}"b"{{% /highlight %}} c',
            "<p>a &quot;b&quot; c</p>",
        ),
    ],
)
def test_highlighted_text_is_code(body: str, html: str) -> None:
    assert rendered(body).replace("</pre>\n", "</pre>") == html


def test_a_figure_has_its_caption_as_markdown_and_no_open_attribute() -> None:
    found = rendered('{{< figure src="a\\"b.png" caption="*c* <b>d</b>" link="/x" title="*t*" >}}')
    assert '<a href="/x"><img src="a&quot;b.png" alt="c d"></a>' in found
    assert "<h4>*t*</h4><p><em>c</em> d</p>" in found


def test_a_figure_shows_a_file_of_its_page() -> None:
    assert '<img src="/bundle/own.png">' in rendered('{{< figure src="own.png" >}}')
    assert '<img src="other.png">' in rendered('{{< figure src="other.png" >}}')


@pytest.mark.parametrize(
    ("body", "url"),
    [
        (
            "{{< youtube abc >}}",
            "https://www.youtube.com/embed/abc?autoplay=0&amp;controls=1&amp;end=0&amp;loop=0"
            "&amp;mute=0&amp;start=0",
        ),
        (
            '{{< youtube id="abc" start=30 autoplay=true loop=1 controls=false >}}',
            "https://www.youtube.com/embed/abc?autoplay=1&amp;controls=0&amp;end=0&amp;loop=1"
            "&amp;mute=1&amp;playlist=abc&amp;start=30",
        ),
        ("{{< vimeo 1 >}}", "https://player.vimeo.com/video/1?dnt=0"),
        ('{{< x user="ada" id="1" >}}', "https://x.com/ada/status/1"),
        ("{{< instagram abc >}}", "https://www.instagram.com/p/abc"),
        ("{{< gist ada 12 >}}", "https://gist.github.com/ada/12"),
    ],
)
def test_embedded_pages_have_the_addresses_that_hugo_gives_them(body: str, url: str) -> None:
    assert f'"{url}"' in rendered(body)


def test_services_are_left_out_for_privacy() -> None:
    assert rendered("{{< youtube abc >}}", youtube={"disable": True}) == ""
    assert "youtube-nocookie.com" in rendered(
        "{{< youtube a >}}", youtube={"privacyenhanced": True}
    )


def test_the_text_of_details_is_markdown() -> None:
    found = rendered('{{< details summary="*s*" open=true >}}\n**a**\n{{< /details >}}')
    assert found == (
        "<details open>\n<summary><em>s</em></summary>\n<p><strong>a</strong></p>\n</details>"
    )


def test_the_rules_for_raw_html_apply_to_markdown_shortcodes() -> None:
    assert "img" not in rendered('{{% figure src="a.png" %}}')


def test_words_for_shortcodes_are_not_taken_from_the_body() -> None:
    word = expanded("{{< param a >}}").text
    assert rendered(f"{word} {{{{< param a >}}}}") == f"<p>{word} &lt;a&gt;</p>"


def test_the_html_of_shortcodes_is_limited() -> None:
    caption = "x" * 500_000
    found = expanded(f'[r]: {{{{< figure src="{caption}" >}}}}\n')
    word = found.text.partition(": ")[2].strip()
    assert len(found.filled(word * 100)) < 20 << 20
