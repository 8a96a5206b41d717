"""Which files a walk finds, which places are faults, and stamps."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from feeds.errors import Fault
from feeds.source import walk
from tests.support import ROOT

LATER = 10_000_000_000


def is_markdown(path: str) -> bool:
    return path.endswith(".md")


def is_visible(directory: str) -> bool:
    return not directory.rpartition("/")[2].startswith(".")


def walked(
    tree: Path,
    descends: Callable[[str], bool] = is_visible,
    is_post: Callable[[str], bool] = is_markdown,
) -> tuple[list[str], list[Fault]]:
    files, faults = walk(tree, descends, is_post, time.time_ns() + LATER)
    return [file.path for file in files], faults


def stamp(tree: Path, now_ns: int | None = None) -> str:
    files, _ = walk(tree, is_visible, is_markdown, now_ns or time.time_ns() + LATER)
    return files[0].stamp


def write(path: Path, text: str = "post") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_files_come_sorted_by_the_bytes_of_their_paths(tmp_path: Path) -> None:
    names = ["z.md", "a/b.md", "a.md", "é.md", "日本/記事 一.md", "\U0001d538.md", "B.md", "ﬀ.md"]
    for name in names:
        write(tmp_path / name)
    assert walked(tmp_path) == (sorted(names, key=str.encode), [])


def test_only_wanted_files_and_directories_are_listed(tmp_path: Path) -> None:
    for name in ("a.md", "b.txt", ".hidden/c.md", "d/.e/f.md", "d/g.md"):
        write(tmp_path / name)
    assert walked(tmp_path) == (["a.md", "d/g.md"], [])


def test_the_tree_itself_may_be_a_link(tmp_path: Path) -> None:
    write(tmp_path / "real/a.md")
    (tmp_path / "link").symlink_to("real")
    assert walked(tmp_path / "link") == (["a.md"], [])


def test_a_missing_tree_is_a_fault(tmp_path: Path) -> None:
    assert walked(tmp_path / "none") == (
        [],
        [Fault(".", 0, "the folder cannot be read (no such file or directory); make it readable")],
    )


def test_a_directory_named_like_a_post_is_a_directory(tmp_path: Path) -> None:
    write(tmp_path / "a.md/b.md")
    assert walked(tmp_path) == (["a.md/b.md"], [])


def test_pipes_and_sockets_are_never_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "link.md").symlink_to("pipe.md")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.md")
        assert walked(tmp_path) == ([], [])


def test_a_directory_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    write(tmp_path / "a.md")
    (tmp_path / "gone").mkdir()

    def descends(directory: str) -> bool:
        (tmp_path / directory).rmdir()
        return True

    files, faults = walked(tmp_path, descends)
    assert files == ["a.md"]
    assert faults == [
        Fault("gone", 0, "the folder cannot be read (no such file or directory); make it readable")
    ]


def test_a_file_without_a_readable_status_is_a_fault(tmp_path: Path) -> None:
    write(tmp_path / "a.md")
    write(tmp_path / "b.md")

    def is_post(path: str) -> bool:
        (tmp_path / "a.md").unlink(missing_ok=True)
        return is_markdown(path)

    assert walked(tmp_path, is_post=is_post) == (
        ["b.md"],
        [Fault("a.md", 0, "the file cannot be read (no such file or directory); make it readable")],
    )


@pytest.mark.parametrize("name", [b"caf\xe9.md", b"caf\xe9"])
def test_a_name_that_is_not_utf8_is_a_fault_that_shows_its_bytes(
    tmp_path: Path, name: bytes
) -> None:
    place = os.path.join(os.fsencode(tmp_path), name)
    try:
        if name.endswith(b".md"):
            os.close(os.open(place, os.O_CREAT))
        else:
            os.mkdir(place)
    except OSError:
        pytest.skip("this file system holds no such names")
    shown = name.decode(errors="backslashreplace")
    assert walked(tmp_path) == ([], [Fault(shown, 0, "the name is not UTF-8; rename it")])


def test_a_name_that_is_not_utf8_is_ignored_if_it_is_not_a_post(tmp_path: Path) -> None:
    try:
        os.close(os.open(os.path.join(os.fsencode(tmp_path), b"caf\xe9.jpg"), os.O_CREAT))
    except OSError:
        pytest.skip("this file system holds no such names")
    assert walked(tmp_path) == ([], [])


def test_the_locale_does_not_decide_how_names_are_read(tmp_path: Path) -> None:
    write(tmp_path / "日本/記事.md")
    code = (
        "import sys; from pathlib import Path; from feeds.source import walk, read_bytes\n"
        "tree = Path(sys.argv[1])\n"
        "files, faults = walk(tree, lambda d: True, lambda p: True, 0)\n"
        "print(ascii([f.path for f in files]), faults, read_bytes(tree, files[0].path))\n"
    )
    environment = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    ran = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        env=environment | {"PYTHONPATH": str(ROOT)},
    )
    assert ran.stdout == f"{['日本/記事.md']!a} [] b'post'\n"


class TestLinks:
    """Links are followed inside the tree, never out of it, and every walk ends."""

    def test_a_link_to_a_file_of_the_tree_is_a_file(self, tmp_path: Path) -> None:
        write(tmp_path / "texts/a.txt")
        (tmp_path / "a.md").symlink_to("texts/a.txt")
        assert walked(tmp_path) == (["a.md"], [])

    def test_a_link_to_a_directory_of_the_tree_lists_nothing_twice(self, tmp_path: Path) -> None:
        write(tmp_path / "posts/a.md")
        (tmp_path / "again").symlink_to("posts")
        assert walked(tmp_path) == (["posts/a.md"], [])

    def test_a_link_to_a_directory_left_out_lets_it_in(self, tmp_path: Path) -> None:
        write(tmp_path / ".store/a.md")
        (tmp_path / "posts").symlink_to(".store")
        assert walked(tmp_path) == (["posts/a.md"], [])

    def test_two_links_to_one_directory_list_it_once(self, tmp_path: Path) -> None:
        write(tmp_path / ".store/inner/a.md")
        (tmp_path / "1").symlink_to(".store/inner")
        (tmp_path / "2").symlink_to(".store")
        assert walked(tmp_path) == (["1/a.md"], [])

    @pytest.mark.parametrize("target", [".", "..", "deep", "../tree"])
    def test_a_cycle_ends(self, tmp_path: Path, target: str) -> None:
        tree = tmp_path / "tree"
        write(tree / "deep/a.md")
        (tree / "deep/cycle").symlink_to(target)
        (tree / "deep/deep").symlink_to(".")
        assert walked(tree)[0] == ["deep/a.md"]

    @pytest.mark.parametrize("name", ["out.md", "out"])
    def test_a_link_out_of_the_tree_is_a_fault(self, tmp_path: Path, name: str) -> None:
        tree = tmp_path / "tree"
        tree.mkdir()
        outside = write(tmp_path / "tree-beside/a.md")
        (tree / name).symlink_to(outside if name.endswith(".md") else outside.parent)
        assert walked(tree) == (
            [],
            [
                Fault(
                    name,
                    0,
                    "the symbolic link leads out of the posts folder; move the file into it",
                )
            ],
        )

    @pytest.mark.parametrize("target", ["nowhere.md", "self.md"])
    def test_a_link_to_nothing_is_a_fault(self, tmp_path: Path, target: str) -> None:
        (tmp_path / "self.md").symlink_to(target)
        assert walked(tmp_path) == (
            [],
            [
                Fault(
                    "self.md",
                    0,
                    "the target of the symbolic link does not exist; correct or remove the link",
                )
            ],
        )

    def test_links_that_cannot_be_posts_are_ignored(self, tmp_path: Path) -> None:
        (tmp_path / "picture.jpg").symlink_to("/nowhere/picture.jpg")
        (tmp_path / "gone").symlink_to("nowhere")
        assert walked(tmp_path) == ([], [])


class TestStamps:
    """Equal stamps mean equal bytes."""

    def test_a_file_left_alone_keeps_its_stamp(self, tmp_path: Path) -> None:
        write(tmp_path / "a.md")
        assert stamp(tmp_path) == stamp(tmp_path) != ""

    def test_a_file_just_written_has_none(self, tmp_path: Path) -> None:
        write(tmp_path / "a.md")
        assert stamp(tmp_path, time.time_ns()) == ""

    def test_a_file_just_written_and_dated_back_has_none(self, tmp_path: Path) -> None:
        os.utime(write(tmp_path / "a.md"), (1_000_000_000, 1_000_000_000))
        assert stamp(tmp_path, time.time_ns()) == ""

    def test_a_file_from_the_future_has_none(self, tmp_path: Path) -> None:
        ahead = time.time_ns() + 3600 * 10**9
        os.utime(write(tmp_path / "a.md"), ns=(ahead, ahead))
        assert stamp(tmp_path) == ""

    def test_an_edit_that_hides_its_time_and_size_still_shows(self, tmp_path: Path) -> None:
        post = write(tmp_path / "a.md", "one")
        before, found = stamp(tmp_path), post.stat()
        time.sleep(0.02)
        with post.open("r+") as file:
            file.write("two")
        os.utime(post, ns=(found.st_atime_ns, found.st_mtime_ns))
        assert stamp(tmp_path) != before

    def test_another_file_in_its_place_shows(self, tmp_path: Path) -> None:
        post = write(tmp_path / "a.md", "one")
        before, found = stamp(tmp_path), post.stat()
        other = write(tmp_path / "b", "two")
        os.utime(other, ns=(found.st_atime_ns, found.st_mtime_ns))
        other.replace(post)
        assert stamp(tmp_path) != before
