"""Take away what a reader is not meant to see, and make embedded pages links.

What is decided by an element's attributes, not by its name, needs a tree; most posts
hold nothing of the kind and are passed on as they are.
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

    An image or iframe counts as a tracker when a side of it is 0, or both are at most
    1 pixel. An iframe with an HTTP address becomes a link to it, absolute against
    ``base``, so that a video can still be reached; any other goes. What a ``noscript`` holds is
    shown: a feed has no scripts.
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
    # The next parser takes quadratic time to put in front of a table what is not to be in it.
    if lowered.count("<") > _MANY_TAGS and "<table" in lowered:
        return True
    # Searching for words takes a tenth of the time that the pattern takes.
    return any(word in lowered for word in _WORDS) and bool(_WORTH_PARSING.search(lowered))


def with_first_newlines(html: str) -> str:
    """Double the newline that begins a ``pre``: the next parser drops one (HTML 13.1.2.5)."""
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
