"""List what the sanitiser removes from a post, and why, for previews.

Elements are marked before the HTML is cleaned, and looked for afterwards. So nothing here decides
what is removed; only the reasons are written here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from itertools import count

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

from feeds.assemble.hidden import FORMULAS, formula_copies, is_hidden, is_tracker
from feeds.assemble.nesting import is_too_costly
from feeds.assemble.sanitizer import GONE_WITH_CONTENT, URLS, clean
from feeds.assemble.tags import HTML_TAGS, TAG, closed, tag_names
from feeds.assemble.urls import absolute

_MARK = "feeds-preview-"
# HTML 13.2.5.41: ``<!``, ``<?`` and ``</`` before anything else begin a comment up to ``>``.
_TAG = re.compile(rf"{TAG.pattern}|<[!?/][^>]*+", TAG.flags)
_EXAMPLES = 3
_LONGEST_EXAMPLE = 100
"""Characters."""
_LONGEST_NAME = 60
_MOST_NAMES = 100
"""More kinds of removed elements or attributes are counted together."""

_ELEMENTS = {
    "script": "feed readers do not run scripts",
    "noscript": "feed readers do not run scripts; its content is kept once",
    "template": "only scripts can show it",
    "style link": "feed readers use their own styles",
    "iframe": "feed readers do not show embedded pages",
    "object embed applet param": "feed readers do not run plug-ins",
    "form input button select textarea label fieldset legend option optgroup datalist output": (
        "feed readers do not show forms"
    ),
    "svg canvas": "feed readers do not show drawings; use an image file instead",
    "img": "feed readers cannot open its URL, or a later image replaces it",
    "title head meta base html body": "it is part of a page, not of an entry",
    "annotation annotation-xml": "it is the source of a formula; the formula is kept",
}
_BY_ELEMENT = {name: why for names, why in _ELEMENTS.items() for name in names.split()}
_ATTRIBUTES = {
    r"on.*": "feed readers do not run scripts",
    r"data-.*": "only scripts and styles use it",
    r"style|class|align|valign|width|height|border|bgcolor|color|face|size|cell.*": (
        "feed readers use their own styles"
    ),
    r"loading|decoding|fetchpriority|preload": "feed readers decide when to load files",
    r"autoplay": "feed readers do not start media automatically",
    r"target": "feed readers decide where links open",
    r"aria-.*|role|tabindex|accesskey": "feed readers have their own controls",
    r"allow.*|frameborder|sandbox|referrerpolicy|crossorigin|integrity|nonce": (
        "only embedded pages and scripts use it"
    ),
}
_BY_ATTRIBUTE = [(re.compile(names), why) for names, why in _ATTRIBUTES.items()]
_NO_URL = "feed readers cannot open this URL"


class RemovalKind(StrEnum):
    """What was removed."""

    ELEMENT = "element"
    ATTRIBUTE = "attribute"
    COMMENT = "comment"
    MARKUP = "markup"
    """All tags."""


class Removal(msgspec.Struct, frozen=True):
    """Something that is in a post's HTML and not in its entry."""

    kind: RemovalKind
    name: str
    """Of the element or attribute; empty for comments and markup."""
    reason: str
    count: int
    examples: tuple[str, ...] = ()
    """The first URLs that cannot be opened."""


def removals(html: str, base: str) -> list[Removal]:
    """Return what :func:`~feeds.assemble.sanitizer.clean` removes, most frequent first.

    Elements inside another one that is removed with its content are not listed, and neither are
    attributes of removed elements. Changed values, such as URLs made absolute, are not listed.
    """
    marked = _marked(html)
    lowered = marked.lower()
    ended = closed(marked, lowered, tag_names(lowered))
    if is_too_costly(marked) or is_too_costly(ended):
        why = "the HTML has too many tags or is nested too deeply; only its text is kept"
        return [Removal(RemovalKind.MARKUP, "", why, 1)]
    before = LexborHTMLParser(ended, is_fragment=True)
    after = LexborHTMLParser(clean(marked, base), is_fragment=True)
    tally = _Tally()
    for removal in _Comparison(before, after, base).removals():
        tally.add(removal)
    return tally.sorted()


def _marked(html: str) -> str:
    """Give every start tag an id, which the sanitiser keeps."""
    numbers = count()

    def mark(tag: re.Match[str]) -> str:
        name, at = tag[1], tag.start()
        if not name or name.endswith("<"):  # a comment, an end tag, or text such as ``<a</b>``
            return tag[0]
        end = tag.end(1) - at
        return f'{tag[0][:end]} id="{_MARK}{next(numbers)}"{tag[0][end:]}'

    return _TAG.sub(mark, html)


class _Comparison:
    """The marked elements before and after."""

    def __init__(self, before: LexborHTMLParser, after: LexborHTMLParser, base: str) -> None:
        self._before, self._base = before, base
        self._left: dict[str, set[str]] = {}
        """The attributes of each element that is left, by mark."""
        self._links: set[str | None] = set()
        """Where those links lead that were not in the HTML before."""
        for node in _elements(after):
            attributes = node.attributes
            if mark := _mark_of(node):
                self._left.setdefault(mark, set()).update(attributes)
            elif node.tag == "a":
                self._links.add(attributes.get("href"))
        formulas = before.css(FORMULAS)
        self._copies = {copy.mem_id for one in formulas for copy in formula_copies(one)}

    def removals(self) -> Iterator[Removal]:
        """Yield one for each element, attribute and comment that is gone."""
        holding = self._holding()
        covered, marks = set[int](), set[str]()
        for node in _nodes(self._before):
            parent = node.parent
            inside = parent is not None and parent.mem_id in covered
            mark = _mark_of(node)
            if node.tag == "-comment" and not inside:
                yield Removal(RemovalKind.COMMENT, "", "feed readers do not show comments", 1)
            elif inside and node.mem_id not in holding:
                covered.add(node.mem_id)
            elif mark and mark not in marks:
                marks.add(mark)
                if mark in self._left:
                    yield from self._attributes(node, self._left[mark])
                else:
                    yield Removal(RemovalKind.ELEMENT, _name(node.tag or ""), self._why(node), 1)
                    if self._takes_content(node) and node.mem_id not in holding:
                        covered.add(node.mem_id)

    def _holding(self) -> set[int]:
        """Return the elements with elements inside them that are left."""
        found = set[int]()
        for node in _elements(self._before):
            if _mark_of(node) in self._left:
                above = node.parent
                while above is not None and above.mem_id not in found:
                    found.add(above.mem_id)
                    above = above.parent
        return found

    def _takes_content(self, node: LexborNode) -> bool:
        is_unseen = is_hidden(node) or is_tracker(node) or node.mem_id in self._copies
        return is_unseen or node.tag in GONE_WITH_CONTENT

    def _why(self, node: LexborNode) -> str:
        tag = node.tag or ""
        if is_tracker(node):
            return "it is as small as a tracking image"
        if is_hidden(node):
            return "it is also hidden on the page"
        if node.mem_id in self._copies:
            return "it repeats a formula"
        if tag == "iframe":
            url = absolute(node.attributes.get("src") or "", self._base)
            kept = "; a link replaces it" if url in self._links else ""
            return f"{_BY_ELEMENT[tag]}{kept}"
        if tag in _BY_ELEMENT:
            return _BY_ELEMENT[tag]
        if tag in GONE_WITH_CONTENT:
            return "feed readers do not show it"
        if tag in HTML_TAGS:
            return "entries do not need it; its content is kept"
        return "HTML does not have this element; if it is text, write &lt; instead of <"

    def _attributes(self, node: LexborNode, left: set[str]) -> Iterator[Removal]:
        for name, value in node.attributes.items():
            if name in left or name == "id":
                continue
            if (name in URLS or name == "srcset") and value:
                example = value if len(value) <= _LONGEST_EXAMPLE else f"{value[:99]}…"
                yield Removal(RemovalKind.ATTRIBUTE, name, _NO_URL, 1, (example,))
            else:
                yield Removal(RemovalKind.ATTRIBUTE, _name(name), _why_attribute(name), 1)


def _why_attribute(name: str) -> str:
    return next(
        (why for names, why in _BY_ATTRIBUTE if names.fullmatch(name)), "feed readers do not use it"
    )


class _Tally:
    """Removals, those of one kind counted together."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str], Removal] = {}

    def add(self, removal: Removal) -> None:
        key = removal.kind, removal.name, removal.reason
        if key not in self._found and len(self._found) >= _MOST_NAMES:
            removal = Removal(removal.kind, "", "too many names to list", 1)
            key = removal.kind, "", removal.reason
        known = self._found.get(key)
        if known:
            examples = dict.fromkeys((*known.examples, *removal.examples))
            removal = msgspec.structs.replace(
                known, count=known.count + 1, examples=(*examples,)[:_EXAMPLES]
            )
        self._found[key] = removal

    def sorted(self) -> list[Removal]:
        return sorted(self._found.values(), key=lambda one: (-one.count, one.kind, one.name))


def _nodes(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    return iter(()) if tree.root is None else tree.root.traverse(include_text=True)


def _elements(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    return iter(()) if tree.root is None else tree.root.traverse()


def _mark_of(node: LexborNode) -> str:
    """Return the mark of an element; empty if it has none."""
    if (node.tag or "-").startswith("-"):
        return ""
    mark = node.attributes.get("id") or ""
    return mark if mark.startswith(_MARK) else ""


def _name(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
