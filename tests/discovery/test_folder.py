"""Pages of a built site get their links in place; nothing else is touched."""

from __future__ import annotations

import gzip
import os
import stat
import sys
from collections.abc import Sequence
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest

from feeds.discovery.folder import PageResult, SiteFolder
from feeds.discovery.links import FeedLink
from feeds.http import encode
from feeds.model import Coding
from feeds.pages.files import HTML_MARK
from tests.support.html5 import head_links
from tests.support.privileges import without_privileges

FEED = "https://example.com/feed.atom"
PAGE = b"<!doctype html>\n<html>\n<head>\n<title>a</title>\n</head>\n<body>b</body>\n</html>\n"
EVERYWHERE = [FeedLink("application/atom+xml", "Example (Atom)", FEED)]


def run(
    folder: Path,
    dry_run: bool = False,
    links: Sequence[FeedLink] = EVERYWHERE,
) -> list[PageResult]:
    site = SiteFolder(folder, lambda _: links, lambda path: f"https://example.com/{path}", dry_run)
    return [*site.add_links()]


def changed(results: Sequence[PageResult]) -> list[str]:
    return [result.path for result in results if result.changed]


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    found = (one for one in folder.rglob("*") if one.is_file() and not one.is_symlink())
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in found}


def test_every_page_gets_its_links_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"index.html": PAGE, "tags/b/index.html": PAGE, "a.HTM": PAGE})
    assert changed(run(tmp_path)) == ["a.HTM", "index.html", "tags/b/index.html"]
    after = contents(tmp_path)
    assert all(head_links(page) == [FEED] for page in after.values())
    times = {name: (tmp_path / name).stat().st_mtime_ns for name in after}
    assert changed(run(tmp_path)) == []
    assert contents(tmp_path) == after
    assert {name: (tmp_path / name).stat().st_mtime_ns for name in after} == times


def test_without_feeds_the_pages_are_again_as_they_were(tmp_path: Path) -> None:
    write(tmp_path, {"index.html": PAGE})
    run(tmp_path)
    assert changed(run(tmp_path, links=[])) == ["index.html"]
    assert contents(tmp_path) == {"index.html": PAGE}


def test_a_dry_run_names_the_pages_and_writes_nothing(tmp_path: Path) -> None:
    files = {"a.html": PAGE, "a.html.gz": gzip.compress(PAGE), ".feeds-part-links": b"old"}
    write(tmp_path, files)
    assert changed(run(tmp_path, dry_run=True)) == ["a.html"]
    assert contents(tmp_path) == files


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("feed.xml", PAGE),
        ("page.xhtml", PAGE),
        ("part.html", b"<div><p>A part of a page</p></div>"),
        ("empty.html", b""),
        ("text.html", b"google-site-verification: abc"),
        ("binary.html", bytes(range(256))),
    ],
)
def test_files_that_are_not_pages_stay_as_they_are(
    tmp_path: Path, name: str, content: bytes
) -> None:
    write(tmp_path, {name: content})
    assert run(tmp_path) == []
    assert contents(tmp_path) == {name: content}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (PAGE.decode().encode("utf-16"), "UTF-16 cannot be changed"),
        (PAGE.replace(b"<title>", b"<meta charset=iso-2022-jp><title>"), "iso-2022-jp cannot be"),
        (b"<!doctype html><title>a", "the head element is not closed"),
        (b"<!doctype html><style>" + b" " * (2 << 20), "larger than 1 MiB"),
    ],
)
def test_pages_that_cannot_be_changed_safely_are_named(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    write(tmp_path, {"a.html": content})
    (result,) = run(tmp_path)
    assert (result.path, result.changed, result.failed) == ("a.html", False, False)
    assert problem in result.problem
    assert contents(tmp_path) == {"a.html": content}


def test_a_large_page_is_copied_after_its_head(tmp_path: Path) -> None:
    head, rest = PAGE.split(b"</head>")
    style = b"<style>" + b"a{}\n" * 50_000 + b"</style>\n"
    body = rest + b"x" * (5 << 20)
    write(tmp_path, {"a.html": head + style + b"</head>" + body})
    assert changed(run(tmp_path)) == ["a.html"]
    page = (tmp_path / "a.html").read_bytes()
    assert page.startswith(head + style)
    assert page.endswith(b"</head>" + body)
    assert changed(run(tmp_path)) == []


def test_pages_that_a_build_wrote_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path, {"feeds/index.html": PAGE + HTML_MARK, "index.html": PAGE})
    results = run(tmp_path)
    assert [result.path for result in results] == ["index.html"]


def test_a_page_keeps_its_mode(tmp_path: Path) -> None:
    write(tmp_path, {"a.html": PAGE})
    (tmp_path / "a.html").chmod(0o640)
    run(tmp_path)
    assert stat.S_IMODE((tmp_path / "a.html").stat().st_mode) == 0o640


def test_another_name_of_a_pages_file_keeps_the_old_page(tmp_path: Path) -> None:
    """A page is replaced, not written into: a cache may hold a hard link to the same file."""
    write(tmp_path, {"site/a.html": PAGE})
    os.link(tmp_path / "site/a.html", tmp_path / "cached")
    run(tmp_path / "site")
    assert (tmp_path / "cached").read_bytes() == PAGE


def test_links_are_never_followed_out_of_the_folder(tmp_path: Path) -> None:
    write(tmp_path, {"other/a.html": PAGE, "site/index.html": PAGE})
    (tmp_path / "site/folder").symlink_to(tmp_path / "other")
    (tmp_path / "site/a.html").symlink_to(tmp_path / "other/a.html")
    (tmp_path / "site/loop").symlink_to(tmp_path / "site")
    assert changed(run(tmp_path / "site")) == ["index.html"]
    assert (tmp_path / "other/a.html").read_bytes() == PAGE
    assert (tmp_path / "site/a.html").is_symlink()


def test_pipes_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.html")
    assert run(tmp_path) == []


def test_names_that_are_not_utf8_are_pages_too(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.html")).write_bytes(PAGE)
    assert len(changed(run(tmp_path))) == 1


def test_a_deep_tree_is_walked_to_its_end(tmp_path: Path) -> None:
    write(tmp_path, {"/".join("d" * 400) + "/a.html": PAGE})
    assert len(changed(run(tmp_path))) == 1


@pytest.mark.parametrize("coding", list(Coding))
def test_a_compressed_copy_of_a_page_is_made_again(tmp_path: Path, coding: Coding) -> None:
    write(tmp_path, {"a.html": PAGE, f"a.html.{coding.mark}": encode(PAGE, coding)})
    (result,) = run(tmp_path)
    assert (result.changed, result.problem) == (True, "")
    found = contents(tmp_path)
    assert found[f"a.html.{coding.mark}"] == encode(found["a.html"], coding)


@pytest.mark.parametrize(
    "copy",
    [
        gzip.compress(b"another page"),
        gzip.compress(PAGE)[:-20],
        b"not gzip",
        gzip.compress(b"\0" * (64 << 20)),
    ],
    ids=["other", "cut", "damaged", "bomb"],
)
def test_a_copy_of_something_else_is_named_and_kept(tmp_path: Path, copy: bytes) -> None:
    write(tmp_path, {"a.html": PAGE, "a.html.gz": copy})
    (result,) = run(tmp_path)
    assert result.changed
    assert result.problem == "the page differs from a.html.gz; compress the page again"
    assert contents(tmp_path)["a.html.gz"] == copy


def test_a_copy_in_zstd_is_named_where_zstd_is_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = encode(PAGE, Coding.ZSTANDARD)
    write(tmp_path, {"a.html": PAGE, "a.html.zst": copy})
    monkeypatch.setitem(sys.modules, "zstandard", None)
    (result,) = run(tmp_path)
    assert (result.changed, "differs from a.html.zst" in result.problem) == (True, True)
    assert contents(tmp_path)["a.html.zst"] == copy


def test_a_brotli_bomb_is_not_expanded(tmp_path: Path) -> None:
    write(tmp_path, {"a.html": PAGE, "a.html.br": brotli.compress(b"\0" * (64 << 20), quality=1)})
    (result,) = run(tmp_path)
    assert "compress the page again" in result.problem


def test_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    write(tmp_path, {"a/.feeds-part-links": b"<html>", "a/index.html": PAGE})
    run(tmp_path)
    assert [*contents(tmp_path)] == ["a/index.html"]


def test_a_page_that_cannot_be_read_costs_no_other(tmp_path: Path) -> None:
    write(tmp_path, {"a.html": PAGE, "b.html": PAGE})
    (tmp_path / "a.html").chmod(0)
    with without_privileges():
        first, second = run(tmp_path)
    assert (first.path, first.failed, second.changed) == ("a.html", True, True)
