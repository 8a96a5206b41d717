"""The W3C's feed validator finds no error in any document, and only warnings that are explained."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from lxml import etree

from feeds.model import Format
from feeds.pages.opml import Subscription, SubscriptionGroup, opml
from feeds.render import render_entry, render_feed
from feeds.urls import quote_path
from tests.golden import EXPECTED
from tests.support.examples import EXAMPLES, build_example
from tests.support.feedvalidator import CHECKOUT, Document, Finding, validate
from tests.support.render import BARE, FEED, FULL
from tests.support.tree import Tree

pytestmark = pytest.mark.skipif(
    not CHECKOUT, reason="FEEDS_FEEDVALIDATOR names no checkout of the W3C's feed validator"
)

EXPLAINED = {
    "CharacterData": (
        "the validator prefers &#x26; to &amp; in titles of RSS, but they are the same for every"
        " parser of XML"
    ),
    "ContainsHTML": "a title may speak of HTML; `feeds check` reports it",
    "ContainsUndeclaredHTML": "a title may speak of HTML; `feeds check` reports it",
    "DuplicateUpdated": "posts are often dated without a time, so several have the same date",
    "MissingTextualContent": "a post may be empty, and its title is shown",
    "NotBlank": "a post may have no title, but Atom requires the element (RFC 4287 4.1.2)",
    "NotHtml": "the validator does not know MathML; OPML's texts are plain, and may contain <",
}
"""The warnings that are left on purpose."""

XML_TYPES = {
    "{http://www.w3.org/2005/Atom}feed": Format.ATOM.media_type,
    "rss": Format.RSS.media_type,
    "opml": "text/x-opml",
}


def documents(output: Path, url: str) -> Iterator[Document]:
    """Yield the documents below a directory that the validator knows."""
    for file in sorted(output.rglob("*")):
        if file.suffix in (".atom", ".rss", ".xml", ".opml"):
            media_type = XML_TYPES[str(etree.parse(file).getroot().tag)]
            path = quote_path(f"/{file.relative_to(output).as_posix()}")
            yield Document(file, media_type, url + path)


def write_awkward_posts(tree: Tree) -> None:
    """Write posts that are unusual in the ways that feeds allow."""
    tree.post("untitled.md")
    tree.post("empty.md", "", title="Empty")
    tree.post("marks.md", "]]>", title="]]> \x01 \u202e <b>&amp; & </b>", tags=["C++", "a&b"])
    tree.post("arabic.md", "نص", title="خبز", lang="ar", tags=["خبز طازج"])
    tree.post("math.md", "<math><mi>x</mi></math>", title="Math")
    tree.post("open.md", "<script>x()</script><p onclick=x()>a<p style=x><b>c", title="Open")
    tree.post("links.md", "[a](javascript:x) [b](/b c) [c](http://[) <br>", title="Links")
    sound = {"url": "/é.mp3", "type": "audio/mpeg", "length": 5}
    people = ["Ann <ann@example.com>", "Bo"]
    tree.post("sound.md", title="Sound", image="/a b.png", authors=people, enclosure=sound)


def write_samples(directory: Path) -> None:
    """Write documents that use every element, and a list of feeds."""
    for format, name in ((Format.ATOM, "feed.xml"), (Format.RSS, "feed.rss")):
        entries = [render_entry(entry, format) for entry in (FULL, BARE)]
        (directory / name).write_bytes(render_feed(FEED, entries, format))
    listed = [Subscription("Bread & <b>", "https://news.example/feed.xml?a=1&b=2", FEED.home)]
    (directory / "feeds.opml").write_bytes(opml("News & more", [SubscriptionGroup("标签", listed)]))


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> list[Finding]:
    """What the validator says of the golden feeds, both examples, and awkward posts."""
    given = [*documents(EXPECTED, "https://blog.example.com/notes")]
    for example, styled in product(EXAMPLES, (False, True)):
        directory = tmp_path_factory.mktemp(example)
        project = build_example(example, directory, stylesheet=styled)
        given += documents(project.output, project.site.url)
    tree = Tree(tmp_path_factory.mktemp("awkward"))
    write_awkward_posts(tree)
    assert tree.build().faults == ()
    given += documents(tree.output, tree.site["url"])
    samples = tmp_path_factory.mktemp("samples")
    write_samples(samples)
    given += documents(samples, "https://news.example")
    return validate(given)


def test_no_document_has_an_error(findings: list[Finding]) -> None:
    assert [found for found in findings if found.is_error] == []


def test_every_warning_is_explained(findings: list[Finding]) -> None:
    warnings = [found for found in findings if not found.is_error]
    assert [found for found in warnings if found.name not in EXPLAINED] == []


def test_every_explanation_is_needed(findings: list[Finding]) -> None:
    assert {found.name for found in findings} == EXPLAINED.keys()
