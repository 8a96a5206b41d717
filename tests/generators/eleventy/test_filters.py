"""Filters give what Eleventy, Liquid and Nunjucks give; see also the trees of tests/parity."""

from __future__ import annotations

from typing import Any

import pytest

from feeds.generators.eleventy.expressions import evaluate
from feeds.generators.eleventy.filters import Safe, escaped, printed
from feeds.generators.eleventy.scope import Scope, Undecided

DATA: dict[str, Any] = {
    "text": "Ä <b>b</b> & 'c'",
    "list": ["a", 2, None],
    "base": "https://example.com/deep/",
    "page": {"url": "/feeds/all.xml"},
}


def _value(expression: str, engine: str) -> Any:
    return evaluate(expression, Scope(DATA, engine, "/pre", {}))


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("'/a/' | url", "/pre/a/"),
        ("'' | url", "/pre/"),
        ("'a/../b' | url", "b"),
        ("'/a/' | url('/x/')", "/x/a/"),
        ("'//cdn.example/a' | url", "//cdn.example/a"),
        ("'/a/ü' | absoluteUrl(base)", "https://example.com/a/%C3%BC"),
        ("'a' | absoluteUrl(base)", "https://example.com/deep/a"),
        ("'/a' | absoluteUrl('no base')", "/a"),
        ("'mailto:a@example.com' | absoluteUrl(base)", "mailto:a@example.com"),
        ("'/a' | absoluteUrl('https://EXAMPLE.com:443')", "https://example.com/a"),
        ("'/a' | htmlBaseUrl(base)", "https://example.com/pre/a"),
        ("'a' | htmlBaseUrl(base)", "https://example.com/pre/feeds/a"),
        ("'/a' | htmlBaseUrl", "/pre/a"),
        ("'/a' | htmlBaseUrl('/y/')", "/y/a"),
        ("base | addPathPrefixToFullUrl", "https://example.com/pre/deep/"),
        ("text | slugify", "ae-b-b-b-and-c"),
        ("'A $ b' | slug", "a-dollar-b"),
        ("text | striptags", "Ä b & 'c'"),
        ("'a b' | urlencode", "a%20b"),
        ("'aba' | replace('a', 'c', 1)", "cba"),
        ("list | join('-')", "a-2-"),
        ("'abc' | reverse", "cba"),
        ("'one two' | title", "One Two"),
        ("list | last", None),
    ],
)
def test_a_filter_of_nunjucks_gives_its_result(expression: str, value: Any) -> None:
    assert _value(expression, "njk") == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("'a' | append: 'b' | prepend: 'c'", "cab"),
        ("'aba' | replace: 'a', 'c' | remove: 'b'", "cc"),
        ("'aba' | replace_first: 'a', 'c'", "cba"),
        ("'' | default: 'd'", "d"),
        ("list | join", "a 2 "),
        ("text | escape", "Ä &lt;b&gt;b&lt;/b&gt; &amp; &#39;c&#39;"),
        ("'aBC' | capitalize", "Abc"),
        ("'a,b,,' | split: ',' | size", 2),
        ("'a b' | url_encode", "a+b"),
        ("'abcdef' | truncate: 5, '..'", "abc.."),
    ],
)
def test_a_filter_of_liquid_gives_its_result(expression: str, value: Any) -> None:
    assert _value(expression, "liquid") == value


@pytest.mark.parametrize(
    ("expression", "is_safe"),
    [
        ("text", False),
        ("text | safe", True),
        ("text | escape", True),
        ("text | safe | trim", True),
        ("text | safe | upper", False),
        ("text | trim", False),
    ],
)
def test_nunjucks_knows_which_texts_are_safe(expression: str, is_safe: bool) -> None:
    assert isinstance(_value(expression, "njk"), Safe) is is_safe


@pytest.mark.parametrize(
    "expression",
    [
        "'Привет' | slugify",
        "'Привет' | slug",
        "list | upper",
        "1 | length",
        "'x' | truncate('many')",
        "'/a' | addPathPrefixToFullUrl",
        "text | htmlToAbsoluteUrls(base)",
    ],
)
def test_a_result_that_is_not_known_is_not_guessed(expression: str) -> None:
    with pytest.raises(Undecided) as raised:
        _value(expression, "njk")
    assert not raised.value.is_filter


def test_values_are_printed_as_javascript_writes_them() -> None:
    assert [printed(one, "njk") for one in (None, True, 2.0, 2.5, ["a", 1])] == [
        "",
        "true",
        "2",
        "2.5",
        "a,1",
    ]
    assert printed(["a", 1], "liquid") == "a1"
    with pytest.raises(ValueError, match="a"):
        printed({"a": 1}, "njk")
    assert escaped("\"'\\") == "&quot;&#39;&#92;"
