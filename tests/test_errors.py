from __future__ import annotations

import errno
import os
import pickle
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.errors import ConfigError, Fault, explained


def test_a_fault_says_its_place_then_what_is_wrong() -> None:
    assert str(Fault("a.md", 3, "wrong; fix it")) == "a.md:3: wrong; fix it"
    assert str(Fault("a.md", 0, "wrong; fix it")) == "a.md: wrong; fix it"


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


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EISDIR, "is a folder; name a file, or remove the folder"),
        (errno.ENOSPC, "the disk is full; free some space, or choose another disk"),
        (errno.ENOTDIR, "a file exists where a folder must be; remove it, or choose another path"),
        (errno.EIO, "input/output error; check that the file can be read and written"),
    ],
)
def test_a_problem_with_a_file_has_a_remedy(number: int, words: str) -> None:
    assert explained(OSError(number, os.strerror(number), "a.md")) == words


def test_a_problem_with_a_database_has_the_words_of_a_file(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a.db", isolation_level=None)) as database:
        database.execute("PRAGMA query_only = ON")
        with pytest.raises(sqlite3.OperationalError) as caught:
            database.execute("CREATE TABLE a (b)")
    assert explained(caught.value) == explained(PermissionError(errno.EACCES, "denied"))
