"""Broken posts: each is a fault, and every good post is still published."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from lxml import etree

from feeds.pipeline.report import Report
from tests.support.tree import NOW, Tree

_GOOD = "2026-01-02 09:00"

FAULTS = {
    "no-date.md": ("---\ntitle: x\ndate:  +0800\n---\n", 3, "'+0800' is not a date"),
    "bare.md": ("No front matter.\n", 1, "no date; write date: "),
    "broken.md": ('---\ndate: 2026-01-02\ntitle: "open\n---\n', None, "the YAML is not valid"),
    "tabs.md": ("---\ndate: 2026-01-02\nauthor:\n\tname: x\n---\n", 4, "indent with spaces"),
    "colon.md": ("---\ndate: 2026-01-02\ntitle: one: two\n---\n", 3, "contains a colon"),
    "unclosed.md": ("---\ndate: 2026-01-02\n", 1, "front matter is not closed"),
    "list.md": ("---\n- date\n---\n", 2, "front matter must be a mapping"),
    "control.md": ("---\ndate: 2026-01-02\ntitle: a\x01b\n---\n", None, "control character"),
    "year-1.md": ("---\ndate: 0001-01-01\n---\n", 1, "is before the year 1000"),
    "month-13.md": ("---\ndate: 2026-13-01\n---\n", 2, "is not a date"),
    "cycle.md": (
        "---\ndate: 2026-01-02\nx: &x [*x]\ntags: *x\n---\n",
        4,
        "tags must be a list of strings",
    ),
    "deep.md": (f"---\ndate: 2026-01-02\nx: {'[' * 9000}\n---\n", None, "use fewer levels"),
    "same-id.md": (
        "---\ndate: 2026-01-04\nid: urn:x:first\n---\n",
        1,
        "an older post has the same id",
    ),
    "same-slug.md": (
        "---\ndate: 2026-01-04\nslug: slug\n---\n",
        1,
        "an older post has the same id",
    ),
}

FINE = {
    "first.md": f"---\ndate: {_GOOD}\nid: urn:x:first\n---\n",
    "slug.md": f"---\ndate: {_GOOD}\n---\n",
    "cdata.md": f"---\ndate: {_GOOD}\ntitle: a ]]> b\n---\nx ]]> y <![CDATA[ z ]]>\n",
    "escapes.md": f'---\ndate: {_GOOD}\ntitle: "a\\x01\\uFFFEc"\ntags: ["\\0", "\\e"]\n---\n\x07',
    "escape.md": f"---\ndate: {_GOOD}\ntags: [../../etc, .., ., /, '\\']\n---\n",
    "long-tag.md": f"---\ndate: {_GOOD}\ntags: ['{'字' * 300}', '{'字' * 299}']\n---\n",
    "year-9999.md": "---\ndate: 9999-12-31 23:59:59\n---\n",
    "markup.md": f"---\ndate: {_GOOD}\n---\n<script>alert(1)</script><b>{'<div>' * 500}\n",
    "empty-title.md": f"---\ndate: {_GOOD}\ntitle:\n---\n",
    "crlf.md": f"\ufeff---\r\ndate: {_GOOD}\r\ntitle: Lines\r\n---\r\nText.\r\n",
    "empty body.md": f"---\ndate: {_GOOD}\n---\n",
    "ünïcödé 名.md": f"---\ndate: {_GOOD}\n---\nText.\n",
}


def _write(tree: Tree) -> None:
    for path, text in FINE.items():
        tree.write(path, text)
    for path, (text, _, _) in FAULTS.items():
        tree.write(path, text)
    (tree.posts / "latin-1.md").write_bytes(b"---\ndate: 2026-01-02\ntitle: caf\xe9\n---\n")
    (tree.posts / "loop").symlink_to(tree.posts, target_is_directory=True)
    (tree.posts / "a").mkdir()
    (tree.posts / "a/b").symlink_to(tree.posts / "a", target_is_directory=True)
    (tree.posts / "self.md").symlink_to("self.md")
    (tree.posts / "nowhere.md").symlink_to("nothing.md")
    (tree.posts / "outside.md").symlink_to(tree.root / "config.yaml")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    tree = Tree(tmp_path_factory.mktemp("hostile") / "site")
    tree.feeds["entries"] = 100
    _write(tree)
    return tree


@pytest.fixture(scope="module")
def report(hostile: Tree) -> Report:
    return hostile.build(NOW)


@pytest.mark.parametrize("path", FAULTS)
def test_each_fault_is_named_with_its_line_and_its_remedy(report: Report, path: str) -> None:
    _, line, message = FAULTS[path]
    (fault,) = [fault for fault in report.faults if fault.path == path]
    assert message in fault.message
    assert line is None or fault.line == line
    assert re.search(r"; \w+", fault.message), "there is no remedy"
    assert fault.message.isprintable()


@pytest.mark.parametrize(
    ("path", "line", "message"),
    [
        ("latin-1.md", 3, "not UTF-8"),
        ("self.md", 0, "does not exist"),
        ("nowhere.md", 0, "does not exist"),
        ("outside.md", 0, "out of the posts folder"),
    ],
)
def test_files_that_cannot_be_read_are_faults(
    report: Report, path: str, line: int, message: str
) -> None:
    (fault,) = [fault for fault in report.faults if fault.path == path]
    assert (fault.line, message in fault.message) == (line, True)


def test_good_posts_are_not_among_the_faults(report: Report) -> None:
    assert not {fault.path for fault in report.faults} & FINE.keys()


def test_every_good_post_is_published(hostile: Tree, report: Report) -> None:
    feed = json.loads(hostile.published()["feed.json"])
    published = [item["id"].rpartition("/")[2] for item in feed["items"]]
    assert "year-9999.html" not in published, "it is not due yet"
    assert report.left_out["future"] == 1
    assert (
        len(published) == len(set(published)) == len(FINE) - 1 + 2
    )  # and two with an id of another
    assert report.posts == len(published)


def test_every_feed_is_well_formed(hostile: Tree, report: Report) -> None:
    published = hostile.published()
    feeds = [name for name in published if name.endswith((".atom", ".rss", "feed.json"))]
    assert len(feeds) == report.documents
    for name, content in published.items():
        if name.endswith(".json"):
            json.loads(content)
        elif name.endswith((".atom", ".rss", ".opml")):
            etree.fromstring(content)


def test_nothing_is_written_but_output_and_state(hostile: Tree, report: Report) -> None:
    assert report.feeds == 1 + 9, "the site's and those of nine tags"
    assert {file.name for file in hostile.root.parent.iterdir()} == {"site"}
    expected = {"config.yaml", "posts", "public", ".feeds"}
    assert {file.name for file in hostile.root.iterdir()} == expected
    root = hostile.output.resolve()
    assert all(file.resolve().is_relative_to(root) for file in root.rglob("*"))


def test_no_script_is_published(hostile: Tree, report: Report) -> None:
    assert report.posts
    assert b"<script" not in hostile.published()["feed.atom"]


def test_a_second_build_finds_nothing_to_do_and_the_same_faults(
    hostile: Tree, report: Report
) -> None:
    again = hostile.build(NOW)
    assert (again.written, again.removed, again.faults) == (0, 0, report.faults)


def test_an_entry_shows_four_hundred_tags_and_each_counts_for_its_feed(tree: Tree) -> None:
    tree.feeds["minimum"] = 2
    tags = [f"tag {number}" for number in range(400)]
    tree.post("many.md", tags=tags)
    tree.post("few.md", tags=tags[:5])
    assert tree.build().feeds == 1 + 5
    (item,) = [
        item
        for item in json.loads(tree.published()["feed.json"])["items"]
        if item["url"].endswith("many.html")
    ]
    assert item["tags"] == tags


def test_a_fixed_post_is_published(tree: Tree) -> None:
    tree.write("a.md", FAULTS["broken.md"][0])
    tree.post("b.md")
    assert len(tree.build().faults) == 1
    tree.post("a.md", title="Mended")
    report = tree.build()
    assert (report.faults, report.posts) == ((), 2)


def test_a_file_name_that_is_not_utf_8_is_a_fault(tree: Tree) -> None:
    tree.post("good.md")
    try:
        Path(bytes(tree.posts).decode() + "/caf\udce9.md").write_text("x")
    except OSError:
        pytest.skip("this file system takes UTF-8 alone")
    report = tree.build()
    (fault,) = report.faults
    assert str(fault).startswith("caf\\xe9.md: ")
    assert "not UTF-8; rename it" in fault.message
    assert report.posts == 1
