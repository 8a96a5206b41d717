"""Our feeds are compared with those that Pelican writes, field by field and in order."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from feeds.assemble.sanitizer import clean
from feeds.config import Config
from feeds.pipeline.build import build
from feeds.pipeline.project import open_project

from . import pelican_native
from .fragments import visible
from .pelican_text_trees import TEXT_TREES
from .pelican_trees import TREES

pytestmark = pytest.mark.skipif(
    pelican_native.command() is None,
    reason="pelican is not installed, so nothing can be compared; FEEDS_PELICAN may name it",
)

_PAGE = "https://example.com/page.html"
_ATOM = "{http://www.w3.org/2005/Atom}"


def _write(tree: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_bytes(text.encode())
    return tree


@pytest.mark.parametrize("name", [*TREES, *TEXT_TREES])
def test_every_feed_is_as_pelican_writes_it(name: str, tmp_path: Path) -> None:
    files = {**TREES, **TEXT_TREES}[name]
    compared = pelican_native.compare(_write(tmp_path / "tree", files))
    differences = {path: [*map(str, one.differences)] for path, one in compared.items()}
    assert {path: found for path, found in differences.items() if found} == {}
    assert compared
    assert all(one.ours == one.native > 0 for one in compared.values())


def _native_and_ours(tree: Path, place: Path) -> tuple[etree._ElementTree, etree._ElementTree]:
    """Build with both and return the site's Atom feeds."""
    native = pelican_native.build(tree, place)
    project = open_project(Config.of({"posts": str(tree), "generator": "pelican"}), place)
    build(project, datetime.now(UTC), lambda *_: None)
    feed = "feeds/all.atom.xml"
    return etree.parse(native / feed), etree.parse(project.output / feed)


def _summaries(feed: etree._ElementTree) -> dict[str | None, str]:
    return {
        entry.findtext(f"{_ATOM}id"): " ".join(visible(summary).split())
        for entry in feed.iter(f"{_ATOM}entry")
        if (summary := entry.findtext(f"{_ATOM}summary"))
    }


@pytest.mark.parametrize("name", [name for name in TEXT_TREES if "summar" in name])
def test_summaries_have_the_markup_that_pelican_gives_them(name: str, tmp_path: Path) -> None:
    tree = _write(tmp_path / "tree", TEXT_TREES[name])
    native, ours = map(_marked_summaries, _native_and_ours(tree, tmp_path / "place"))
    assert ours == {id: clean(summary, _PAGE) for id, summary in native.items()}
    assert bool(native) == (name != "summaries of whole articles")


def _marked_summaries(feed: etree._ElementTree) -> dict[str | None, str]:
    """Return the HTML of each entry that has a summary."""
    return {
        entry.findtext(f"{_ATOM}id"): summary
        for entry in feed.iter(f"{_ATOM}entry")
        if (summary := entry.findtext(f"{_ATOM}summary[@type='html']"))
    }


_CUT = (
    "Words don't end&mdash;here &amp; go-on 中文字 for **ever** "
    "[and](x) `ever` on <br> x &#65;b c\n"
)


@pytest.mark.parametrize("words", [1, 3, 4, 5, 7, 9, 10, 12, 15, 19])
def test_a_summary_is_cut_where_pelican_cuts_it(words: int, tmp_path: Path) -> None:
    settings = TREES["dates"]["pelicanconf.py"] + f"SUMMARY_MAX_LENGTH = {words}\n"
    article = f"Title: One\nDate: 2020-01-01\n\n{_CUT}"
    tree = _write(tmp_path / "tree", {"pelicanconf.py": settings, "content/one.md": article})
    native, ours = map(_summaries, _native_and_ours(tree, tmp_path / "place"))
    assert native == {} or ours == native


def _targets(feed: etree._ElementTree) -> dict[str | None, list[str]]:
    return {
        entry.findtext(f"{_ATOM}id"): [
            target.replace(" ", "%20")
            for target in re.findall(
                r'(?:href|src)="([^"]*)"', entry.findtext(f"{_ATOM}content") or ""
            )
            if "{" not in target and "%7B" not in target
        ]
        for entry in feed.iter(f"{_ATOM}entry")
    }


def test_links_to_files_and_terms_have_the_targets_that_pelican_gives_them(tmp_path: Path) -> None:
    tree = _write(tmp_path / "tree", TREES["links of its own"])
    native, ours = map(_targets, _native_and_ours(tree, tmp_path / "place"))
    assert ours == native
    assert sum(map(len, ours.values())) > 10
