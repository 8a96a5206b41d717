"""Footnotes as kramdown numbers them and leads back from them."""

from __future__ import annotations

import re
from html import escape

_MARK = re.compile(
    r'(<sup class="footnote-ref"><a href="#fn:[^"]*" id="fnref:[^"]*"[^>]*>)([0-9]+)</a>'
)
_BACK = re.compile(r" ?(<a href=\"#fnref:[^\"]*\" class=\"footnote-backref\"[^>]*>)↩")
_SECTION = re.compile(r'(<section class="footnotes" data-footnotes>\n<ol)>')


def as_kramdown(html: str, first: int, backlink: str) -> str:
    """Number footnotes from ``first``; ``backlink`` is the text of links back, none if empty."""
    if 'class="footnote' not in html:
        return html
    if first != 1:
        html = _MARK.sub(lambda found: f"{found[1]}{int(found[2]) + first - 1}</a>", html)
        html = _SECTION.sub(rf'\1 start="{first}">', html)
    return _BACK.sub(lambda found: f"\xa0{found[1]}{escape(backlink)}", html)
