"""Blocks within blocks, as kramdown reads them."""

from __future__ import annotations

import time

import pytest

from tests.support.markup import kramdown

KRAMDOWN = kramdown()


def shown(body: str) -> str:
    """Return the HTML of a body without the ends of its lines."""
    return KRAMDOWN(body).replace("\n", "")


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ('<div markdown="1">\npara\n{: .x}\n</div>\n', "<div><p>para</p></div>"),
        (
            '<div markdown="1">\n{::comment}\nhidden\n{:/comment}\n*a*\n</div>\n',
            "<div><p><em>a</em></p></div>",
        ),
        (
            '<div markdown="block"><div markdown="1">\n## A\n{: #own}\n</div></div>\n',
            '<div><div><h2 id="own">A</h2></div></div>',
        ),
        ("> a\n> {: .x}\n", "<blockquote><p>a</p></blockquote>"),
        ("- a\n- b\n{: .x}\n\n- c\n", "<ul><li>a</li><li>b</li></ul><ul><li>c</li></ul>"),
        ("- a\n1. b\n", "<ul><li>a<ol><li>b</li></ol></li></ul>"),
        ("* a\nb\n2. c\n", "<ul><li>ab<ol><li>c</li></ol></li></ul>"),
        ("+ a\n* b\n- c\n", "<ul><li>a</li><li>b</li><li>c</li></ul>"),
        ("- a\n\n- b\n- c\n", "<ul><li><p>a</p></li><li>b</li><li>c</li></ul>"),
        (
            "- a\n\n      b\n  # C\n",
            "<ul><li><p>a</p><pre><code>b # C</code></pre></li></ul>",
        ),
        (
            "- ```\n  b\n  ```\n  # C\n",
            '<ul><li><pre><code>b</code></pre><h1 id="c">C</h1></li></ul>',
        ),
        ("- # A\n  b\n", '<ul><li><h1 id="a">A</h1><p>b</p></li></ul>'),
        (
            "> - a\n> - b | c\n",
            "<blockquote><ul><li>a</li><li><table><tbody><tr><td>b</td><td>c</td></tr></tbody>"
            "</table></li></ul></blockquote>",
        ),
        ("a\nb\n: c\n\n  d\n", "<dl><dt>a</dt><dt>b</dt><dd>c<p>d</p></dd></dl>"),
        ("<b>a</b>\n---\n", '<h2 id="a"><b>a</b></h2>'),
        ("> [a]: /x\n\n[a]\n", '<blockquote></blockquote><p><a href="/x">a</a></p>'),
        ("<kbd>a | b</kbd>\n", "<p><kbd>a | b</kbd></p>"),
        (
            "![a *b*](/c.png){: width='9' .x}\n",
            '<p><img src="/c.png" alt="a *b*" width="9" /></p>',
        ),
    ],
)
def test_what_is_in_a_block_is_read_as_a_text_of_its_own(body: str, html: str) -> None:
    assert shown(body) == html


@pytest.mark.parametrize(
    "body",
    [
        '<div markdown="1">\n* Auto\n{:toc}\n</div>\n\n## One\n',
        "> * Auto\n> {:toc}\n\n## One\n",
        "- x\n\n  * Auto\n  {:.y}\n  {:toc}\n\n## One\n",
        '<div markdown="1">\n{:toc}\n1. Auto\n</div>\n\n## One\n',
    ],
)
def test_contents_can_be_in_a_block(body: str) -> None:
    assert '<a href="#one" id="markdown-toc-one">One</a>' in KRAMDOWN(body)
    assert "toc}" not in KRAMDOWN(body)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("    a  \n      b\n    \n\n    c\n", "a  \n  b\n\n\nc\n"),
        ("```\n  a\n\n\tb  \n```\n", "  a\n\n\tb  \n"),
        ("  ```\n  a\n    b\n  ```\n", "  a\n    b\n"),
        ("- a\n\n      b\n        c\n", "b\n  c\n"),
        ("1. a\n   ~~~\n   b\n     c\n   ~~~\n", "b\n  c\n"),
        (">     a\n>       b\n", "a\n  b\n"),
        ("    a\nb\n", "a b\n"),
    ],
)
def test_white_space_in_code_is_kept(body: str, code: str) -> None:
    assert f"<pre><code>{code}</code></pre>" in KRAMDOWN(body)


@pytest.mark.parametrize(
    "body",
    [
        "- " * 100_000,
        "> " * 100_000,
        "1. a\n\n" * 30_000,
        "> - a\n>\n" * 25_000,
        "- a\n" + "b\n" * 100_000,
        "{::comment}\n" * 16_000,
        "a\n: b\n" * 30_000,
        '<div markdown="1">\n' * 10_000,
        "".join(f"{'  ' * (number % 200)}- a\n" for number in range(1_000)),
        "![a](b)" + '{:a="b"}' * 25_000,
        "    \n" * 40_000,
    ],
)
def test_the_most_nested_and_repeated_blocks_take_seconds(body: str) -> None:
    start = time.process_time()
    KRAMDOWN(body)
    assert time.process_time() - start < 10


@pytest.mark.parametrize("space", ["\u00a0", "\u3000", "\x0b", "\x1c", "\u2028", "\ufeff"])
def test_unusual_white_space_is_text(space: str) -> None:
    for body in (
        space,
        f"a\n{space}\nb",
        f"- {space}\n",
        f"> {space}",
        f"a\n\n: {space}",
        "-" + space,
    ):
        assert KRAMDOWN(f"{body}\n\nend\n").endswith("<p>end</p>\n")
