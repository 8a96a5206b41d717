"""What is read of a file of a tree, and its version."""

from __future__ import annotations

import hashlib
import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.source import read_bytes, version


def write(path: Path, text: str = "post") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_read_by_its_path(tmp_path: Path) -> None:
    write(tmp_path / "日本/記事 一.md", "text")
    assert read_bytes(tmp_path, "日本/記事 一.md") == b"text"
    with pytest.raises(FileNotFoundError):
        read_bytes(tmp_path, "none.md")
    with pytest.raises(NotADirectoryError):
        read_bytes(tmp_path, "日本/記事 一.md/none.md")


def test_a_file_is_read_through_links_inside_the_tree(tmp_path: Path) -> None:
    write(tmp_path / "site/a/b.md", "text")
    (tmp_path / "site/c").symlink_to("a")
    (tmp_path / "site/d.md").symlink_to("c/../c/b.md")
    (tmp_path / "link").symlink_to("site")
    for path in ("a/b.md", "c/b.md", "d.md", "c/../a/b.md"):
        assert read_bytes(tmp_path / "link", path) == b"text"


@pytest.mark.parametrize("path", ["link.md", "folder/b.md", "../b.md", "a/../../b.md", "/b.md"])
def test_nothing_outside_the_tree_is_read(tmp_path: Path, path: str) -> None:
    write(tmp_path / "b.md", "secret")
    write(tmp_path / "site/a/b.md")
    (tmp_path / "site/link.md").symlink_to(tmp_path / "b.md")
    (tmp_path / "site/folder").symlink_to(tmp_path)
    with pytest.raises(OSError, match="leads out of the folder"):
        read_bytes(tmp_path / "site", path)


def test_only_regular_files_are_read_without_waiting_at_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "link.md").symlink_to("pipe.md")
    for path in ("pipe.md", "link.md"):
        with pytest.raises(OSError, match="is not a regular file"):
            read_bytes(tmp_path, path)
    with pytest.raises(IsADirectoryError):
        read_bytes(tmp_path, ".")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(tmp_path / "socket.md"))
        with pytest.raises(OSError, match=r"socket\.md"):
            read_bytes(tmp_path, "socket.md")


@pytest.mark.parametrize(
    ("content", "blob"),
    [
        (b"", "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"),
        (b"hello\n", "ce013625030ba8dba906f756967f9e9ca394464a"),
    ],
)
def test_a_version_is_gits_blob_id(content: bytes, blob: str) -> None:
    assert version(content) == blob


@given(st.binary(max_size=50), st.binary(max_size=50))
def test_versions_are_equal_exactly_if_contents_are(one: bytes, other: bytes) -> None:
    assert (version(one) == version(other)) == (one == other)
    assert len(version(one)) == hashlib.sha1(usedforsecurity=False).digest_size * 2
