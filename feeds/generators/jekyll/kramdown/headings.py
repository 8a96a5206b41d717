"""Ids of headings, and the table of contents of ``{:toc}``."""

from __future__ import annotations

import re
from collections import Counter

import msgspec

from feeds.generators.jekyll.kramdown.marks import Tokens
from feeds.markup.html import HEADING, heading_id, heading_text, numbered, own_id

_NOTE = re.compile("\x05([^\x05\x06]*)\x06")
_ID = re.compile(r"(?:^|\s)(?:\.[^\s.#]+)*#([A-Za-z][\w:-]*)|(?:^|\s)id=[\"']([^\"']*)[\"']")
_NO_TOC = re.compile(r"\.no_toc(?![\w-])|class=[\"'][^\"']*\bno_toc\b")
_NOT_IN_A_PLAIN_ID = re.compile(r"[^a-zA-Z0-9 -]")
_BEFORE_A_PLAIN_ID = re.compile(r"^[^a-zA-Z]+")
_PLACE = re.compile("\x07(ol|ul)\x07")
_LINK = re.compile(r"</?a(?:\s[^<>]*)?>")
_FOOTNOTE = re.compile(r'<sup id="fnref:[^<>]*>.*?</sup>', re.DOTALL)


class Heading(msgspec.Struct, frozen=True):
    """A heading as a table of contents shows it."""

    level: int
    id: str
    html: str
    listed: bool
    """False for a heading with the class ``no_toc``, or without an id."""


def note(attributes: str, tokens: Tokens) -> str:
    """Return a token for the id and ``no_toc`` in a heading's attribute list, if it has them.

    :func:`with_heading_ids` takes the token out of the heading again.
    """
    own, hidden = _ID.search(attributes), _NO_TOC.search(attributes)
    if not own and not hidden:
        return ""
    name = (own[1] or own[2]) if own else ""
    return tokens.keep(f"\x05{name}{' no_toc' if hidden else ''}\x06")


def with_heading_ids(html: str, *, gfm: bool, auto: bool, prefix: str) -> tuple[str, list[Heading]]:
    """Give headings their ids; return the HTML, and the headings in their order.

    kramdown's GFM forms ids as GitHub does. kramdown's own parser takes letters of ASCII
    alone, from the first one on. Without ``auto``, only ids that the author wrote are set.
    """
    seen: Counter[str] = Counter()
    headings: list[Heading] = []

    def heading(found: re.Match[str]) -> str:
        level, content = found.groups()
        content, name, listed = _noted(content)
        if not name and auto:
            name = prefix + numbered((heading_id if gfm else _plain_id)(content), seen)
        headings.append(Heading(int(level), name, content, listed and bool(name)))
        attribute = f' id="{name}"' if name or auto else ""
        return f"<h{level}{attribute}>{content}</h{level}>"

    return HEADING.sub(heading, html), headings


def _noted(content: str) -> tuple[str, str, bool]:
    """Return a heading's HTML, the id its author wrote, and whether contents list it."""
    content, name = own_id(content)
    found = _NOTE.search(content)
    if not found:
        return content, name, True
    noted, _, hidden = found[1].partition(" ")
    return _NOTE.sub("", content), name or noted, not hidden


def _plain_id(content: str) -> str:
    words = _BEFORE_A_PLAIN_ID.sub("", heading_text(content))
    return _NOT_IN_A_PLAIN_ID.sub("", words).replace(" ", "-").lower() or "section"


def toc_mark(item: str) -> str:
    """Return the mark of a table of contents: a list of the kind that ``item`` begins."""
    return "\x07ol\x07" if item.lstrip()[:1].isdigit() else "\x07ul\x07"


def with_contents(html: str, headings: list[Heading], levels: frozenset[int]) -> str:
    """Put the table of contents at its first mark, and take the other marks out."""
    found = _PLACE.search(html)
    if not found:
        return html
    listed = [heading for heading in headings if heading.listed and heading.level in levels]
    contents = _contents(listed, found[1]) if listed else ""
    return _PLACE.sub("", html[: found.start()] + contents + html[found.end() :])


def _contents(headings: list[Heading], kind: str) -> str:
    pieces = [f'<{kind} id="markdown-toc">\n']
    items: list[tuple[int, bool]] = []
    for heading in headings:
        pieces += _closed(items, heading.level, kind)
        if items and not items[-1][1]:
            pieces.append(f"\n<{kind}>\n")
            items[-1] = items[-1][0], True
        items.append((heading.level, False))
        text = _LINK.sub("", _FOOTNOTE.sub("", heading.html))
        pieces.append(f'<li><a href="#{heading.id}" id="markdown-toc-{heading.id}">{text}</a>')
    pieces += _closed(items, 0, kind)
    return "".join([*pieces, f"</{kind}>\n"])


def _closed(items: list[tuple[int, bool]], level: int, kind: str) -> list[str]:
    """Close the items from ``level`` on; each has its level, and whether it holds a list."""
    pieces = []
    while items and items[-1][0] >= level:
        pieces.append(f"</{kind}>\n</li>\n" if items.pop()[1] else "</li>\n")
    return pieces
