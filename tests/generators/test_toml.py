"""TOML is read by the standard library, its errors told by line."""

from __future__ import annotations

import pytest

from feeds.generators.base import PostError
from feeds.generators.toml import load_toml


def test_values_keep_their_types() -> None:
    assert load_toml('a = 1\n[b]\nc = ["x"]\n') == {"a": 1, "b": {"c": ["x"]}}


@pytest.mark.parametrize(
    ("text", "line"),
    [("a = 1\nb = \n", 2), ("a = 1\n\n[b\n", 3), ('a = """\nx\n', 2), ("a = " + "[" * 9999, 1)],
)
def test_what_is_broken_is_told_by_its_line(text: str, line: int) -> None:
    with pytest.raises(PostError) as raised:
        load_toml(text)
    assert raised.value.faults[0][0] == line
