"""Ids of headings in HTML, and character references such as ``&amp;``."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from html.parser import HTMLParser

HEADING = re.compile(r"<h([1-6])>((?:[^<]++|<(?!/?h[1-6]>))*+)</h\1>")
"""A heading without attributes: its level and its HTML."""
_OWN_ID = re.compile(r"(?:^|\s)\{:?\s*#([\w:.-]+)\s*\}\s*$")
_TAG = re.compile(r"<[^<>]*>")
_NOT_IN_AN_ID = re.compile(r"[^\w\- \t\n]")
_BLANK = re.compile(r"[ \t\n]")
_ENDLESS = re.compile(r"&#[0-9]{100,};?")


def with_heading_ids(html: str) -> str:
    """Give headings the ids of GitHub and Hugo: ``#a-heading``, ``#a-heading-1``."""
    seen: Counter[str] = Counter()

    def heading(found: re.Match[str]) -> str:
        level, content = found.groups()
        content, name = own_id(content)
        name = name or numbered(heading_id(content), seen)
        return f'<h{level} id="{name}">{content}</h{level}>'

    return HEADING.sub(heading, html)


def own_id(content: str) -> tuple[str, str]:
    """Split a heading's HTML from the id that its author wrote at the end, ``{#id}``, if any."""
    found = _OWN_ID.search(content)
    return (content[: found.start()].rstrip(), found[1]) if found else (content, "")


def heading_id(content: str) -> str:
    """Return the id that GitHub forms of a heading's HTML."""
    words = heading_text(content).strip().lower()
    return _BLANK.sub("-", _NOT_IN_AN_ID.sub("", words))


def heading_text(content: str) -> str:
    """Return the text of a heading's HTML."""
    return decoded(_TAG.sub("", content))


def shown_text(html: str) -> str:
    """Return the text that inline HTML shows, in one line; for images, their alternative text."""
    reader = _ShownText()
    reader.feed(_ENDLESS.sub("\ufffd", html))
    reader.close()
    return " ".join("".join(reader.parts).split())


class _ShownText(HTMLParser):
    """Collects text, without footnote marks."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._is_mark = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_mark |= ("class", "footnote-ref") in attrs
        if tag == "img":
            self.parts.append(dict(attrs).get("alt") or "")
        elif tag == "br":
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._is_mark &= tag != "sup"

    def handle_data(self, data: str) -> None:
        if not self._is_mark:
            self.parts.append(data)


def numbered(name: str, seen: Counter[str]) -> str:
    """Return an id, with a number if the page has it already; ``seen`` counts the ids."""
    seen[name] += 1
    return f"{name}-{seen[name] - 1}" if seen[name] > 1 else name


def decoded(html: str) -> str:
    """Replace the character references in ``html`` by their characters (HTML 13.2.5.72).

    A number that no character has becomes U+FFFD, however long it is. ``html.unescape`` alone
    raises ``ValueError`` for a number of some thousands of digits.
    """
    return unescape(_ENDLESS.sub("\ufffd", html))
