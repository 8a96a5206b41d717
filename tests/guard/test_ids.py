"""Ids kept in the tree: written and read without loss, and refused where they cannot hold."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.errors import ConfigError
from feeds.guard import ids_text, is_identity, read_ids

_TEXTS = st.text(min_size=1).filter(lambda text: not any("\ud800" <= c <= "\udfff" for c in text))


@settings(max_examples=100)
@given(st.dictionaries(_TEXTS, _TEXTS.filter(is_identity)))
def test_any_ids_can_be_written_and_read(ids: dict[str, str]) -> None:
    own = {path: id for path, id in ids.items() if list(ids.values()).count(id) == 1}
    assert {path: kept.id for path, kept in read_ids(ids_text(own).encode()).items()} == own


def test_the_file_is_sorted_so_that_changes_are_small() -> None:
    assert ids_text({"b": "1", "a": "2"}) == ids_text({"a": "2", "b": "1"})
    assert ids_text({"b": "1", "a": "2"}).splitlines()[-2:] == ['"a": "2"', '"b": "1"']


@pytest.mark.parametrize("text", ["", "# nothing\n"])
def test_an_empty_file_holds_no_ids(text: str) -> None:
    assert read_ids(text.encode()) == {}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a.md: x\nb.md: y\nc.md: x\n", "_feeds-ids.yaml:3: a.md already has the id x"),
        (b"a.md: 12\n", "_feeds-ids.yaml:1: 'a.md' and its id must be strings; put them in quotes"),
        (b"b.md: y\na.md:\n", "_feeds-ids.yaml:2: 'a.md' and its id must be strings"),
        (b'a.md: ""\n', "_feeds-ids.yaml:1: the id of 'a.md' is empty"),
        (b'a.md: "x\\ny"\n', "_feeds-ids.yaml:1: the id of 'a.md' is empty or contains a control"),
        (b"a.md: x\nb.md: y\na.md: z\n", "_feeds-ids.yaml:3: 'a.md' already has an id on line 1"),
        (b"- a.md\n", "_feeds-ids.yaml:1: must be a mapping"),
        (b"a: b: c\n", "_feeds-ids.yaml:1: the YAML is not valid"),
        (b"a.md: x\nb: \xff\n", "_feeds-ids.yaml:2: byte 0xFF is not UTF-8"),
    ],
)
def test_problems_of_the_file_have_lines(content: bytes, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_ids(content)
    assert str(caught.value).startswith(words)


def test_many_problems_are_found_quickly() -> None:
    started = time.monotonic()
    with pytest.raises(ConfigError) as caught:
        read_ids("".join(f"{number}.md:\n" for number in range(5000)).encode())
    assert [fault.line for fault in caught.value.faults] == list(range(1, 5001))
    assert time.monotonic() - started < 10
