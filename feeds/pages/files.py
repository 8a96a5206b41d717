"""Files that pages load, and the mark at the end of each file that a build wrote.

A build replaces only files with the mark, because a site may have files of its own there.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from feeds.pages.views import ListedFeed

_RULES = Path(__file__).with_name("feeds.css")
_NO_DESCRIPTIONS = "\nitem > description {\n  display: none;\n}\n"
"""RSS has HTML and text in one element, and HTML would be shown as tags."""


_WORDS = b"Written by feeds"
HTML_MARK = b"<!-- " + _WORDS + b" -->\n"
"""Also for OPML: a comment may follow the root of an XML document (XML 1.0, 2.1)."""
CODE_MARK = b"/* " + _WORDS + b" */\n"
"""For style sheets and scripts."""
JSON_MARK = b'"by":"' + _WORDS + b'"}\n'
"""The last member of an object: JSON has no comments."""

LONGEST_MARK = max(map(len, (HTML_MARK, CODE_MARK, JSON_MARK)))
"""How many of the last bytes of a file show whether it has a mark."""


def marked(content: str, mark: bytes) -> bytes:
    """Return a file with its mark at the end; lone surrogates become question marks."""
    return content.rstrip().encode("utf-8", "replace") + b"\n" + mark


def is_ours(tail: bytes) -> bool:
    """Return whether a file has a mark; ``tail`` are at least its last ``LONGEST_MARK`` bytes."""
    return tail.endswith((HTML_MARK, CODE_MARK, JSON_MARK))


def search_index(feeds: Iterable[ListedFeed]) -> bytes:
    """Return the kind, name, page and address of each feed as JSON.

    It has no dates and numbers of posts, so that it changes only if feeds come or go.
    """
    rows = [(one.kind, _valid(one.name), one.page, one.formats[0].url) for one in feeds]
    return b'{"feeds":' + msgspec.json.encode(rows) + b",\n" + JSON_MARK


def _valid(text: str) -> str:
    """Return a text with question marks in the place of lone surrogates."""
    return text.encode("utf-8", "replace").decode()


def stylesheet(html_summaries: bool) -> bytes:
    """Return the style sheet; descriptions in RSS are hidden if the summaries are HTML."""
    rules = _RULES.read_text(encoding="utf-8")
    return marked(rules + (_NO_DESCRIPTIONS if html_summaries else ""), CODE_MARK)
