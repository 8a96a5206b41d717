"""Abbreviations, explained wherever they stand."""

from __future__ import annotations

import re
from html import escape

_PIECE = re.compile(
    r"(<(?:pre|code|script|style)\b.*?</(?:pre|code|script|style)>|<[^<>]*>)", re.DOTALL
)


def with_abbreviations(html: str, meanings: dict[str, str]) -> str:
    """Wrap each abbreviation of the text, as a whole word, in an element with its meaning."""
    if not meanings:
        return html
    escaped = {escape(short, quote=False): meaning for short, meaning in meanings.items()}
    longest_first = sorted(escaped, key=len, reverse=True)
    words = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")

    def explained(found: re.Match[str]) -> str:
        meaning = escaped[found[0]]
        title = f' title="{escape(meaning)}"' if meaning else ""
        return f"<abbr{title}>{found[0]}</abbr>"

    pieces = _PIECE.split(html)
    pieces[::2] = [words.sub(explained, text) for text in pieces[::2]]
    return "".join(pieces)
