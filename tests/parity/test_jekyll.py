"""Jekyll itself judges: every field of every entry, in the same order."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from . import jekyll_native
from .comparison import Difference, Shown, differences
from .trees import TREES, post

pytestmark = pytest.mark.skipif(
    not jekyll_native.installed(), reason="jekyll is not installed, so nothing can be compared"
)


def _write(tree: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(text, encoding="utf-8")
    (tree / "Gemfile.lock").write_text(f"    addressable ({_addressable()})\n", encoding="utf-8")


def _addressable() -> str:
    script = "require 'addressable/version'; print Addressable::VERSION::STRING"
    ran = subprocess.run(["ruby", "-e", script], capture_output=True, text=True, check=True)
    return ran.stdout


@pytest.mark.parametrize("name", TREES)
def test_every_entry_is_as_jekyll_writes_it(name: str, tmp_path: Path) -> None:
    _write(tmp_path / "tree", TREES[name])
    comparison = jekyll_native.compare(tmp_path / "tree")
    assert [str(one) for one in comparison.differences] == []
    assert comparison.faults == ()
    assert comparison.ours == comparison.native > 0


@pytest.mark.parametrize("feed", [None, "feed/c", "feed/by_tag/t"])
def test_posts_of_one_instant_stand_in_the_order_of_their_paths(
    feed: str | None, tmp_path: Path
) -> None:
    """The same in the feeds of the site, of a category and of a tag."""
    files = {f"_posts/2020-01-01-{name}.md": post("categories: c\ntags: t\n") for name in "cabed"}
    config = "url: https://example.com\nfeed: {categories: [c], tags: true}\n"
    _write(tmp_path / "tree", {"_config.yml": config, **files})
    native = jekyll_native.native_feed(tmp_path / "tree", feed)
    ours, _ = jekyll_native.our_feed(tmp_path / "tree", feed)
    assert [one.id for one in native] == [one.id for one in ours]
    assert len(ours) == 5


def test_a_post_named_for_exclusion_is_in_neither_feed(tmp_path: Path) -> None:
    _write(tmp_path / "tree", TREES["everything let in"])
    comparison = jekyll_native.compare(tmp_path / "tree", ["_posts/2020-01-02-no.md"])
    assert (comparison.native, comparison.ours) == (1, 1)


def test_a_difference_is_named_by_entry_and_field() -> None:
    """The comparison itself can fail."""
    one = Shown("id", "link", "title", "then", "then", (), (), None, None, "text")
    other = replace(one, title="Title")
    assert list(differences([one], [other])) == [Difference("id", "title", "title", "Title")]
    assert list(differences([one], [])) == [Difference("id", "entry", "there", "missing")]
