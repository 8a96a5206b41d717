"""Remove hidden elements and tracking images; turn iframes into links.

These decisions depend on attributes, so they need a parsed tree. Most posts have no such
element, and are returned unchanged without parsing.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from feeds.assemble import lazy
from feeds.assemble.nesting import is_too_costly, text_of_tags
from feeds.assemble.prose import keep_prose
from feeds.assemble.tags import closed, has_unknown, tag_names, unwrap_unknown
from feeds.assemble.urls import absolute

_UNSEEN = r"display\s*+:\s*+none|visibility\s*+:\s*+hidden"
_NO_LENGTH = r"""\s*+[=:]\s*+["']?+\s*+[01](?![\d.%])"""
_TAGS = ("iframe", "noscript")
_WORDS = ("display", "width", "height")
_WORTH_PARSING = re.compile(rf"{_UNSEEN}|(?:width|height){_NO_LENGTH}")
FORMULAS = ".katex, .MathJax, .MathJax_CHTML, .MathJax_SVG, mjx-container"
_FORMULA_COPIES = ".katex-html, [aria-hidden=true]"
_UNSEEN_STYLE = re.compile(_UNSEEN, re.IGNORECASE)
_LENGTH_STYLE = re.compile(r"(?<![-\w])(width|height)\s*:\s*([\d.]+)(?:px)?\s*(?:;|!|$)", re.I)
_MANY_TAGS = 5_000
_LEADING_NEWLINE = re.compile(r'(<pre(?: [^\s"=>]+="[^"]*")*>)\n')


def prune(html: str, base: str, only_prose: bool = False) -> str:
    """Return ``html`` without hidden elements and tracking images, iframes as links.

    An image or iframe is a tracker if one side is 0, or both are at most 1 pixel. An iframe
    with an HTTP URL becomes a link to it, absolute against ``base``, so that a video can still
    be watched; other iframes are removed. Lazy images are loaded, and the content of other
    ``noscript`` elements is shown: feeds have no scripts. Of a formula that is written twice, as
    KaTeX and MathJax do, the MathML stays. Unknown elements are replaced by their content. With
    ``only_prose``, what a summary does not show is removed too.
    """
    lowered = html.lower()
    names = tag_names(lowered)
    ended = closed(html, lowered, names)
    if ended != html:
        if is_too_costly(ended):
            return text_of_tags(ended)
        html = ended
    if not (only_prose or _is_worth_parsing(lowered, names)):
        return html
    tree = LexborHTMLParser(html, is_fragment=True)
    # Inner elements first: removing an element frees all within it.
    for node in reversed(tree.css(FORMULAS)):
        for copy in formula_copies(node):
            copy.decompose()
    for node in reversed(tree.css("[hidden], [style], img, iframe")):
        if is_hidden(node) or is_tracker(node):
            node.decompose()
    unwrap_unknown(tree, names)
    if only_prose:
        keep_prose(tree)
    lazy.load(tree, lambda url: absolute(url, base))
    for node in reversed(tree.css("iframe")):
        _make_link(tree, node, base)
    return with_first_newlines(tree.html or "")


def _is_worth_parsing(lowered: str, names: set[str]) -> bool:
    if has_unknown(names) or not names.isdisjoint(_TAGS):
        return True
    # The next parser moves misplaced elements out of tables in quadratic time; this one does not.
    if "table" in names and lowered.count("<") > _MANY_TAGS:
        return True
    if "hidden" in lowered or lazy.may_be_in(lowered):
        return True
    # Searching for words takes a tenth of the time of the pattern.
    return any(word in lowered for word in _WORDS) and bool(_WORTH_PARSING.search(lowered))


def with_first_newlines(html: str) -> str:
    """Double the newline at the start of a ``pre``: parsers drop the first (HTML 13.1.2.5)."""
    return _LEADING_NEWLINE.sub(r"\1\n\n", html)


def formula_copies(formula: LexborNode) -> list[LexborNode]:
    """Return the copies that need a style sheet if a formula has MathML, inner ones first."""
    if formula.css_first("math") is None:
        return []
    copies = reversed(formula.css(_FORMULA_COPIES))
    return [copy for copy in copies if copy.css_first("math") is None]


def is_hidden(node: LexborNode) -> bool:
    """Return whether an element is invisible on its page."""
    attributes = node.attributes
    return "hidden" in attributes or bool(_UNSEEN_STYLE.search(attributes.get("style") or ""))


def is_tracker(node: LexborNode) -> bool:
    """Say whether an image or iframe is too small to be seen."""
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
