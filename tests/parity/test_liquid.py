"""Jekyll itself judges: what Liquid makes of a post, in the words that a reader sees."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.liquid import EXPRESSIONS, expression_path, expression_site, work_off, write

from . import liquid_native
from .liquid_native import native_pages, page
from .liquid_trees import TREES

pytestmark = pytest.mark.skipif(
    not liquid_native.installed(), reason="jekyll is not installed, so nothing can be compared"
)


@pytest.mark.parametrize("name", TREES)
def test_every_post_reads_as_jekyll_builds_it(name: str, tmp_path: Path) -> None:
    tree = write(tmp_path / "tree", TREES[name])
    start = "https://example.com" + ("/blog" if "baseurl" in TREES[name]["_config.yml"] else "")
    texts = liquid_native.compare(tree, tmp_path, start)
    assert {path: native for path, (native, _) in texts.items()} == {
        path: ours for path, (_, ours) in texts.items()
    }
    assert texts


def test_expressions_are_kept_as_jekyll_gives_them(tmp_path: Path) -> None:
    """What the other tests go by is Jekyll's own word."""
    tree = write(tmp_path / "tree", expression_site())
    site, done = native_pages(tree, tmp_path), work_off(tree).done
    for at, (expression, expected) in enumerate(EXPRESSIONS):
        link = done[expression_path(at)].post.link
        native = page(site, link, "https://example.com/blog")
        assert (expression, native) == (expression, expected)
