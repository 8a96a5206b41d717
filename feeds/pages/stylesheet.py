"""The style sheet of feeds: Atom and RSS documents as lists of entries, for browsers."""

from __future__ import annotations

from pathlib import Path

from feeds.pages.mark import CODE_MARK, marked

_RULES = Path(__file__).with_name("feeds.css")
_NO_DESCRIPTIONS = "\nitem > description {\n  display: none;\n}\n"
"""RSS has HTML and text in one element, and HTML would be shown as tags."""


def stylesheet(html_summaries: bool) -> bytes:
    """Return the style sheet; descriptions in RSS are hidden if the summaries are HTML."""
    rules = _RULES.read_text(encoding="utf-8")
    return marked(rules + (_NO_DESCRIPTIONS if html_summaries else ""), CODE_MARK)
