"""The text of HTML, without its markup."""

from __future__ import annotations

import re
from html import unescape

from feeds.assemble.clean import clean

_INLINE_TAGS = """
a abbr b bdi bdo big cite code data del dfn em i ins kbd mark q s samp small span strike
strong sub sup time tt u var wbr
math mfrac mi mn mo mroot mrow ms msqrt mstyle msub msubsup msup mtext semantics
"""
_INLINE = frozenset(_INLINE_TAGS.split())
_TAG = re.compile(r'</?([a-z0-9]+)(?: [a-z]+="[^"]*")*>')


def plain_text(html: str) -> str:
    """Return the text of ``html`` that a reader sees, on one line.

    Entities are decoded, white space is folded, and elements that stand on their own
    (paragraphs, cells, line breaks, pictures) are set apart by a space.
    """
    return text_of_clean(clean(html, "")) if html else ""


def text_of_clean(html: str) -> str:
    """Return the same of what :func:`~feeds.assemble.clean.clean` has made."""
    # It holds ``<`` only where a tag begins, so that tags can be cut by pattern.
    return " ".join(unescape(_TAG.sub(_gap, html)).split())


def _gap(tag: re.Match[str]) -> str:
    return "" if tag[1] in _INLINE else " "
