"""HTML documents as an HTML5 parser sees them (lexbor, without scripts)."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

Piece = tuple[int, str, str]
"""Depth, name, and attributes or text."""


def pieces(document: bytes) -> list[Piece]:
    """Return all that a document contains, in order.

    White space directly in the head, which has no meaning, is left out.
    """
    found: list[Piece] = []
    root = LexborHTMLParser(document.decode("utf-8-sig", "replace")).root
    assert root
    _add(root.parent or root, 0, found)
    return found


def head_links(document: bytes) -> list[str]:
    """Return the ``href`` of each link in the head that is an alternate."""
    head = LexborHTMLParser(document.decode("utf-8-sig", "replace")).head
    assert head
    return [link.attributes["href"] or "" for link in head.css("link[rel=alternate]")]


def _add(parent: LexborNode, depth: int, found: list[Piece]) -> None:
    child = parent.child
    while child is not None:
        name = child.tag or ""
        if name == "-text":
            text = child.text_content or ""
            text = text.strip(" \t\n\f\r") if parent.tag == "head" else text
            if text:
                found.append((depth, name, text))
        elif name in ("-comment", "-doctype"):
            found.append((depth, name, child.html or ""))
        else:
            found.append((depth, name, repr(sorted(child.attributes.items()))))
            _add(child, depth + 1, found)
        child = child.next
