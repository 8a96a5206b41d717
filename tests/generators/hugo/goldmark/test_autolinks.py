"""Bare addresses are links where Goldmark makes them links."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feeds.generators.hugo.goldmark.autolinks import BareAddresses, may_hold_addresses
from feeds.generators.hugo.goldmark.engine import Goldmark

_LINK = re.compile(r'<a href="([^"]*)">([^<]*)</a>')


def links(body: str, **options: object) -> list[str]:
    """Return the targets of links, if each shows its target."""
    html = Goldmark(**options).html(body)  # type: ignore[arg-type]
    assert "FEEDSADDRESS" not in html
    return [url for url, text in _LINK.findall(html) if url.endswith(text)]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("https://a.example", ["https://a.example"]),
        ("See http://a.example/x. And", ["http://a.example/x"]),
        ("ftp://a.example:21/x,", ["ftp://a.example:21/x"]),
        ("gopher://a.example xhttps://a.example", []),
        ("见\u3000https://a.example \u00a0www.b.example \u2003c@d.example", []),
        (
            "(see https://a.example/x(y)) (https://b.example/z)",
            ["https://a.example/x(y)", "https://b.example/z"],
        ),
        (
            "https://a.example/x). https://a.example/y&amp;.",
            ["https://a.example/x", "https://a.example/y"],
        ),
        (
            "https://a.example/x_y_z *https://b.example/*",
            ["https://a.example/x_y_z", "https://b.example/"],
        ),
        ("https://localhost/ HTTPS://a.example", []),
        ("www.a.example/x?y=z. www.a", ["https://www.a.example/x?y=z"]),
        (
            "me@a.example, a.b+c@d-e.example; me@a me@a.b_",
            ["mailto:me@a.example", "mailto:a.b+c@d-e.example"],
        ),
        ("`https://a.example` ``https://b.example ` ``", []),
        ("    https://a.example\n", []),
        ("```\nhttps://a.example\n```\nhttps://b.example", ["https://b.example"]),
        ("~~~\n```\nhttps://a.example\n~~~\nhttps://b.example", ["https://b.example"]),
        ("[https://a.example](/x) ![www.a.example](/x)", []),
        ("[x](https://a.example)https://b.example [y]https://c.example", ["https://b.example"]),
        ("[open https://a.example\n\nhttps://b.example", ["https://b.example"]),
        ("- [open https://a.example\n- https://b.example", ["https://b.example"]),
        ("<https://a.example/x>", ["https://a.example/x"]),
        (
            'x <!-- https://a.example --> <b title="www.a.example">www.b.example</b>',
            ["https://www.b.example"],
        ),
        ("|a|\n|-|\n|www.a.example|\n|[www.b.example|\n", ["https://www.a.example"]),
        ("> www.a.example\n>www.b.example", ["https://www.a.example", "https://www.b.example"]),
        ("\\https://a.example \\(https://b.example", []),
        ("[r]: https://a.example/x\n\n[r]", []),
        ("[r]:\nhttps://a.example/x\n\n[r]", []),
        ("[^1]\n\n[^1]: www.a.example", ["https://www.a.example"]),
        ("“https://a.example” --https://b.example", ["https://b.example"]),
        ('"https://a.example" a"https://b.example', ["https://a.example"]),
        ("中文https://a.example https://b.example中文", ["https://b.example"]),
    ],
)
def test_addresses_are_found_as_goldmark_finds_them(body: str, found: list[str]) -> None:
    assert links(body) == found


def test_a_definition_on_the_next_line_keeps_its_address() -> None:
    html = Goldmark().html("[r]:\n  https://a.example/?a&amp;b\n\n[r]")
    assert html == '<p><a href="https://a.example/?a&amp;b">r</a></p>\n'


def test_text_in_a_block_of_html_is_left_alone() -> None:
    body = "<div>\nhttps://a.example/?a&b\n</div>\n\nhttps://b.example\n"
    assert links(body, unsafe=True) == ["https://b.example"]
    assert "\nhttps://a.example/?a&b\n" in Goldmark(unsafe=True).html(body)


def test_the_protocol_can_be_set_and_links_turned_off() -> None:
    assert links("www.a.example", bare="http") == ["http://www.a.example"]
    assert Goldmark(bare="").html("https://a.example") == "<p>https://a.example</p>\n"


def test_quotes_and_dashes_inside_an_address_are_not_set() -> None:
    assert "a--b...'c'</a>" in Goldmark().html("https://a.example/a--b...'c'.").replace(
        "&#x27;", "'"
    )


@pytest.mark.parametrize(
    "unit",
    [
        "https://a.example/x ",
        "a@",
        "*a*a",
        "`",
        "` `` www.a.example ",
        "[www.a.example",
        "](www.a.example",
        '<a b="www.a.example',
        "<!-- www.a.example ",
        "www.(",
        "https://a.example/(((",
        "a.a",
        "\\",
        "> - www.a.example\n",
        "[a](((((",
    ],
)
def test_no_text_takes_long(unit: str) -> None:
    body = "www.a.example a@b.example " + unit * (100_000 // len(unit))
    start = time.process_time()
    Goldmark(unsafe=True).html(body)
    assert time.process_time() - start < 5


def test_an_address_in_each_bracket_of_another_takes_seconds() -> None:
    start = time.process_time()
    Goldmark().html("https://a.example/(" * 50_000)
    assert time.process_time() - start < 10


PIECES = [
    *("[a](https://b.example)", "[", "](", ")", "[^", "](u ", "<a ", "<a b='", ">", "'", '"', "`"),
    *("\\", "|", "\n|-|\n", "\n", "\n\n", "- ", "<!--", "-->", "```\n", "!", "a", " "),
]
texts = st.lists(st.sampled_from(PIECES), max_size=5).map("".join)


@settings(max_examples=400)
@given(texts, texts, texts, st.booleans())
@example('[a](b "', 'c") d', "", True)
def test_a_text_that_is_not_searched_holds_no_bare_address(
    before: str, label: str, after: str, smart: bool
) -> None:
    body = f"{before}[{label}](https://c.example){after}"
    if not may_hold_addresses(body):
        searched = f"{body} https://z.example"  # this one has the whole block searched
        assert BareAddresses(searched, smart).text.startswith(f"{body} ")


def test_a_text_whose_addresses_are_all_those_of_links_is_not_searched() -> None:
    assert not may_hold_addresses("See [a](https://a.example) and ![b](http://b.example/c.png).")
    assert may_hold_addresses("See [a](https://a.example) and https://b.example.")
