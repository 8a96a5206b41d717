"""Stamps are compared; the files that a scan found are kept out of memory."""

from __future__ import annotations

import resource
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from feeds.errors import EditionError
from feeds.source import SourceFile, Spool, TreeWalk, compare_stamps

NAMES = ["z.md", "a/b.md", "a.md", "a-b.md", "é.md", "日本/記事 一.md", "\U0001d538.md", "ﬀ.md"]


def files(count: int) -> Iterator[SourceFile]:
    """Yield unsorted files, each with a stamp as long as a real one."""
    for number in range(count):
        path = f"_posts/{number * 7919 % count:06}-{'words-' * 5}.md"
        yield SourceFile(path, f"1234:1764115883000000000:1764115883000000000:{number}")


def test_files_come_back_sorted_by_the_bytes_of_their_paths_with_their_stamps() -> None:
    spool = Spool(SourceFile(name, f"stamp of {name}") for name in NAMES)
    names = sorted(NAMES, key=str.encode)
    assert list(spool) == [SourceFile(name, f"stamp of {name}") for name in names]
    assert len(spool) == len(NAMES)


def test_no_files_give_an_empty_spool() -> None:
    assert (len(Spool([])), list(Spool([]))) == (0, [])


def test_two_iterators_read_the_same_files_independently() -> None:
    spool = Spool(files(3000))
    ahead, behind = iter(spool), iter(spool)
    first = [next(ahead) for _ in range(2000)]
    assert [next(behind) for _ in range(2000)] == first
    assert [*first, *ahead] == [*first, *behind] == list(spool)


def test_more_files_than_fit_in_memory_come_back_from_a_temporary_file() -> None:
    expected = sorted(files(40_000), key=lambda file: file.path)
    assert list(Spool(files(40_000))) == expected


def test_an_error_says_that_no_temporary_file_can_be_written() -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        with pytest.raises(EditionError, match=r"temporary files cannot be written .* TMPDIR"):
            Spool(files(40_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def peak(tree: Path) -> int:
    """Return the most bytes that a first scan of a tree holds, and the reading of its result."""
    tracemalloc.start()
    try:
        walk = TreeWalk(tree, lambda _: True, lambda _: True, 2**62)
        for _ in compare_stamps(walk.files(), {}).suspect:
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("folders", [1, 10])
def test_the_memory_of_a_scan_does_not_grow_with_the_files(tmp_path: Path, folders: int) -> None:
    few, many = tmp_path / "few", tmp_path / "many"
    for tree, count in ((few, 100), (many, 3000)):
        for number in range(count):
            file = tree / str(number % folders) / f"2026-01-02-{number:06}-{'words-' * 5}.md"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()
    peak(few)  # what is loaded once
    assert peak(many) - peak(few) < 20_000


def test_new_changed_and_recent_files_are_read_and_missing_ones_removed() -> None:
    files = [SourceFile(name, stamp) for name, stamp in (("changed", "2"), ("fresh", ""))]
    files += [SourceFile("new", "1"), SourceFile("same", "1")]
    known = {"changed": "1", "fresh": "", "gone": "1", "away": "1", "same": "1"}
    changes = compare_stamps(files, known)
    assert [file.path for file in changes.suspect] == ["changed", "fresh", "new"]
    assert (changes.removed, changes.unchanged) == (("away", "gone"), 1)
