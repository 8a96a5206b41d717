"""Remove hidden elements and tracking images from HTML, and turn iframes into links.

These decisions depend on attributes, so they need a parsed tree. Most posts have no such
element, and are returned unchanged without parsing.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from feeds.assemble.urls import absolute

_UNSEEN = r"display\s*+:\s*+none|visibility\s*+:\s*+hidden"
_NO_LENGTH = r"""\s*+[=:]\s*+["']?+\s*+[01](?![\d.%])"""
_WORDS = ("<iframe", "<noscript", "hidden", "display", "width", "height")
_WORTH_PARSING = re.compile(rf"<iframe|<noscript|hidden|{_UNSEEN}|(?:width|height){_NO_LENGTH}")
_UNSEEN_STYLE = re.compile(_UNSEEN, re.IGNORECASE)
_LENGTH_STYLE = re.compile(r"(?<![-\w])(width|height)\s*:\s*([\d.]+)(?:px)?\s*(?:;|!|$)", re.I)
_MANY_TAGS = 5_000
_LEADING_NEWLINE = re.compile(r'(<pre(?: [^\s"=>]+="[^"]*")*>)\n')


def prune(html: str, base: str) -> str:
    """Return ``html`` without hidden elements and tracking images, iframes as links.

    An image or iframe is a tracker if one side is 0, or both are at most 1 pixel. An iframe
    with an HTTP URL becomes a link to it, absolute against ``base``, so that a video can still
    be watched; other iframes are removed. The content of ``noscript`` is shown: feeds have no
    scripts.
    """
    if not _is_worth_parsing(html):
        return html
    tree = LexborHTMLParser(html, is_fragment=True)
    tree.unwrap_tags(["noscript"])
    # Inner elements first: removing an element frees all within it.
    for node in reversed(tree.css("[hidden], [style], img, iframe")):
        if _is_hidden(node) or _is_tracker(node):
            node.decompose()
        elif node.tag == "iframe":
            _make_link(tree, node, base)
    return with_first_newlines(tree.html or "")


def _is_worth_parsing(html: str) -> bool:
    lowered = html.lower()
    # The next parser moves misplaced elements out of tables in quadratic time; this one does not.
    if lowered.count("<") > _MANY_TAGS and "<table" in lowered:
        return True
    # Searching for words takes a tenth of the time of the pattern.
    return any(word in lowered for word in _WORDS) and bool(_WORTH_PARSING.search(lowered))


def with_first_newlines(html: str) -> str:
    """Double the newline at the start of a ``pre``: parsers drop the first (HTML 13.1.2.5)."""
    return _LEADING_NEWLINE.sub(r"\1\n\n", html)


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    return "hidden" in attributes or bool(_UNSEEN_STYLE.search(attributes.get("style") or ""))


def _is_tracker(node: LexborNode) -> bool:
    if node.tag not in ("img", "iframe"):
        return False
    sides = [side for side in map(_pixels(node).get, ("width", "height")) if side is not None]
    return 0 in sides or (len(sides) == 2 and max(sides) <= 1)


def _pixels(node: LexborNode) -> dict[str, float]:
    attributes = node.attributes
    given = [(name, attributes.get(name) or "") for name in ("width", "height")]
    given += _LENGTH_STYLE.findall(attributes.get("style") or "")
    stripped = ((name, value.strip().removesuffix("px")) for name, value in given)
    return {name.lower(): float(v) for name, v in stripped if re.fullmatch(r"\d+(\.\d*)?", v, re.A)}


def _make_link(tree: LexborHTMLParser, node: LexborNode, base: str) -> None:
    url = absolute(node.attributes.get("src") or "", base) or ""
    if not url.startswith(("http:", "https:")):
        node.decompose()
        return
    link = tree.create_node("a")
    link.attrs["href"] = url
    link.insert_child(node.attributes.get("title") or url)
    node.replace_with(link)
