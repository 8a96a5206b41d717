"""A file that is too large is a located fault and is never read; every other post is published."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.trees import git
from feeds.config import Config
from feeds.config.values import size_of, size_text
from feeds.errors import ConfigError
from feeds.pipeline.build import build
from feeds.pipeline.project import open_project
from feeds.pipeline.report import Report
from feeds.source import TooLarge, read_bytes
from tests.support.tree import NOW, Tree

PELICAN = "SITEURL='https://t.example'\nPATH='content'\nTIMEZONE='UTC'\nAUTHOR='A'\n"
# For each generator: its configuration, and a post by its name.
TREES: dict[str, tuple[dict[str, str], str, str]] = {
    "jekyll": (
        {"_config.yml": "url: https://t.example\ntimezone: UTC\n"},
        "_posts/2026-01-01-{}.md",
        "---\ntitle: A\n---\n",
    ),
    "hugo": (
        {"hugo.toml": 'baseURL = "https://t.example/"\n'},
        "content/posts/{}.md",
        "---\ntitle: A\ndate: 2026-01-01\n---\n",
    ),
    "zola": (
        {"config.toml": 'base_url = "https://t.example"\n', "content/_index.md": "+++\n+++\n"},
        "content/{}.md",
        '+++\ntitle = "A"\ndate = 2026-01-01\n+++\n',
    ),
    "pelican markdown": (
        {"pelicanconf.py": PELICAN},
        "content/{}.md",
        "Title: {}\nDate: 2026-01-01\n\n",
    ),
    "pelican restructuredtext": (
        {"pelicanconf.py": PELICAN},
        "content/{}.rst",
        "A {}\n########\n\n:date: 2026-01-01\n\n",
    ),
    "pelican html": (
        {"pelicanconf.py": PELICAN},
        "content/{}.html",
        '<html><head><title>{}</title><meta name="date" content="2026-01-01"></head><body>',
    ),
    "eleventy": (
        {"eleventy.config.js": "export default function (config) {}\n"},
        "posts/{}.md",
        "---\ntitle: A\ndate: 2026-01-01\ntags: [post]\n---\n",
    ),
    "plain": ({}, "{}.md", "---\ntitle: A\ndate: 2026-01-01\n---\n"),
    "plain html": ({}, "{}.html", "---\ntitle: A\ndate: 2026-01-01\n---\n"),
}
EVERY_GENERATOR = pytest.mark.parametrize("name", TREES)


def _write(file: Path, text: str, size: int = 0) -> None:
    """Write a text, and beyond it a hole up to a size, which takes no room."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    if size:
        os.truncate(file, size)


def _tree(root: Path, name: str, huge: int) -> str:
    """Write a good post and a huge one; return the latter's path."""
    beside, path, head = TREES[name]
    for file, text in beside.items():
        _write(root / "tree" / file, text)
    _write(root / "tree" / path.format("good"), head.replace("{}", "Good") + "Good.\n")
    _write(root / "tree" / path.format("huge"), head.replace("{}", "Huge") + "Huge.\n", huge)
    return path.format("huge")


def _build(root: Path, **keys: Any) -> Report:
    site = {"url": "https://t.example", "timezone": "UTC"}
    project = open_project(Config.of({"posts": "tree", "site": site, **keys}), root)
    return build(project, NOW, lambda *_: None)


@EVERY_GENERATOR
def test_a_post_over_the_limit_is_a_fault_and_the_others_are_published(
    name: str, tmp_path: Path
) -> None:
    path = _tree(tmp_path, name, 200 << 30)  # to read it would take minutes and all memory
    report = _build(tmp_path)
    assert report.posts == 1
    assert report.left_out == {"fault": 1}
    assert [str(fault) for fault in report.faults] == [
        f"{path}: the file is 200 GiB, but max_post_size is 1 MiB; "
        "split the post, or raise max_post_size"
    ]


def test_every_build_names_a_huge_post_and_reads_no_other_again(tmp_path: Path) -> None:
    _tree(tmp_path, "jekyll", 5 << 20)
    first, second = _build(tmp_path), _build(tmp_path)
    assert second.faults == first.faults
    assert (second.files, second.unchanged, second.written) == (2, 2, 0)


@pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
def test_a_huge_post_does_not_count_as_changed_in_a_git_work_tree(tmp_path: Path) -> None:
    _tree(tmp_path, "jekyll", 5 << 20)
    tree = tmp_path / "tree"
    git(tree, "init", "-q")
    git(tree, "config", "user.name", "A")
    git(tree, "config", "user.email", "a@t.example")
    git(tree, "add", ".")
    git(tree, "commit", "-q", "-m", "posts")
    first, second = _build(tmp_path), _build(tmp_path)
    assert second.faults == first.faults
    assert (second.files, second.unchanged, second.written) == (2, 2, 0)


def test_a_post_that_was_shortened_is_published(tmp_path: Path) -> None:
    path = _tree(tmp_path, "jekyll", 5 << 20)
    _build(tmp_path)
    _write(tmp_path / "tree" / path, "---\ntitle: B\n---\nshort\n")
    report = _build(tmp_path)
    assert (report.posts, report.faults) == (2, ())


def test_a_post_that_grew_over_the_limit_is_unpublished(tmp_path: Path) -> None:
    path = _tree(tmp_path, "jekyll", 0)
    assert _build(tmp_path).posts == 2
    os.truncate(tmp_path / "tree" / path, 2 << 20)
    assert _build(tmp_path).posts == 1


def test_a_new_limit_applies_at_the_next_build(tmp_path: Path) -> None:
    _tree(tmp_path, "jekyll", 5000)
    assert _build(tmp_path, max_post_size=4999).posts == 1
    assert _build(tmp_path, max_post_size="5 KB").posts == 2
    assert _build(tmp_path, max_post_size=4999).posts == 1


def test_a_file_that_grows_while_it_is_read_is_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"a" * 10)
    read = os.read

    def growing(descriptor: int, size: int) -> bytes:
        with (tmp_path / "a").open("ab") as file:
            file.write(b"a" * 10)
        return read(descriptor, size)

    monkeypatch.setattr(os, "read", growing)
    with pytest.raises(TooLarge):
        read_bytes(tmp_path, "a", 100)
    assert (tmp_path / "a").stat().st_size < 300


@pytest.mark.parametrize(
    ("name", "file"),
    [("jekyll", "_config.yml"), ("hugo", "hugo.toml"), ("zola", "config.toml")],
)
def test_a_huge_configuration_of_the_generator_is_a_located_fault(
    name: str, file: str, tmp_path: Path
) -> None:
    _tree(tmp_path, name, 0)
    os.truncate(tmp_path / "tree" / file, 200 << 30)
    with pytest.raises(ConfigError) as caught:
        _build(tmp_path)
    faults = [str(fault) for fault in caught.value.faults]
    message = f"{file}: the file is larger than 16 MiB (200 GiB); make it smaller"
    assert any(message in fault for fault in faults), faults


def test_a_huge_file_of_kept_ids_is_a_located_fault(tree: Tree) -> None:
    tree.write("_feeds-ids.yaml", "")
    os.truncate(tree.posts / "_feeds-ids.yaml", 200 << 30)
    with pytest.raises(
        ConfigError, match=r"_feeds-ids.yaml: the file is 200 GiB, but at most 64 MiB can be read"
    ):
        tree.build()


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("1 MiB", 1 << 20),
        ("500KiB", 512_000),
        ("2 MB", 2_000_000),
        ("1.5 gib", 3 << 29),
        ("800", 800),
        ("800 B", 800),
        ("8 bytes", 8),
    ],
)
def test_sizes_are_read_as_people_write_them(text: str, size: int) -> None:
    assert Config.of({"max_post_size": text}).max_post_size == size


@pytest.mark.parametrize("value", ["much", "1 TiB", "-1", 0, True, 1.5, "", "1 MiB 2"])
def test_other_texts_are_not_sizes(value: object) -> None:
    with pytest.raises(ConfigError, match=r"max_post_size: .*"):
        Config.of({"max_post_size": value})


@given(st.integers(0, 1 << 50))
def test_a_size_is_written_within_a_twentieth(size: int) -> None:
    assert abs(size_of(size_text(size)) - size) <= size / 20
