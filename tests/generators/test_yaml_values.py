"""Our loaders make the same values as PyYAML, only faster."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from feeds.generators.jekyll.values import typed
from feeds.generators.yaml_values import AsWritten, Loader, typed_by

SINGLES = st.sampled_from(
    [
        *("a", "b c", "''", '"1"', "é", "", "<<", "=", "1", "0x1F", "1:30", "1.5", ".nan", "1e3"),
        *("yes", "NO", "~", "null", "1,000", "2026-11-23", "2026-11-23 07:26:17", "*x", "*y"),
    ]
)
RARE = st.sampled_from(
    [
        *("&x ", "&y ", "! ", "!plain ", "!mine ", "!!str ", "!!int ", "!!bool "),
        *("!!null ", "!!binary ", "!!timestamp ", "!!value ", "!!merge ", "!!seq ", "!!map "),
        *("!!set ", "!!omap ", "!!pairs "),
    ]
)
MARKS = st.integers(0, 9).flatmap(lambda chance: RARE if chance == 9 else st.just(""))


def collections_of(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    marked = st.builds("{}{}".format, MARKS, inner)
    pairs = st.lists(st.builds("{} : {}".format, marked, marked), max_size=4)
    lists = st.lists(marked, max_size=4)
    return st.builds("[{}]".format, lists.map(", ".join)) | st.builds(
        "{{{}}}".format, pairs.map(", ".join)
    )


class Own:
    """PyYAML's own methods, which come before a loader's."""

    construct_document = yaml.CSafeLoader.construct_document
    resolve = yaml.CSafeLoader.resolve


class OwnLoader(Own, Loader):
    """Our loader with PyYAML's methods."""


class OwnAsWritten(Own, AsWritten):
    """Our loader with PyYAML's methods."""


class OwnTyped(Own, typed_by(typed)):  # type: ignore[misc]
    """The same; patterns say which values are plain."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        "<": yaml.CSafeLoader.yaml_implicit_resolvers["<"],
        None: [("!plain", re.compile(""))],
    }


def made(text: str, loader: Any) -> str:
    try:
        return repr(yaml.load(text, Loader=loader))
    except Exception as error:  # whatever PyYAML lets out
        return f"{type(error)} {error}"


@pytest.mark.parametrize(
    ("ours", "own"),
    [(Loader, OwnLoader), (AsWritten, OwnAsWritten), (typed_by(typed), OwnTyped)],
)
@given(text=st.builds("{}{}".format, MARKS, st.recursive(SINGLES, collections_of, max_leaves=12)))
@example(text="{a: 1, b: [x, {c: yes}], d: 2026-11-23 07:26:17}")
@example(text="&x [*x, {&y b : *x}, *y]")
@example(text="[&x {a: 1}, {<<: *x, b: 2}]")
@example(text="{!!int x : 1, <<: 3}")
@example(text="{[a] : 1}")
def test_values_are_those_that_pyyaml_makes(text: str, ours: Any, own: Any) -> None:
    assert made(text, ours) == made(text, own)


@pytest.mark.parametrize("loader", [Loader, AsWritten, typed_by(typed)])
def test_no_alias_is_a_copy(loader: Any) -> None:
    first, second = yaml.load("[&x {a: b}, *x]", Loader=loader)
    assert first is second
