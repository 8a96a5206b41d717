"""Pages and lists beside the feeds: what is written, what is never overwritten, what is removed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

import pytest

from feeds.errors import ConfigError, LostPostsError
from feeds.http import CODED_ENDINGS
from tests.support.tree import NOW, Tree

SHARED = {
    "feeds/index.html",
    "feeds/search.json",
    "feeds/style.css",
    "feeds/script.js",
    "feeds.opml",
}


def beside_feeds(files: Mapping[str, object]) -> set[str]:
    """Return the names of all files but feeds and compressed ones."""
    return {
        name
        for name in files
        if not name.endswith((*CODED_ENDINGS, ".atom", ".rss")) and not name.endswith("feed.json")
    }


def text(tree: Tree, name: str) -> str:
    return (tree.output / name).read_text(encoding="utf-8")


@pytest.fixture
def blog(tree: Tree) -> Tree:
    """Three posts under two tags, and their feeds and pages."""
    tree.post("bread.md", "Flour and water.", "2026-01-01", title="Bread", tags=["bread"])
    tree.post("rye.md", "More of the same.", "2026-01-02", title="Rye", tags=["bread", "rye"])
    tree.post("walk.md", "Through the woods.", "2026-01-03", title="A walk")
    tree.build()
    return tree


def test_every_feed_has_a_page_and_every_kind_of_terms_a_list(blog: Tree) -> None:
    assert beside_feeds(blog.published()) == SHARED | {
        "feeds/site.html",
        "feeds/tag.opml",
        "feeds/tag/index.html",
        "feeds/tag/bread.html",
        "feeds/tag/rye.html",
    }


def test_a_page_shows_the_address_of_its_feed_and_its_posts(blog: Tree) -> None:
    page = text(blog, "feeds/tag/bread.html")
    for shown in ("https://example.com/blog/tags/bread/feed.atom", "Bread", "Rye", "2026-01-02"):
        assert shown in page
    assert "A walk" not in page


def test_a_new_post_changes_its_own_pages_and_the_lists_alone(blog: Tree) -> None:
    blog.post("loaf.md", date="2026-01-04", title="Loaf", tags=["bread"])
    report = blog.build()
    assert {path for path in report.changed if "/tags/" not in path} == {
        "/feed.atom",
        "/feed.rss",
        "/feed.json",
        "/feeds/index.html",
        "/feeds/site.html",
        "/feeds/tag/index.html",
        "/feeds/tag/bread.html",
    }
    assert report.pages_written == 4


def test_a_new_tag_is_in_every_list(blog: Tree) -> None:
    blog.post("oats.md", date="2026-01-04", tags=["oats"])
    report = blog.build()
    assert {"/feeds.opml", "/feeds/tag.opml", "/feeds/search.json"} <= {*report.changed}
    rows = json.loads(text(blog, "feeds/search.json"))["feeds"]
    assert [name for _, name, *_ in rows] == ["Example", "bread", "oats", "rye"]


def test_a_build_of_nothing_new_writes_no_page(blog: Tree) -> None:
    times = blog.times()
    assert blog.build().changed == ()
    assert blog.build(force=True).changed == ()
    assert blog.times() == times


def test_a_page_that_is_lost_or_edited_is_written_again(blog: Tree) -> None:
    before = blog.published()
    (blog.output / "feeds/tag/rye.html").unlink()
    (blog.output / "feeds/tag/index.html").write_text("<!-- Written by feeds -->\n")
    (blog.output / "feeds.opml").unlink()
    blog.build()
    assert blog.published() == before


@pytest.mark.parametrize("name", ["feeds/index.html", "feeds/tag/rye.html", "feeds/style.css"])
def test_a_file_that_no_build_wrote_is_never_replaced_and_is_named(blog: Tree, name: str) -> None:
    own = "<!doctype html><title>The site's own page</title>"
    (blog.output / name).write_text(own, encoding="utf-8")
    blog.post("loaf.md", date="2026-01-04", tags=["bread", "rye"])
    remarks = blog.build(force=True).remarks
    assert text(blog, name) == own
    assert [one for one in remarks if f"/{name}" in one and "feeds.pages.path" in one]
    blog.feeds = {"pages": False}
    blog.build()
    assert beside_feeds(blog.published()) == {name}


def test_every_build_names_a_file_that_is_in_the_way_of_the_list(blog: Tree) -> None:
    (blog.output / "feeds/index.html").write_text("<h1>Ours</h1>", encoding="utf-8")
    assert (blog.output / "feeds/index.html.gz").exists()
    blog.build()
    assert not (blog.output / "feeds/index.html.gz").exists()
    report = blog.build()
    assert report.written == report.pages_written == 0
    assert any(
        "the page /feeds/index.html could not be written, because" in one for one in report.remarks
    )


@pytest.mark.parametrize("name", ["feeds/index.html", "feeds/tag/rye.html", "feeds/style.css"])
def test_a_page_that_somebody_replaced_leaves_no_compressed_form(blog: Tree, name: str) -> None:
    """A server would send the compressed form in the place of the new file."""
    before = blog.published()
    (blog.output / name).write_text("the site's own", encoding="utf-8")
    blog.build()
    assert {one for one in blog.published() if one.startswith(name)} == {name}
    (blog.output / name).unlink()
    blog.build(force=True)
    assert blog.published() == before


def test_a_file_of_any_size_may_be_in_the_way(tree: Tree) -> None:
    tree.post("rye.md", tags=["rye"])
    (tree.output / "feeds").mkdir(parents=True)
    with (tree.output / "feeds/index.html").open("wb") as stream:
        stream.truncate(1 << 36)  # takes no room on the disk
    assert any(
        "the page /feeds/index.html could not be written" in one for one in tree.build().remarks
    )


def test_a_file_in_the_place_of_the_folder_of_pages_costs_no_feed(tree: Tree) -> None:
    tree.post("rye.md", tags=["rye"])
    tree.output.mkdir()
    (tree.output / "feeds").write_text("a file of the site")
    report = tree.build()
    assert report.documents == 6
    assert beside_feeds(tree.published()) == {"feeds", "feeds.opml"}
    assert any("the page /feeds/" in one for one in report.remarks)


def test_a_link_that_leads_out_of_the_output_costs_no_feed(tree: Tree, tmp_path: Path) -> None:
    tree.post("rye.md", tags=["rye"])
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    tree.output.mkdir()
    (tree.output / "feeds").symlink_to(elsewhere)
    assert tree.build().documents == 6
    assert [*elsewhere.iterdir()] == []


def test_pages_move_with_their_path_and_leave_nothing_behind(blog: Tree) -> None:
    blog.feeds = {"pages": {"path": "/subscribe/here"}}
    blog.build()
    names = beside_feeds(blog.published())
    assert "subscribe/here/tag/rye.html" in names
    assert "subscribe/here.opml" in names
    assert not [name for name in names if name.startswith("feeds")]
    assert 'href="/blog/subscribe/here/tag/rye.html"' in text(blog, "subscribe/here/index.html")


def test_pages_at_the_top_leave_the_front_page_of_the_site_alone(tree: Tree) -> None:
    tree.post("rye.md", tags=["rye"])
    tree.output.mkdir()
    (tree.output / "index.html").write_text("the site's front page")
    tree.feeds = {"pages": {"path": "/"}}
    tree.build()
    assert text(tree, "index.html") == "the site's front page"
    assert "feed.atom" in text(tree, "site.html")


def test_feeds_keep_their_paths_where_pages_would_be(tree: Tree) -> None:
    tree.post("rye.md", tags=["rye"])
    tree.feeds = {"paths": {"tag": "/feeds/tag/{slug}.html"}, "formats": ["atom"]}
    report = tree.build()
    assert text(tree, "feeds/tag/rye.html").startswith("<?xml")
    lacking = "the feed /feeds/tag/rye.html cannot have a page"
    assert [one for one in report.remarks if lacking in one]


@pytest.mark.parametrize(
    "old",
    [
        {"redirects": {"/feeds": "/feed.atom"}},
        {"redirects": {"/feeds/": {"to": "/feed.atom", "status": 301}}},
        {"retired": ["/feeds"]},
    ],
)
def test_a_list_leaves_the_old_path_of_a_feed_to_its_subscribers(
    blog: Tree, old: dict[str, object]
) -> None:
    blog.feeds |= old
    report = blog.build()
    assert "feeds/index.html" not in blog.published()
    assert {"feeds/site.html", "feeds/tag/index.html"} <= blog.published().keys()
    (remark,) = report.remarks
    assert remark.startswith("the list of feeds /feeds/ is not published, because feeds.redirects")
    blog.feeds["pages"] = {"path": "/all"}
    assert not blog.build().remarks
    assert "all/index.html" in blog.published()


def test_a_post_that_is_withdrawn_leaves_its_pages(blog: Tree) -> None:
    blog.post("rye.md", "More of the same.", "2026-01-02", title="Rye", tags=["rye"], draft=True)
    blog.build()
    published = blog.published()
    assert not [name for name, body in published.items() if b">Rye<" in body or b"More of" in body]
    assert "feeds/tag/rye.html" not in published


def test_a_refused_build_changes_no_page(tree: Tree) -> None:
    for number in range(10):
        tree.post(f"{number}.md", date=f"2026-01-{number + 1:02}", tags=["rye"])
    tree.build()
    before = tree.published()
    for number in range(8):
        (tree.posts / f"{number}.md").unlink()
    with pytest.raises(LostPostsError):
        tree.build()
    assert tree.published() == before


def test_lists_of_thousands_of_feeds_have_pages_of_fifty(tree: Tree) -> None:
    for post in range(5):
        tags = [f"tag {post * 50 + number:03}" for number in range(50)]
        tree.post(f"{post}.md", tags=tags)
    tree.feeds = {"formats": ["atom"]}
    tree.build()
    lists = [text(tree, f"feeds/tag/index{number}.html") for number in ("", "-2", "-5")]
    shown = [sum(f">tag {number:03}<" in page for number in range(250)) for page in lists]
    assert shown == [50, 50, 50]
    assert 'href="/blog/feeds/tag/index-2.html"' in lists[0]
    first = text(tree, "feeds/index.html")
    assert sum(f">tag {number:03}<" in first for number in range(250)) == 50
    for post in range(1, 5):
        (tree.posts / f"{post}.md").unlink()
    tree.build(accept_removals=True)
    assert "feeds/tag/index.html" in tree.published()
    assert "feeds/tag/index-2.html" not in tree.published()


@pytest.mark.parametrize(
    "name", ["index", "Index", "index-2", "a/b", "../x", "x" * 300, "<b>", "‮x"]
)
def test_a_tag_of_any_name_has_a_page_of_its_own(tree: Tree, name: str) -> None:
    tree.post("rye.md", tags=[name, "plain"])
    tree.feeds = {"paths": {"tag": "/t/{name}.{ext}"}}
    assert tree.build().pages == 5  # of the site, of each tag, and two lists
    rows = json.loads(text(tree, "feeds/search.json"))["feeds"]
    pages = [unquote(page).removeprefix("/blog/") for _, _, page, _ in rows]
    assert len({*pages, "feeds/index.html", "feeds/tag/index.html"}) == 5
    for page in pages:
        assert text(tree, page).endswith("<!-- Written by feeds -->\n")


def test_dates_in_lists_are_those_of_the_site(tree: Tree) -> None:
    tree.site = {**tree.site, "timezone": "Asia/Shanghai"}
    tree.post("early.md", date="2026-01-02 00:30:00")  # still 2026-01-01 in UTC
    tree.build(NOW)
    page = text(tree, "feeds/index.html")
    assert "2026-01-02" in page
    assert "2026-01-01" not in page


def test_a_fault_in_a_template_names_the_file_and_the_line(tree: Tree) -> None:
    tree.post("rye.md")
    (tree.root / "own").mkdir()
    (tree.root / "own" / "feed.html").write_text("<p>\n{{ nothing }}\n")
    tree.feeds = {"pages": {"templates": "own"}}
    with pytest.raises(ConfigError, match=r"own/feed\.html:2: .*nothing"):
        tree.build()
    assert not [name for name in tree.published() if name.endswith(".atom")]


def test_templates_of_pages_are_no_posts(tree: Tree) -> None:
    tree.post("rye.md")
    (tree.posts / "own").mkdir()
    (tree.posts / "own" / "feed.html").write_text("---\ndate: 2026-01-02\n---\n{{ page.title }}")
    tree.feeds = {"pages": {"templates": "posts/own"}}
    report = tree.build()
    assert (report.posts, report.faults) == (1, ())
    assert "Example" in text(tree, "feeds/site.html")
