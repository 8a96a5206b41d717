"""The mark at the end of every file of the pages: only a file with it may be replaced."""

from __future__ import annotations

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
