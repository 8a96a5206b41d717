"""What a change of ``feeds.codings`` does: compressed files come and go, and feeds stay."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pytest

from feeds.edition import read_edition
from feeds.http import CODED_ENDINGS
from feeds.model import USUAL_CODINGS, Coding
from feeds.urls import served_path
from feeds.web import create_app
from feeds.web.settings import EditionSettings
from tests.support.tree import Tree

ALL, USUAL = set(Coding), set(USUAL_CODINGS)


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A site with pages, and a feed for each of two tags."""
    made = Tree(tmp_path)
    for number in range(1, 4):
        made.post(f"{number}.md", "To bake bread. " * 40, tags=["rye", f"day {number}"])
    return made


def build(tree: Tree, codings: Collection[str] | None) -> int:
    """Build with these codings, or without the key; return how many documents were written."""
    tree.feeds = {} if codings is None else {"codings": [*map(str, codings)]}
    return tree.build().written


def plain_files(tree: Tree) -> dict[str, tuple[int, int]]:
    """The inode and the time of every file that is not compressed."""
    files = (tree.output / name for name in tree.times())
    return {str(file): (file.stat().st_ino, file.stat().st_mtime_ns) for file in files}


def validators(tree: Tree, coding: str) -> dict[str, tuple[str, str]]:
    """The ETag and the Last-Modified of every file, for a client that accepts a coding."""
    client = create_app(EditionSettings(tree.output, tree.state)).test_client()
    found = {}
    for path in read_edition(tree.state).files:
        answer = client.get(served_path(path), headers={"Accept-Encoding": coding})
        found[path] = answer.headers["ETag"], answer.headers["Last-Modified"]
    return found


def endings(tree: Tree) -> set[str]:
    """The endings of the compressed files."""
    return {Path(name).suffix for name in tree.published() if name.endswith(CODED_ENDINGS)}


def test_an_upgrade_from_three_codings_removes_zstd_and_nothing_else(tree: Tree) -> None:
    build(tree, ALL)
    assert endings(tree) == {".gz", ".br", ".zst"}
    files = {name: body for name, body in tree.published().items() if not name.endswith(".zst")}
    plain, asked = plain_files(tree), ("identity", "gzip", "br")
    before = [validators(tree, coding) for coding in asked]
    tree.clock.now += 3600
    assert build(tree, None) == 0
    assert tree.published() == files
    assert plain_files(tree) == plain
    assert [validators(tree, coding) for coding in asked] == before


@pytest.mark.parametrize(
    ("old", "new"),
    [(USUAL, ALL), (USUAL, set()), (set(), USUAL), ({Coding.GZIP}, {Coding.BROTLI})],
    ids=["zstd too", "none", "none before", "another one"],
)
def test_other_codings_change_no_plain_file_and_no_validator(
    tree: Tree, old: set[Coding], new: set[Coding]
) -> None:
    build(tree, old)
    plain, before = plain_files(tree), validators(tree, "identity")
    tree.clock.now += 3600
    assert build(tree, new) == 0
    assert endings(tree) == {f".{coding.mark}" for coding in new}
    assert plain_files(tree) == plain
    assert validators(tree, "identity") == before
