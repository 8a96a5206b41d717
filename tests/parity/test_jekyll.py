"""Jekyll itself judges: every field of every entry of every feed, in the same order."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from . import jekyll_native
from .comparison import summary
from .feed_trees import FEED_TREES, LIMITED
from .trees import CONFIG, TREES, post

pytestmark = pytest.mark.skipif(
    not jekyll_native.installed(), reason="jekyll is not installed, so nothing can be compared"
)


def _write(tree: Path, files: dict[str, str], decided: bool = True) -> Path:
    """Write the files, and the lock file that says which Addressable there is."""
    for name, text in files.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(text, encoding="utf-8")
    if decided:
        lock = f"    addressable ({jekyll_native.addressable()})\n"
        (tree / "Gemfile.lock").write_text(lock, encoding="utf-8")
    return tree


@pytest.mark.parametrize("name", [*TREES, *FEED_TREES])
def test_every_entry_of_every_feed_is_as_jekyll_writes_it(name: str, tmp_path: Path) -> None:
    trees = TREES | FEED_TREES
    comparison = jekyll_native.compare(_write(tmp_path / "tree", trees[name]))
    assert [f"{path}: {one}" for path, one in comparison.differences] == []
    assert comparison.faults == ()
    site = comparison.feeds[comparison.site]
    assert site.ours == site.native > 0


@pytest.mark.parametrize("name", LIMITED)
def test_feeds_are_as_many_and_as_long_as_the_tree_says(name: str, tmp_path: Path) -> None:
    comparison = jekyll_native.compare(_write(tmp_path / "tree", LIMITED[name]), limits=True)
    assert [f"{path}: {one}" for path, one in comparison.differences] == []
    assert comparison.faults == ()
    assert len(comparison.feeds) > 0


def test_without_a_lock_file_ids_are_those_of_the_jekyll_that_is_installed(tmp_path: Path) -> None:
    comparison = jekyll_native.compare(_write(tmp_path / "tree", TREES["slugs"], decided=False))
    if jekyll_native.addressable() < "2.8.2":
        assert [f"{path}: {one}" for path, one in comparison.differences] == []
    else:
        fields = {one.field for _, one in comparison.differences}
        assert fields <= {"entry", "id", "link", "links", "content"}


def test_a_post_named_for_exclusion_is_in_neither_feed(tmp_path: Path) -> None:
    tree = _write(tmp_path / "tree", TREES["everything let in"])
    comparison = jekyll_native.compare(tree, ["_posts/2020-01-02-no.md"])
    site = comparison.feeds[comparison.site]
    assert (site.native, site.ours) == (1, 1)


def test_a_post_that_jekyll_cannot_work_off_is_named_and_compared_without_its_text(
    tmp_path: Path,
) -> None:
    files = {
        "_config.yml": CONFIG,
        "_posts/2020-01-01-a.md": post(body="{% of_a_plugin %}\n"),
        "_posts/2020-01-02-b.md": post(body="{{ page.title }}\n"),
    }
    comparison = jekyll_native.compare(_write(tmp_path / "tree", files))
    site = comparison.feeds[comparison.site]
    assert (site.bare, site.differences) == (("https://example.com/2020/01/01/a",), ())
    assert "without text: https://example.com/2020/01/01/a" in summary([site])


def test_posts_that_share_an_id_are_all_shown_as_by_jekyll_each_under_an_id_of_its_own(
    tmp_path: Path,
) -> None:
    files = {"_config.yml": CONFIG}
    for year in (2020, 2021, 2022):
        matter = f"permalink: /{year}/\ntitle: Of {year}\ncategory: news\n"
        files[f"_posts/{year}-01-01-yearly.md"] = post(matter)
    files["_posts/2021-06-01-other.md"] = post("category: news\n")
    tree = _write(tmp_path / "tree", files)
    native, _ = jekyll_native.native_feeds(tree, (), limits=True)
    ours, _ = jekyll_native.our_feeds_of(tree, limits=True)
    for path, theirs in native.items():
        entries = ours[path].entries
        assert [entry.id for entry in theirs.entries].count("https://example.com/yearly") == 3
        assert len({entry.id for entry in entries}) == len(entries) == 4
        assert [replace(one, id=one.id.partition("#")[0]) for one in entries] == [*theirs.entries]
        assert [entry.title for entry in entries if entry.id.endswith("/yearly")] == ["Of 2020"]
    assert native


def test_a_configuration_with_a_fault_is_told_without_a_traceback(tmp_path: Path) -> None:
    tree = _write(tmp_path / "tree", {"_config.yml": "timezone: Nowhere\n"})
    command = [sys.executable, "-m", "tests.parity", str(tree)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert ran.stderr.startswith("_config.yml:1: timezone must be a time zone, not 'Nowhere'")
    assert "Traceback" not in ran.stderr
