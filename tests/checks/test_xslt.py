"""XSLT style sheets for feeds are found; all other files are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.checks import findings, site_of
from tests.support.tree import Tree

SHEET = """<?xml version="1.0" encoding="utf-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:atom="http://www.w3.org/2005/Atom">
  <xsl:template match="/atom:feed"><html/></xsl:template>
</xsl:stylesheet>
"""
RSS_SHEET = """<xsl:stylesheet version="3.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:template match="/"><xsl:value-of select="/rss/channel/title"/></xsl:template>
</xsl:stylesheet>
"""
SITEMAP = """<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:sitemap="http://www.sitemaps.org/schemas/sitemap/0.9">
  <xsl:template match="/"><xsl:for-each select="sitemap:urlset/sitemap:url"/></xsl:template>
</xsl:stylesheet>
"""
SHEET_FOUND = "the file is an XSLT style sheet for feeds, which Chrome 155 and later ignore"
NAME_FOUND = "the file uses an XSLT style sheet for feeds, which Chrome 155 and later ignore"


def found(root: Path, files: dict[str, str], generator: str = "jekyll") -> list[str]:
    """Return what a check finds in a tree with a post and these files."""
    post = {"_posts/2026-01-01-a.md": "---\ntitle: A\n---\nText.\n"}
    for path, text in (post | files).items():
        file = root / "tree" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return findings(site_of(root, generator), "xslt")


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("feed.xslt.xml", SHEET, 2),
        ("assets/pretty-feed-v3.xsl", RSS_SHEET, 1),
        ("static/RSS.XSLT", RSS_SHEET.replace('"', "'"), 1),
    ],
)
def test_a_style_sheet_for_feeds_is_reported(
    tmp_path: Path, path: str, text: str, line: int
) -> None:
    assert found(tmp_path, {path: text}) == [f"{path}:{line}: {SHEET_FOUND}"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("feed.xml", '\n<?xml-stylesheet type="text/xsl" href="/rss.xsl"?>\n<rss/>'),
        (
            "_includes/feed.xml.liquid",
            '\n<?xml-stylesheet type="text/xml" href="{{ \'/feed.xslt.xml\' }}"?><feed>',
        ),
        (
            "layouts/index.rss.xml",
            '\n{{ "<" | html }}?xml-stylesheet href="/feed.xsl" type="text/xsl" ?><rss>',
        ),
        (
            "feed.njk",
            "\n<?xml-stylesheet\n  href='/pretty-atom-feed.xsl' type='text/xsl'?>\n<feed>",
        ),
    ],
)
def test_a_template_that_names_one_is_reported(tmp_path: Path, path: str, text: str) -> None:
    assert found(tmp_path, {path: text}) == [f"{path}:2: {NAME_FOUND}"]


def test_other_files_are_not_reported(tmp_path: Path) -> None:
    files = {
        "sitemap.xsl": SITEMAP,
        "sitemap.xml": '<?xml-stylesheet type="text/xsl" href="/sitemap.xsl"?>\n<urlset/>',
        "feed.xml": '<?xml-stylesheet type="text/css" href="/feed.css"?>\n<rss/>',
        "empty.xsl": "",
        "notes/xslt.md": SHEET,
        "node_modules/theme/feed.xsl": SHEET,
        "_site/feed.xslt.xml": SHEET,
        "large.xsl": SHEET + " " * 70_000,
    }
    assert found(tmp_path, files) == []


def test_files_that_cannot_be_read_are_left_alone(tree: Tree) -> None:
    tree.post("a.md", title="A")
    tree.write("folder.xsl/x.txt", "")
    (tree.posts / "loop.xsl").symlink_to("loop.xsl")
    (tree.posts / "binary.xsl").write_bytes(b"\xff\xfe\0\0<\0" * 100)
    assert findings(tree.project(), "xslt") == []


def test_hostile_files_are_checked_quickly(tree: Tree) -> None:
    """A search that starts again at every place would take minutes."""
    tree.post("a.md", title="A")
    for at in range(20):
        tree.write(f"{at}.xsl", 'http://www.w3.org/1999/XSL/Transform match="' + "a " * 30_000)
        tree.write(f"{at}.xml", "<rss" + "?xml-stylesheet " * 4_000)
    assert findings(tree.project(), "xslt") == []
