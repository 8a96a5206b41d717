"""A post is read once in a build, as far as memory allows."""

from __future__ import annotations

from collections import Counter

import pytest

from feeds.catalogue.rows import encode_post
from feeds.generators.reading import PostResult, read_post
from feeds.pipeline import build as build_module
from feeds.pipeline import project as project_module
from feeds.pipeline import reading
from feeds.pipeline.reading import ReadResult, read_files
from tests.support.tree import Tree

POSTS = 30


@pytest.fixture
def blog(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """Posts that the feeds of two terms show too, read in this process."""
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    tree.feeds["entries"] = 20
    for day in range(1, POSTS + 1):
        text = f"{day:02}" + "x" * 97
        tree.post(f"2026-05-{day:02}-x.md", text, date=f"2026-05-{day:02}", tags=["a", "b"])
    return tree


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each post was parsed."""
    counted = Counter[str]()

    def noted(generator: object, path: str, *rest: object) -> PostResult:
        counted[path] += 1
        return read_post(generator, path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(project_module, "read_post", noted)
    return counted


def test_a_post_is_parsed_once_and_then_rendered(blog: Tree, read: Counter[str]) -> None:
    blog.build()
    assert len(read) == POSTS
    assert set(read.values()) == {1}


def test_without_room_for_all_the_last_ones_are_kept(
    blog: Tree, read: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their names usually begin with dates, and feeds show the newest posts."""
    blog.build()
    expected = blog.published()
    monkeypatch.setattr(reading, "_KEPT", 6_000)
    monkeypatch.setattr(reading, "_USUAL", 300)  # twenty are asked for, and fewer have room
    kept = list[str]()

    def noted(*arguments: object) -> ReadResult:
        found = read_files(*arguments)  # type: ignore[arg-type]
        kept.extend(sorted(found.readings))
        sizes = [len(one.body) + len(encode_post(one.post)) for one in found.readings.values()]
        assert 5_000 < sum(sizes) <= 6_000
        return found

    monkeypatch.setattr(build_module, "read_files", noted)
    blog.output.rename(blog.root / "before")
    blog.state.rename(blog.root / "state")
    read.clear()
    blog.build()
    assert kept == [f"2026-05-{day:02}-x.md" for day in range(POSTS - len(kept) + 1, POSTS + 1)]
    shown = 20
    assert sum(read.values()) == POSTS + shown - len(kept)
    assert blog.published() == expected
