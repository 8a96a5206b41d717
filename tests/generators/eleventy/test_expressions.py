"""Expressions of templates have the values that data decide; all others are not guessed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from feeds.generators.eleventy.expressions import evaluate, holds
from feeds.generators.eleventy.javascript import UNREAD
from feeds.generators.eleventy.scope import Missing, Scope, Undecided

DATA: dict[str, Any] = {
    "title": "A title",
    "empty": "",
    "zero": 0,
    "list": ["x", "y"],
    "code": UNREAD,
    "post": {"url": "/a/", "data": {"a-b": 1, "code": UNREAD}},
    "when": datetime(2020, 1, 2, tzinfo=UTC),
}


def _scope(engine: str = "njk") -> Scope:
    return Scope(DATA, engine, "/pre", {})


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("post.url", "/a/"),
        ("post['data'].a-b", 1),
        ("list[1]", "y"),
        ("list.length", 2),
        ("nothing or title", "A title"),
        ("empty or zero or 'last'", "last"),
        ("title and list[0]", "x"),
        ("'b' if nothing else 'c'", "c"),
        ("1 + 2", 3),
        ("'1' + 2", "12"),
        ("'a' ~ 'b' | upper", "aB"),
        ("('a' ~ 'b') | upper", "AB"),
        ("nothing | default('d')", "d"),
        ("'x' in list and not nothing", True),
        ("nothing.deep == 'x'", False),
        ("-2 < zero", True),
        (r"'it\'s'", "it's"),
        ("title.replace('A', 'The').toUpperCase()", "THE TITLE"),
        ("['a', 'b'] | join('-')", "a-b"),
        ("when | date('%Y')", "2020"),
    ],
)
def test_an_expression_has_the_value_that_data_give_it(expression: str, value: Any) -> None:
    assert evaluate(expression, _scope()) == value


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        ("title | shorten(3)", "shorten"),
        ("nothing | shorten", "shorten"),
        ("nothing or (title | upper | shorten)", "shorten"),
    ],
)
def test_an_unknown_filter_is_named_whatever_the_data_are(expression: str, name: str) -> None:
    with pytest.raises(Undecided) as raised:
        evaluate(expression, _scope())
    assert raised.value.is_filter
    assert raised.value.name == name


@pytest.mark.parametrize(
    "expression",
    [
        "code",
        "post.data.code",
        "code or title",
        "collections.posts",
        "collections.posts or title",
        "loop.index == 1",
        "absolute(post.url)",
        "title | slice(2)",
        "when | date('yyyy')",
        "title title",
        "{a: 1}",
        "",
        "title |",
        "(" * 50,
        "a" + " + a" * 300,
        "'" + "x" * 2000 + "'",
    ],
)
def test_what_needs_javascript_or_eleventy_is_not_decided(expression: str) -> None:
    with pytest.raises(Undecided) as raised:
        evaluate(expression, _scope())
    assert not isinstance(raised.value, Missing)


@pytest.mark.parametrize("expression", ["nothing", "post.nothing.deep", "list[7]", "list['a']"])
def test_a_value_that_is_not_in_the_data_is_missing(expression: str) -> None:
    with pytest.raises(Missing):
        evaluate(expression, _scope())


@pytest.mark.parametrize(
    ("condition", "in_liquid", "in_nunjucks"),
    [
        ("empty", True, False),
        ("zero", True, False),
        ("nothing", False, False),
        ("list", True, True),
        ("title contains 'tit'", True, True),
        ("nothing or empty", True, False),
    ],
)
def test_each_language_has_its_own_truth(
    condition: str, in_liquid: bool, in_nunjucks: bool
) -> None:
    assert holds(condition, _scope("liquid")) is in_liquid
    assert holds(condition, _scope("njk")) is in_nunjucks


def test_a_result_that_grows_too_large_is_not_decided() -> None:
    grown = "title" + " | replace('t', 'tttttttttttttttttttt')" * 15
    with pytest.raises(Undecided):
        evaluate(grown, _scope())
