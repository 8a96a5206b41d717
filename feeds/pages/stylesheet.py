"""The style sheet of feeds: Atom and RSS documents as lists of entries, for browsers."""

from __future__ import annotations

from pathlib import Path

_RULES = Path(__file__).with_name("feeds.css")
_NO_DESCRIPTIONS = b"\nitem > description {\n  display: none;\n}\n"
"""RSS has HTML and text in one element, and HTML would be shown as tags."""
_MARK = b"/* Written by feeds */\n"


def stylesheet(html_summaries: bool) -> bytes:
    """Return the style sheet; descriptions in RSS are hidden if the summaries are HTML."""
    return _RULES.read_bytes() + (_NO_DESCRIPTIONS if html_summaries else b"") + _MARK
