"""Entries as feeds show them: links within a post, images without text, and sizes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.checks import findings, site_of
from tests.support.liquid import write
from tests.support.tree import Tree

LOST = "leads to an id that the post does not contain"


def _body(tree: Tree, body: str, rule: str) -> list[str]:
    tree.post("a.md", title="A", body=body)
    return findings(tree.project(), rule)


def test_a_link_to_a_missing_place_in_the_post_is_found(tree: Tree) -> None:
    assert _body(tree, "Text.\n\n[x](#mising)\n\n## Missing\n", "dead-fragment") == [
        f"a.md:7: the link #mising {LOST}"
    ]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("#mis%20sing", "#mis sing"),
        ("#%C3%BCber", "#über"),
        (f"#{'a' * 10_000}", f"#{'a' * 119}…"),
    ],
)
def test_a_name_is_found_as_it_is_written_and_shown_in_short(
    tree: Tree, written: str, shown: str
) -> None:
    assert _body(tree, f"Text.\n\n[x](<{written}>)\n", "dead-fragment") == [
        f"a.md:7: the link {shown} {LOST}"
    ]


@pytest.mark.parametrize(
    "body",
    [
        "[x](#part)\n\n## Part\n",
        "[x](#part)\n\n<p id='part'>y</p>\n",
        "[x](#part)\n\n<a name='part'></a>\n",
        "[x](#%C3%BCber)\n\n## Über\n",
        "[x](#part)\n\n<svg><g id='part'/></svg>\n",
        "[x](#part)\n\nA paragraph\n{: #part}\n",
        "[x](#top) [y](#) [z](#comments) [a](#disqus_thread) [b](#/route) [c](#:~:text=a)\n",
        "[x](/blog/other.html#part) [y](https://elsewhere.example/#part)\n",
    ],
)
def test_places_that_exist_or_that_layouts_have_are_not_found(tree: Tree, body: str) -> None:
    assert _body(tree, body, "dead-fragment") == []


@pytest.mark.parametrize("settings", ["", "c.addPlugin(IdAttributePlugin)"])
def test_code_of_the_site_may_give_headings_other_ids(tmp_path: Path, settings: str) -> None:
    body = "[x](#how-to-require(this)) [y](#other)\n\n## How to `require('this')`\n"
    post = f"---\ntitle: A\ndate: 2026-01-01\ntags: posts\n---\n{body}"
    files = {"eleventy.config.js": f"export default c => {{ {settings} }}", "a.md": post}
    write(tmp_path / "tree", files)
    found = findings(site_of(tmp_path, "eleventy"), "dead-fragment")
    assert found == [f"a.md:6: the link #other {LOST}"]


def test_a_summary_is_not_searched_for_places(tree: Tree) -> None:
    tree.feeds = {"content": "summary"}
    assert _body(tree, "[x](#mising)\n", "dead-fragment") == []


def test_an_image_without_alt_is_found_once_for_each_post(tree: Tree) -> None:
    body = 'Text.\n\n<img src="/blog/a.png">\n<img src="/blog/b.png">\n'
    assert _body(tree, body, "no-alt-text") == ["a.md:7: an image has no alt text"]


@pytest.mark.parametrize("body", ['<img src="/blog/a.png" alt="">', "![](a.png)", "![A](a.png)"])
def test_an_empty_alt_is_deliberate(tree: Tree, body: str) -> None:
    assert _body(tree, body, "no-alt-text") == []


def test_an_entry_that_is_too_large_is_found(tree: Tree) -> None:
    tree.post("small.md", title="Small", body="word " * 90_000)
    (found,) = _body(tree, "word " * 110_000, "large-entry")
    assert found.startswith("a.md: the entry is 53")
    assert found.endswith(" KiB, but some services refuse feeds over 512 KiB")


def test_feeds_that_are_too_large_are_one_finding(tree: Tree) -> None:
    for name in "abcd":
        tree.post(f"{name}.md", title=name, tags=["bread"], body="word " * 60_000)
    (found,) = findings(tree.project(), "large-feed")
    assert found.startswith("6 feed files are larger than 1 MiB, which is too large for some")
    assert "/tags/bread/feed.atom (1.1 MiB)" in found
    tree.feeds = {"entries": 3}
    assert findings(tree.project(), "large-feed") == []
