"""In a git work tree what changed is asked of git, and nothing is missed for it."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from feeds.config import Config
from feeds.pipeline import reading as reading_module
from feeds.pipeline import scan as looking_module
from feeds.pipeline.build import BuildOptions, build
from feeds.pipeline.project import Project, open_project
from feeds.source import git as git_module
from feeds.source import read_bytes
from feeds.source.git import Git

NOW = datetime(2026, 6, 1, tzinfo=UTC)
POST = "---\ntitle: {0}\ndate: 2026-01-0{1}\n---\n{0}\n"

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")


class Blog:
    """A plain blog in a folder of a git repository, and builds of it."""

    def __init__(self, repository: Path, state: Path | None = None) -> None:
        self.repository = repository
        self.posts = repository / "blog"
        self.place = state or repository.parent / "built"

    def git(self, *words: str) -> str:
        identity = ("-c", "user.name=x", "-c", "user.email=x@example.com")
        command = ["git", "-C", str(self.repository), *identity, *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def write(self, name: str, title: str, day: int = 1) -> Path:
        file = self.posts / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(POST.format(title, day), encoding="utf-8")
        return file

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-qm", "x")

    def build(self, committed: bool = False) -> str:
        """Build, and return the site's feed."""
        site = {"title": "x", "url": "https://example.com", "timezone": "UTC"}
        config = Config.of(
            {
                "site": site,
                "generator": "plain",
                "posts": str(self.posts),
                "output": str(self.place / "public"),
                "state": str(self.place / "state"),
            }
        )
        project = open_project(config, self.repository)
        report = build(project, NOW, lambda *_: None, BuildOptions(committed=committed))
        self.files, self.read = report.files, report.files - report.unchanged
        return (self.place / "public" / "feed.atom").read_text(encoding="utf-8")

    def build_from_nothing(self) -> str:
        """Build the same posts where nothing is known, and return the site's feed."""
        other = Blog(self.repository, self.repository.parent / "other")
        shutil.rmtree(other.place, ignore_errors=True)
        feed = other.build()
        assert other.files == self.files
        return feed


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    made = Blog(tmp_path / "repository")
    made.repository.mkdir()
    made.git("init", "-q")
    for number, name in enumerate(("a.md", "b.md", "下/c d.md"), 1):
        made.write(name, name, number)
    (made.repository / "README.md").write_text("no post")
    made.commit()
    made.build()
    return made


@pytest.fixture
def unwalked(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail if a build after the first walks the tree."""
    assert blog.files

    def walked(*_: object) -> None:
        raise AssertionError("every file was looked at")

    monkeypatch.setattr(looking_module, "compare_stamps", walked)


def change_and_commit(blog: Blog) -> None:
    blog.write("a.md", "changed")
    blog.commit()


def change(blog: Blog) -> None:
    blog.write("a.md", "changed")


def change_and_stage(blog: Blog) -> None:
    blog.write("a.md", "changed")
    blog.git("add", "-A")


def add_and_commit(blog: Blog) -> None:
    blog.write("新 new.md", "added", 9)
    blog.commit()


def add(blog: Blog) -> None:
    blog.write("新/new.md", "added", 9)


def add_ignored(blog: Blog) -> None:
    (blog.repository / ".gitignore").write_text("drafts\nnew.md\n")
    blog.commit()
    blog.write("new.md", "added", 9)
    blog.write("drafts/other.md", "added too", 8)


def add_in_folders_of_their_own(blog: Blog) -> None:
    (blog.repository / ".gitignore").write_text("*.html\n")
    blog.write("旧/1/one.md", "one", 7)
    blog.write("旧/1/2/two.md", "two", 8)
    blog.write("下/three.html", "three", 9)
    (blog.posts / "empty").mkdir()


def add_and_stage(blog: Blog) -> None:
    blog.write("新/new.md", "added", 9)
    blog.git("add", "-A")
    blog.write("announced.md", "added too", 8)
    blog.git("add", "--intent-to-add", "blog/announced.md")


def untrack(blog: Blog) -> None:
    blog.git("rm", "-rq", "--cached", "blog/下", "blog/a.md")


def remove_and_commit(blog: Blog) -> None:
    (blog.posts / "a.md").unlink()
    blog.commit()


def remove(blog: Blog) -> None:
    (blog.posts / "下" / "c d.md").unlink()


def rename(blog: Blog) -> None:
    blog.git("mv", "blog/a.md", "blog/z.md")
    blog.commit()


def replace_with_a_folder(blog: Blog) -> None:
    (blog.posts / "a.md").unlink()
    blog.write("a.md/inner.md", "inner", 7)
    blog.commit()


CHANGES = [
    change_and_commit,
    change,
    change_and_stage,
    add_and_commit,
    add,
    add_ignored,
    add_in_folders_of_their_own,
    add_and_stage,
    untrack,
    remove_and_commit,
    remove,
    rename,
]
changes = pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)


@changes
@pytest.mark.usefixtures("unwalked")
def test_no_change_is_missed(blog: Blog, change: Callable[[Blog], None]) -> None:
    change(blog)
    found, files = blog.build(), blog.files
    assert (blog.build(), blog.files) == (found, files)


@changes
def test_it_comes_out_as_from_nothing(blog: Blog, change: Callable[[Blog], None]) -> None:
    change(blog)
    assert blog.build() == blog.build_from_nothing()


@changes
def test_taking_it_back_is_not_missed_either(blog: Blog, change: Callable[[Blog], None]) -> None:
    before = blog.build()
    start = blog.git("rev-parse", "HEAD").strip()
    change(blog)
    blog.build()
    blog.git("reset", "-q", "--hard", start)
    blog.git("clean", "-fdxq")
    assert blog.build() == before


def test_a_post_that_becomes_a_folder_is_no_post(blog: Blog) -> None:
    replace_with_a_folder(blog)
    assert blog.build() == blog.build_from_nothing()


def test_a_tree_of_which_git_tracks_nothing_any_more_is_looked_at(blog: Blog) -> None:
    blog.git("rm", "-rq", "--cached", "blog")
    blog.write("a.md", "changed")
    assert "changed" in blog.build()
    assert blog.build() == blog.build_from_nothing()


@pytest.mark.usefixtures("unwalked")
def test_what_is_no_post_may_have_any_name(blog: Blog) -> None:
    image = os.path.join(os.fsencode(blog.posts), b"caf\xe9.png")
    with open(image, "wb"):
        before = blog.build()
    blog.git("add", "-A")
    assert blog.build() == before


def test_a_new_folder_whose_name_is_no_utf_8_is_looked_at(blog: Blog) -> None:
    folder = blog.write("new/new.md", "added", 9).parent
    os.rename(os.fsencode(folder), os.path.join(os.fsencode(blog.posts), b"caf\xe9"))
    assert blog.build() == blog.build_from_nothing()


@pytest.mark.usefixtures("unwalked")
def test_only_what_is_committed_is_looked_for_where_that_is_asked(blog: Blog) -> None:
    before = blog.build()
    blog.write("a.md", "changed")
    assert blog.build(committed=True) == before
    blog.commit()
    assert "changed" in blog.build(committed=True)


@pytest.mark.usefixtures("unwalked")
@pytest.mark.parametrize("depth", [(), ("--depth", "1")], ids=["whole", "shallow"])
def test_a_fresh_clone_with_restored_state_is_no_new_tree(
    blog: Blog, tmp_path: Path, depth: tuple[str, ...]
) -> None:
    blog.write("new.md", "added", 9)
    blog.commit()
    clone = tmp_path / "elsewhere" / "clone"
    blog.git("clone", "-q", *depth, blog.repository.as_uri(), str(clone))
    shutil.copytree(blog.place, tmp_path / "elsewhere" / "built")
    again = Blog(clone)
    assert "added" in again.build()
    assert again.files == 4


@pytest.mark.usefixtures("unwalked")
@pytest.mark.parametrize("version", ["3", "4"])
@pytest.mark.parametrize("committed", [False, True])
def test_a_post_that_is_left_out_of_a_sparse_checkout_is_not_published(
    blog: Blog, version: str, committed: bool
) -> None:
    """Git reports no such file as removed."""
    before = blog.build()
    blog.git("config", "index.version", version)
    blog.git("sparse-checkout", "set", "--no-cone", "/*", "!/blog/下/")
    assert not (blog.posts / "下").exists()
    assert "c d.md" not in blog.build(committed)
    assert blog.files == 2
    assert "c d.md" not in blog.build(committed)
    blog.git("sparse-checkout", "disable")
    assert blog.build(committed) == before


@pytest.mark.usefixtures("unwalked")
def test_a_change_that_git_was_told_to_overlook_is_not(blog: Blog) -> None:
    blog.git("update-index", "--skip-worktree", "blog/a.md")
    blog.write("a.md", "changed")
    assert "changed" in blog.build()
    blog.write("a.md", "again")
    assert "again" in blog.build()


def test_where_nothing_changed_the_catalogue_is_not_written(blog: Blog) -> None:
    catalogue = blog.place / "state" / "catalogue.db"
    blog.build()
    before = catalogue.stat().st_mtime_ns
    blog.build()
    assert catalogue.stat().st_mtime_ns == before


def test_many_files_that_are_not_as_committed_are_found_in_one_listing(
    blog: Blog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git_module, "_MANY", 1)
    blog.write("new.md", "added", 9)
    blog.commit()
    blog.write("a.md", "changed", 1)
    blog.write("other.md", "uncommitted", 8)
    blog.build()
    shutil.copy(blog.posts / "b.md", blog.posts / "other.md")
    blog.git("checkout", "-q", "--", ".")
    assert blog.build() == blog.build_from_nothing()


def wrapped_git(folder: Path, monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Have git do something more when it is asked for what is not as committed."""
    more = "\n".join(lines)
    git = shutil.which("git")
    script = f'#!/bin/sh\ncase "$*" in *--untracked-files*)\n{more}\nesac\nexec {git} "$@"\n'
    (folder / "git").write_text(script)
    (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)


def test_where_git_could_not_look_everywhere_the_tree_is_looked_at(
    blog: Blog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warning = "warning: could not open directory 'blog/': Permission denied"
    wrapped_git(tmp_path, monkeypatch, f'echo "{warning}" >&2', "exit")
    blog.write("new.md", "added", 9)
    assert "added" in blog.build()


def test_git_is_not_asked_for_what_is_left_out_where_nothing_is(
    blog: Blog, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    command = Git._command

    def noted(git: Git, words: tuple[str, ...]) -> list[str]:
        asked.append(words[0])
        return command(git, words)

    monkeypatch.setattr(Git, "_command", noted)
    blog.write("new.md", "added", 9)
    blog.build()
    assert asked == ["rev-parse", "status", "cat-file"]


def test_converted_line_ends_are_read_as_they_lie_there(blog: Blog) -> None:
    (blog.repository / ".gitattributes").write_text("*.md text eol=crlf\n")
    blog.commit()
    for file in blog.posts.rglob("*.md"):
        file.unlink()
    blog.git("checkout", "-q", ".")
    assert b"\r\n" in (blog.posts / "a.md").read_bytes()
    assert blog.build() == blog.build_from_nothing()
    blog.write("a.md", "changed")
    assert "changed" in blog.build()


@pytest.mark.parametrize("name", ["link.md", "下/link.md"])
def test_a_link_is_followed_as_ever(blog: Blog, name: str) -> None:
    (blog.posts / name).symlink_to(blog.posts / "a.md")
    for _ in range(2):
        assert blog.build() == blog.build_from_nothing()
    blog.commit()
    (blog.posts / "a.md").write_text(POST.format("changed", 1))
    for _ in range(2):
        assert blog.build() == blog.build_from_nothing()


def test_a_link_in_an_ignored_folder_is_followed_as_ever(blog: Blog) -> None:
    (blog.repository / ".gitignore").write_text("drafts\n")
    blog.write(".aside/one.md", "one", 8)
    blog.commit()
    (blog.posts / "drafts").mkdir()
    (blog.posts / "drafts" / "link").symlink_to(blog.posts / ".aside")
    assert blog.build() == blog.build_from_nothing()
    blog.write(".aside/two.md", "two", 9)
    blog.commit()
    assert blog.build() == blog.build_from_nothing()


def test_a_file_that_cannot_be_read_is_tried_again(
    blog: Blog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def content(project: Project, path: str) -> bytes:
        if path == "a.md":
            raise OSError(errno.EIO, "input/output error", path)
        return read_bytes(project.tree, path)

    blog.write("a.md", "changed")
    blog.commit()
    with monkeypatch.context() as patch:
        patch.setattr(Project, "content", content)
        blog.build()
    assert "changed" in blog.build()


@pytest.mark.usefixtures("unwalked")
def test_no_more_is_read_than_changed(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    load = reading_module._load

    def noted(project: Project, suspect: reading_module._Suspect) -> Any:
        read.append(suspect.path)
        return load(project, suspect)

    monkeypatch.setattr(reading_module, "_load", noted)
    blog.write("a.md", "changed")
    blog.commit()
    blog.build()
    blog.build()
    assert read == ["a.md"]


def test_another_repository_that_a_hook_names_for_git_is_not_asked(
    blog: Blog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Blog(tmp_path / "elsewhere")
    other.repository.mkdir()
    other.git("init", "-q")
    other.write("z.md", "another")
    other.commit()
    blog.write("new.md", "added", 9)
    blog.commit()
    monkeypatch.setenv("GIT_DIR", str(other.repository / ".git"))
    assert "added" in blog.build(committed=True)


def test_a_repository_within_is_looked_into(blog: Blog) -> None:
    inner = blog.posts / "inner"
    blog.write("inner/new.md", "added", 9)
    subprocess.run(["git", "init", "-q", str(inner)], check=True)
    for _ in range(2):
        assert blog.build() == blog.build_from_nothing()
    blog.write("inner/new.md", "added later", 9)
    assert "added later" in blog.build()


def test_names_of_another_unicode_form_are_looked_at(blog: Blog) -> None:
    blog.write("cafe\u0301.md", "decomposed", 8)
    for _ in range(2):
        blog.commit()
        assert blog.build() == blog.build_from_nothing()
        blog.write("a.md", "changed")


def test_without_a_commit_the_tree_is_looked_at(tmp_path: Path) -> None:
    made = Blog(tmp_path / "repository")
    made.repository.mkdir()
    made.git("init", "-q")
    made.write("a.md", "first")
    assert "first" in made.build()
    made.write("a.md", "second")
    assert "second" in made.build()
