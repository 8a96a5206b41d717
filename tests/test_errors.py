from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.errors import ConfigError, Fault


def test_a_fault_says_its_place_then_what_is_wrong() -> None:
    assert str(Fault("a.md", 3, "wrong; mend it")) == "a.md:3: wrong; mend it"
    assert str(Fault("a.md", 0, "wrong; mend it")) == "a.md: wrong; mend it"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("one\ntwo", "one\\ntwo"),
        ("\x1b[2J\x7f\x85", "\\x1b[2J\\x7f\\x85"),
        ("\u2028\u202e\ud800", "\\u2028\\u202e\\ud800"),
        ("技术 é\u3000👍", "技术 é\u3000👍"),
    ],
)
def test_what_cannot_be_seen_is_escaped(text: str, shown: str) -> None:
    assert str(Fault(text, 1, text)) == f"{shown}:1: {shown}"


@given(st.lists(st.text(), min_size=1))
def test_a_fault_takes_one_line_whatever_it_holds(texts: list[str]) -> None:
    error = ConfigError(Fault(text, 1, text) for text in texts)
    assert len(str(error).splitlines()) == len(texts)


@pytest.mark.parametrize(
    ("directory", "path", "shown"),
    [
        (".", "_config.yml", "_config.yml"),
        ("../site", "_data/authors.yml", "../site/_data/authors.yml"),
        ("site/blog", "../../authors.yml", "authors.yml"),
        ("site", ".", "site"),
    ],
)
def test_a_fault_of_a_tree_is_named_by_a_path_that_opens_from_here(
    directory: str, path: str, shown: str
) -> None:
    assert Fault(path, 2, "x", fatal=False).below(directory) == Fault(shown, 2, "x", fatal=False)


def test_a_configuration_error_comes_back_whole_from_another_process() -> None:
    error = ConfigError([Fault("feeds.yaml", 3, "is wrong"), Fault("a.md", 0, "is missing")])
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.faults, str(copy)) == (error.faults, str(error))
