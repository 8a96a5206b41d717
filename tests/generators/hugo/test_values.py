"""Values of YAML without quotes are what Hugo's parser makes of them."""

from __future__ import annotations

import pytest

from feeds.generators.hugo.values import typed


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("on", "on"),
        ("True", True),
        ("tRue", "tRue"),
        ("FALSE", False),
        ("", None),
        ("~", None),
        ("nULL", "nULL"),
        ("010", 8),
        ("0o10", 8),
        ("09", "09"),
        ("0x1F", 31),
        ("0b11", 3),
        ("1_000", 1000),
        ("1,000", "1,000"),
        ("-5", -5),
        ("12:30:00", "12:30:00"),
        ("1.10", 1.1),
        (".5", 0.5),
        ("1e3", "1e3"),
        (".inf", float("inf")),
        ("2020-01-02", "2020-01-02"),
        ("9" * 30, "9" * 30),
    ],
)
def test_a_value_has_the_type_it_has_in_hugo(text: str, value: object) -> None:
    assert typed(text) == value
    assert type(typed(text)) is type(value)
