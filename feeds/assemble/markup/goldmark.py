"""Hugo's Markdown with Hugo's defaults, by comrak."""

from __future__ import annotations

import re
from collections.abc import Callable

from feeds.assemble.markup.commonmark import rendered
from feeds.assemble.markup.headings import with_heading_ids

_OPENED = re.compile("\N{LEFT SINGLE QUOTATION MARK}(?=[tenl])")
"""Goldmark takes these for what is left of a word: 'til, 'em, 'n', 'll."""
_OMITTED = "<!-- raw HTML omitted -->"


def engine(options: str) -> Callable[[str], str]:
    """Return Hugo's engine; with ``unsafe`` raw HTML passes through, else it is left out."""
    return _unsafe if options == "unsafe" else _safe


def _unsafe(body: str) -> str:
    return with_heading_ids(_with_apostrophes(body, rendered(body, smart=True, descriptions=True)))[
        0
    ]


def _safe(body: str) -> str:
    html = rendered(body, smart=True, descriptions=True, raw=False)
    return with_heading_ids(_with_apostrophes(body, html.replace(_OMITTED, "")))[0]


def _with_apostrophes(body: str, html: str) -> str:
    """Leave alone what the author curled by hand."""
    by_hand = "\N{LEFT SINGLE QUOTATION MARK}" in body
    return html if by_hand else _OPENED.sub("\N{RIGHT SINGLE QUOTATION MARK}", html)
