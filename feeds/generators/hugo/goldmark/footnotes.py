"""Footnotes and ids of headings in Goldmark's form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from feeds.markup.html import HEADING, heading_id, heading_text, numbered, own_id

_NOTES = '<section class="footnotes" data-footnotes>\n'
_REFERENCE = re.compile(
    r'<sup class="footnote-ref"><a href="#fn:[^"]*" id="fnref:[^"]*" data-footnote-ref>'
    r"(\d+)</a></sup>"
)
_BACK = re.compile(
    r'(?: |(?<=>)\n)?<a href="#fnref:[^"]*" class="footnote-backref" data-footnote-backref '
    r'data-footnote-backref-idx="(\d+)(?:-(\d+))?" aria-label="[^"]*">'
    r"↩(?:<sup[^<>]*>\d+</sup>)?</a>"
)
_NOTE = re.compile('<li id="fn:[^"]*">')
_PIECE = re.compile(
    r'<(/?)(em|strong|del|code|a|sup)\b[^<>]*>|<img [^<>]*alt="([^"]*)"[^<>]*>|<[^<>]*>|([^<]+)'
)
_ARROW = "↩\N{VARIATION SELECTOR-15}"


def with_footnotes(html: str) -> str:
    """Number the ids of footnotes, and write them as Goldmark does (extension/footnote.go)."""
    head, mark, notes = html.rpartition(_NOTES)
    if not mark:
        return html
    seen: Counter[str] = Counter()
    count = 0

    def reference(found: re.Match[str]) -> str:
        number = found[1]
        nth = seen[number] or ""
        seen[number] += 1
        link = f'<a href="#fn:{number}" class="footnote-ref" role="doc-noteref">{number}</a>'
        return f'<sup id="fnref{nth}:{number}">{link}</sup>'

    def back(found: re.Match[str]) -> str:
        nth = int(found[2]) - 1 if found[2] else ""
        opening = f'<a href="#fnref{nth}:{found[1]}" class="footnote-backref" role="doc-backlink">'
        return f"\N{NO-BREAK SPACE}{opening}{_ARROW}</a>"

    def note(_found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return f'<li id="fn:{count}">'

    notes = _NOTE.sub(note, _BACK.sub(back, notes))
    before, end, after = notes.rpartition("</section>")
    notes = f"{before}{'</div>' if end else ''}{after}"
    opening = '<div class="footnotes" role="doc-endnotes">\n<hr>\n'
    return _REFERENCE.sub(reference, f"{head}{opening}{notes}")


def with_heading_ids(html: str, text: Callable[[str], str]) -> str:
    """Give headings ids; ``text`` returns a heading's HTML without what ids do not count."""
    seen: Counter[str] = Counter()

    def heading(found: re.Match[str]) -> str:
        level, content = found.groups()
        content, name = own_id(content)
        counted = _counted(text(content))
        if not name and not heading_text(counted):
            return f"<h{level}>{content}</h{level}>"
        name = name or numbered(heading_id(counted) or "heading", seen)
        return f'<h{level} id="{name}">{content}</h{level}>'

    return HEADING.sub(heading, html)


def _counted(html: str) -> str:
    """Return the text that ids count: of each element, what is before the first one inside it."""
    parts = list[str]()
    depth, is_taken = 0, False
    for piece in _PIECE.finditer(html):
        if piece[2]:
            depth += -1 if piece[1] else 1
            is_taken = is_taken and depth > 0
        elif not is_taken and (text := piece[3] or piece[4]):
            parts.append(text)
            is_taken = depth > 0
    return "".join(parts)
