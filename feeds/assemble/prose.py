"""Select the text of a post from which its summary is cut.

Footnotes, footnote marks, code blocks and the links of headings to themselves are not part of it.
Each Markdown processor marks them in its own way.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

_WORDS = ("<pre", "footnote", "doc-", "fnref", 'href="#')
_NOTES = """
.footnotes, #footnotes, .footnote-definition, .footnote-list, .footnotes-sep, [data-footnotes],
aside.footnote, div.footnote, dl.footnote, table.footnote, [role=doc-endnotes], [role=doc-footnote]
"""
_MARKS = """
sup.footnote, sup.footnote-ref, sup.footnote-reference, sup[id^=fnref], a.footnote, a.footnote-ref,
a.footnote-reference, [data-footnote-ref], [role=doc-noteref], [role=doc-backlink]
"""
_CODE = "pre, div.highlight, figure.highlight"
_DROPPED = f"{_NOTES},{_MARKS},{_CODE}"
_WORD = re.compile(r"\w")


def has_more(html: str) -> bool:
    """Say whether HTML may hold more than prose."""
    return any(word in html for word in _WORDS)


def keep_prose(tree: LexborHTMLParser) -> None:
    """Remove what is not prose."""
    for node in reversed(tree.css(_DROPPED)):  # inner elements first: removing frees all within
        node.decompose()
    for link in reversed(tree.css('a[href^="#"]')):
        if not _WORD.search(link.text()):
            link.decompose()
