"""``feeds.stylesheet``: the style sheet is published with the feeds that name it."""

from __future__ import annotations

import re

import pytest

from feeds.pages.files import stylesheet
from feeds.web import EditionSettings, create_app
from tests.support.tree import Tree

INSTRUCTION = b'<?xml-stylesheet type="text/css" href="/blog/feeds.css"?>\n'
FEEDS = ("feed.atom", "feed.rss", "feed.json")


@pytest.fixture
def bare(tree: Tree) -> dict[str, bytes]:
    """What a site publishes without a style sheet."""
    tree.post("bread.md", title="Bread", tags=["rye"])
    tree.build()
    return tree.published()


@pytest.mark.parametrize("pages", [True, False])
def test_feeds_name_a_style_sheet_that_is_published(
    tree: Tree, bare: dict[str, bytes], pages: bool
) -> None:
    tree.feeds = {"stylesheet": True, "pages": pages}
    tree.build()
    published = tree.published()
    assert published["feeds.css"] == stylesheet(html_summaries=False)
    assert "feeds.css.gz" in published
    for name in FEEDS:
        assert published[name].count(INSTRUCTION) == (name != "feed.json")
        assert published[name].replace(INSTRUCTION, b"") == bare[name]
    times = tree.times()
    tree.build()
    assert tree.times() == times


def test_nothing_of_it_is_left_when_it_is_turned_off(tree: Tree, bare: dict[str, bytes]) -> None:
    tree.feeds = {"stylesheet": True}
    tree.build()
    tree.feeds = {}
    tree.build()
    assert tree.published() == bare


def test_a_new_style_sheet_is_published_without_pages_too(tree: Tree) -> None:
    """The digest of the code decides whether a build looks at it again."""
    tree.feeds = {"stylesheet": True, "pages": False}
    assert tree.project().page_rules
    tree.feeds = {"pages": False}
    assert not tree.project().page_rules


@pytest.mark.usefixtures("bare")
def test_a_file_of_another_program_is_kept_and_reported(tree: Tree) -> None:
    (tree.output / "feeds.css").write_bytes(b"p { color: red }\n")
    tree.feeds = {"stylesheet": True}
    report = tree.build()
    assert tree.published()["feeds.css"] == b"p { color: red }\n"
    assert [remark for remark in report.remarks if "feeds.css" in remark] == [
        "the style sheet /feeds.css was not written, because another program has a file there; "
        "rename that file, or set feeds.stylesheet to false"
    ]


@pytest.mark.usefixtures("bare")
def test_the_server_sends_it_as_css(tree: Tree) -> None:
    tree.feeds = {"stylesheet": True}
    tree.build()
    client = create_app(EditionSettings(tree.output, tree.state)).test_client()
    named = re.search(rb'href="([^"]*)"\?>', client.get("/blog/feed.atom").data)
    assert named
    answer = client.get(named[1].decode())
    assert answer.content_type == "text/css; charset=utf-8"
    assert answer.data == stylesheet(html_summaries=False)
