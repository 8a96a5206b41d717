"""Spellings of one term are found, and different terms are left alone."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from tests.support.checks import faults, findings, site_of
from tests.support.liquid import write
from tests.support.tree import Tree

COMPOSED = unicodedata.normalize("NFC", "Übung")
DECOMPOSED = unicodedata.normalize("NFD", "Übung")


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("TechWeb", "Techweb", "letter case"),
        (COMPOSED, DECOMPOSED, "Unicode form (NFC or NFD)"),
        ("Straße", "STRASSE", "letter case"),
        ("AI", "ＡＩ", "the width or form of characters"),
        ("open source", "open-source", "spaces, hyphens, underscores or dots"),
        ("open_source", "open source", "spaces, hyphens, underscores or dots"),
        ("iOS 开发", "iOS开发", "spaces, hyphens, underscores or dots"),
        ("Example Inc", "Example Inc.", "spaces, hyphens, underscores or dots"),
    ],
)
def test_two_spellings_of_a_tag_are_one_finding(tree: Tree, one: str, other: str, how: str) -> None:
    tree.post("a.md", tags=[one], title="A")
    tree.post("b.md", tags=[one], title="B")
    tree.post("c.md", tags=[other], title="C")
    (found,) = findings(tree.project(), "similar-terms")
    assert found == (
        f"c.md:4: 2 spellings of one tag differ only in {how}, so each has its own feed: "
        f"{one!r} (2 posts, such as a.md), {other!r} (c.md)"
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("C", "C++"),
        ("C#", "C"),
        (".NET", "NET"),
        ("Node.js", "Nodejs"),
        ("post", "posts"),
        ("résumé", "resume"),
        ("email", "e-mail"),
        ("开发", "開發"),
        ("...", "."),
        ("-", "_"),
    ],
)
def test_different_tags_are_no_finding(tree: Tree, one: str, other: str) -> None:
    tree.post("a.md", tags=[one, other], title="A")
    assert findings(tree.project(), "similar-terms") == []


def test_a_category_and_a_tag_may_have_one_name(tree: Tree) -> None:
    tree.post("a.md", tags=["Bread"], categories=["bread"], title="A")
    assert findings(tree.project(), "similar-terms") == []


def test_terms_without_feeds_are_no_finding(tree: Tree) -> None:
    tree.post("a.md", tags=["Bread", "bread"], title="A")
    tree.feeds = {"kinds": ["site"]}
    assert findings(tree.project(), "similar-terms") == []


def test_hugo_has_one_feed_for_both_spellings(tmp_path: Path) -> None:
    files = {"hugo.toml": "baseURL = 'https://example.com/'\ntitle = 'Example'\n"}
    for name, tag in {"a": "TechWeb", "b": "Techweb"}.items():
        files[f"content/posts/{name}.md"] = f"---\ntitle: A\ndate: 2026-01-01\ntags: [{tag}]\n---\n"
    write(tmp_path / "tree", files)
    assert [str(fault) for fault in faults(site_of(tmp_path, "hugo"))] == []
