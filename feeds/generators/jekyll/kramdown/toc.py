"""The table of contents that kramdown makes of a list marked ``{:toc}``."""

from __future__ import annotations

import re

from feeds.markup.headings import Heading

_PLACE = re.compile("\x07(ol|ul)\x07")
_LINK = re.compile(r"</?a(?:\s[^<>]*)?>")
_FOOTNOTE = re.compile(r'<sup id="fnref:[^<>]*>.*?</sup>', re.DOTALL)


def place(item: str) -> str:
    """Return what stands for a table of contents, a list of the kind that ``item`` begins."""
    return "\x07ol\x07" if item.lstrip()[:1].isdigit() else "\x07ul\x07"


def with_contents(html: str, headings: list[Heading], levels: frozenset[int]) -> str:
    """Put the table of contents in its first place; any other place stays empty."""
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
        pieces += _left(items, heading.level, kind)
        if items and not items[-1][1]:
            pieces.append(f"\n<{kind}>\n")
            items[-1] = items[-1][0], True
        items.append((heading.level, False))
        text = _LINK.sub("", _FOOTNOTE.sub("", heading.html))
        pieces.append(f'<li><a href="#{heading.id}" id="markdown-toc-{heading.id}">{text}</a>')
    pieces += _left(items, 0, kind)
    return "".join([*pieces, f"</{kind}>\n"])


def _left(items: list[tuple[int, bool]], level: int, kind: str) -> list[str]:
    """Close the items, by level and whether they hold a list, down to one above ``level``."""
    pieces = []
    while items and items[-1][0] >= level:
        pieces.append(f"</{kind}>\n</li>\n" if items.pop()[1] else "</li>\n")
    return pieces
