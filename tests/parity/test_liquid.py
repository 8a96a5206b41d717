"""Posts with Liquid read as Jekyll builds them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.liquid import EXPRESSIONS, expression_path, expression_site, render_site, write

from . import liquid_native
from .liquid_native import native_pages, page
from .liquid_trees import TREES

pytestmark = pytest.mark.skipif(not liquid_native.installed(), reason="jekyll is not installed")


@pytest.mark.parametrize("name", TREES)
def test_every_post_reads_as_jekyll_builds_it(name: str, tmp_path: Path) -> None:
    tree = write(tmp_path / "tree", TREES[name])
    start = "https://example.com" + ("/blog" if "baseurl" in TREES[name]["_config.yml"] else "")
    texts = liquid_native.compare(tree, tmp_path, start)
    assert {path: native for path, (native, _) in texts.items()} == {
        path: ours for path, (_, ours) in texts.items()
    }
    assert texts


def test_the_expected_expressions_are_what_jekyll_renders(tmp_path: Path) -> None:
    """The expectations of the other tests are Jekyll's own output."""
    tree = write(tmp_path / "tree", expression_site())
    site, rendered = native_pages(tree, tmp_path), render_site(tree).rendered
    for at, (expression, expected) in enumerate(EXPRESSIONS):
        link = rendered[expression_path(at)].post.link
        native = page(site, link, "https://example.com/blog")
        assert (expression, native) == (expression, expected)
