"""Files among posts that are left out: one line says how many."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

WITH_GIT = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
POST = "---\ntitle: x\n---\nText.\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    root = tmp_path / "site"
    (root / "_posts").mkdir(parents=True)
    (root / "_config.yml").write_text("title: x\nurl: https://example.com\ntimezone: UTC\n")
    write(root, "2026-01-02-good.md")
    return root


def write(site: Path, name: str) -> Path:
    file = site / "_posts" / name
    file.write_text(POST)
    return file


def feeds(site: Path, command: str, *words: str) -> subprocess.CompletedProcess[str]:
    out, state = site.parent / "public", site.parent / "state"
    where = ["--source", str(site), "--output", str(out), "--state", str(state)]
    return subprocess.run(
        [sys.executable, "-m", "feeds", command, *where, *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )


def left_out(site: Path, *words: str) -> list[str]:
    told = feeds(site, "build", *words).stderr.splitlines()
    return [line for line in told if " left out: " in line]


def git(site: Path, *words: str) -> None:
    who = ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(site), *who, *words], check=True, capture_output=True)


def test_misnamed_posts_and_pipes_are_counted_in_one_line(site: Path) -> None:
    write(site, "foo.md")
    write(site, "2026-1-bar.markdown")
    os.mkfifo(site / "_posts" / "2026-01-03-pipe.md")
    line = (
        "note: 3 files were left out: 2 not named YYYY-MM-DD-title.md, 1 not a regular file "
        "(first: _posts/2026-01-03-pipe.md)"
    )
    assert left_out(site) == [line]
    assert left_out(site) == [line]
    assert (
        line.removeprefix("note: ") in json.loads(feeds(site, "build", "--json").stdout)["remarks"]
    )
    assert line in feeds(site, "check").stderr


@pytest.mark.parametrize("name", [".hidden.md", "picture.png", "data.yml", "notes.txt"])
def test_other_files_among_posts_are_not_counted(site: Path, name: str) -> None:
    write(site, name)
    assert left_out(site) == []


@pytest.mark.parametrize("tracked", [False, pytest.param(True, marks=WITH_GIT)])
def test_the_count_follows_the_tree(site: Path, tracked: bool) -> None:
    def line(count: int) -> list[str]:
        files = "1 file was" if count == 1 else f"{count} files were"
        return [
            f"note: {files} left out: {count} not named YYYY-MM-DD-title.md (first: _posts/a.md)"
        ]

    def commit() -> None:
        if tracked:
            git(site, "add", "-A")
            git(site, "commit", "-qm", "x")

    if tracked:
        git(site, "init", "-q")
    first = write(site, "a.md")
    commit()
    assert left_out(site) == line(1)
    second = write(site, "b.md")
    assert left_out(site) == line(2)  # not committed yet
    commit()
    assert left_out(site) == line(2)
    write(site, "2026-01-04-more.md")
    commit()
    assert left_out(site) == line(2)
    second.rename(second.with_name("2026-01-05-b.md"))
    assert left_out(site) == line(1)
    commit()
    assert left_out(site) == line(1)
    first.unlink()
    commit()
    assert left_out(site) == []
