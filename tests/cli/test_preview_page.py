"""The page of a preview is safe to open, whatever the post holds."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import UTC, datetime

from selectolax.lexbor import LexborHTMLParser

from feeds.cli.preview_page import preview_page
from feeds.model import Entry

_EVIL = '"></title><script>alert(1)</script>'
_NOW = datetime(2026, 1, 2, tzinfo=UTC)


def page(title: str = "A title", language: str | None = None) -> str:
    entry = Entry("tag:a", "https://example.com/a", title, _NOW, _NOW, language=language)
    facts = [("link", entry.link), ("terms", _EVIL), ("image", f"https://example.com/{_EVIL}")]
    return preview_page(entry, "<p>Some <b>text</b>.</p>", facts, [_EVIL], [_EVIL, "a ×2: b"])


def test_only_the_body_is_html() -> None:
    tree = LexborHTMLParser(page(title=_EVIL, language=_EVIL))
    assert tree.css("script") == []
    assert [node.text() for node in tree.css("main b")] == ["text"]
    assert [node.text() for node in tree.css("h1")] == [_EVIL]


def test_the_policy_allows_only_this_style_sheet_and_media() -> None:
    text = page()
    (policy,) = re.findall('Content-Security-Policy" content="([^"]*)"', text)
    (style,) = re.findall("<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.split("; ") == [
        "default-src 'none'",
        f"style-src 'sha256-{digest}'",
        "img-src http: https: data:",
        "media-src http: https:",
        "base-uri 'none'",
        "form-action 'none'",
    ]


def test_the_page_loads_nothing_of_its_own() -> None:
    tree = LexborHTMLParser(page())
    assert tree.css("link, img, iframe, script") == []


def test_addresses_among_the_facts_are_links() -> None:
    links = [node.attributes.get("href") for node in LexborHTMLParser(page()).css("dl a")]
    assert links == ["https://example.com/a", f"https://example.com/{_EVIL}"]
