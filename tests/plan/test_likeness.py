from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.plan.likeness import likeness


@pytest.mark.parametrize(
    ("one", "other"),
    [("TechWeb", "Techweb"), ("caf\u00e9", "cafe\u0301"), ("STRASSE", "straße"), ("Å", "A\u030a")],
)
def test_names_are_alike_that_differ_by_case_or_form(one: str, other: str) -> None:
    assert likeness(one) == likeness(other)


@given(st.text())
def test_a_likeness_is_like_itself(name: str) -> None:
    assert likeness(likeness(name)) == likeness(name)
