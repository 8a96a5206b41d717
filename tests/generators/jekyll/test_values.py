"""Values without quotes are typed as Ruby's YAML types them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.generators.frontmatter import parse
from feeds.generators.jekyll.values import YAML, Day, typed, written
from feeds.generators.yaml_values import Timestamp


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("Null", None),
        ("yes", True),
        ("ON", True),
        ("No", False),
        ("y", "y"),
        ("nonsense", "nonsense"),
        ("中", "中"),
        ("12:30", 45000),
        ("-1:30", -1800),
        ("12:30:05", 45005),
        ("1:30.5", 5430.0),
        ("12:70", "12:70"),
        ("1,000", 1000),
        ("1_000", 1000),
        ("1,,0", "1,,0"),
        ("010", 8),
        ("08", "08"),
        ("0x1F", 31),
        ("-0b11", -3),
        ("0b_", 0),
        ("+5", 5),
        ("3.10", 3.1),
        ("1,0.5", 10.5),
        ("1.", 1.0),
        (".", "."),
        ("1e3", "1e3"),
        ("1.0e+3", 1000.0),
        (".INF", math.inf),
        ("-.inf", -math.inf),
        ("2020-1-2", Day("2020-01-02")),
        ("2020-02-30", "2020-02-30"),
        ("1.2.3", "1.2.3"),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_a_value_is_typed_as_psych_types_it(text: str, value: object) -> None:
    found = typed(text)
    assert found == value
    assert type(found) is type(value)


def test_a_full_timestamp_stays_as_it_is_written() -> None:
    found = typed("2020-01-02 10:00:00 +0100")
    assert isinstance(found, Timestamp)
    assert found == "2020-01-02 10:00:00 +0100"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0.0"),
        (1e14, "100000000000000.0"),
        (1e15, "1.0e+15"),
        (123456789012345680.0, "1.2345678901234568e+17"),
        (0.0001, "0.0001"),
        (0.00001, "1.0e-05"),
        (-1.5e-7, "-1.5e-07"),
        (1e200, "1.0e+200"),
        (math.inf, "Infinity"),
        (-math.inf, "-Infinity"),
        (math.nan, "NaN"),
    ],
)
def test_a_number_with_a_fraction_is_written_as_ruby_writes_it(number: float, text: str) -> None:
    assert written(number) == text


def test_only_values_without_quotes_are_typed() -> None:
    text = '---\na: &a\n  t: 1,000\nb:\n  <<: *a\n  q: "1,000"\n---\n'
    values = parse(text, YAML).values
    assert values == {"a": {"t": 1000}, "b": {"t": 1000, "q": "1,000"}}


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="0123456789:.,_-+eExXbn ~TZ", max_size=12))
def test_any_value_can_be_typed_and_written(text: str) -> None:
    assert isinstance(written(typed(text)), str)
