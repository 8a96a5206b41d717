"""Tell HTML that parsers would take too long over, before one sees it.

Parsers take time quadratic in the depth of elements, in the attributes of one tag and in
the characters of one text that are written as references. Where it is not certain what a
parser makes of a tag, it counts as opening and not as closing, so that no trick with
stray end tags, comments or attributes hides a depth from the count.
"""

from __future__ import annotations

import re

_DEEPEST = 500
_MOST_ATTRIBUTES = 1_000
_MOST_STEPS = 1_000_000
_MOST_COMPARED = 40_000_000_000
_SHORT = 20_000
"""Characters that cost nothing but by their depth."""

_ATTRIBUTE = r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+"""
# HTML 13.2.5: comments, text that holds no tags, and tags, as the tokenizer tells them.
_TOKEN = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<!\[CDATA\[(?P<section>.*?)(?:\]\]>|\Z)"
    r"|<(?P<raw>script|style|title|textarea|xmp|iframe|noembed|noframes)(?=[\s/>])"
    rf"(?P<given>(?:{_ATTRIBUTE})*+)[\s/]*+>(?P<within>.*?)(?:</(?P=raw)(?=[\s/>])[^>]*+>|\Z)"
    rf"|<(?P<end>/?)(?P<name>[a-z][^\s/>]*+)(?P<attributes>(?:{_ATTRIBUTE})*+)[\s/]*+(?:>|\Z)"
    r"|<[!?/][^>]*+",
    re.IGNORECASE | re.DOTALL,
)
_EACH_ATTRIBUTE = re.compile(_ATTRIBUTE)
_OPENS = re.compile("<[a-z]", re.IGNORECASE)

_VOID_TAGS = "area base br col embed hr img input link meta param source track wbr"
_TABLE_TAGS = "caption colgroup tbody td tfoot th thead tr"
# The parts of a table open nothing without one, and within one no more than it does.
_OPENING_NOTHING = frozenset(f"{_VOID_TAGS} {_TABLE_TAGS}".split())
# Elements whose end tag may be left out, and which of them their start tags end.
_ENDED_BY = {
    "p": ("p",),
    "li": ("p", "li"),
    "dd": ("p", "dd", "dt"),
    "dt": ("p", "dd", "dt"),
    "option": ("option",),
}
_ITEMS = frozenset({"dd", "dt", "li", "p"})
# HTML 13.2.4.3: what is open after the end tag of an element around it.
_FORMATTING_TAGS = "a b big code em font i nobr s small strike strong tt u"
_FORMATTING = frozenset(_FORMATTING_TAGS.split())
# Whose end tags also end a paragraph or an item within (HTML 13.2.6.4.7).
_BLOCK_TAGS = """
address article aside blockquote button center dd details dir div dl dt fieldset figcaption
figure footer h1 h2 h3 h4 h5 h6 header hgroup li listing main menu nav ol p pre search
section summary table ul
"""
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_OTHER_HOLDING_TAGS = """
annotation-xml applet desc foreignobject form iframe marquee math mi mn mo ms mtext noembed
noframes noscript object plaintext script select style svg template textarea title xmp
"""
# What no end tag of another element is sure to end.
_HOLDING = (_FORMATTING | _BLOCKS | frozenset(_OTHER_HOLDING_TAGS.split())) - _ITEMS
# Start tags that parsers may pass over; of a form, the end tag ends nothing else.
_DOUBTFUL = frozenset({"body", "form", "frame", "frameset", "head", "html", "image"})
_FOREIGN = frozenset({"svg", "math"})
_NOT_QUITE_HTML = _FOREIGN | {"select"}
# SVG's and MathML's own, which HTML tags in them are not (HTML 13.2.6.5).
_DRAWN_TAGS = """
circle clippath defs ellipse g image line lineargradient marker mask mfrac mover mpadded
mprescripts mroot mrow mspace msqrt mstyle msub msubsup msup mtable mtd mtr munder munderover
path pattern polygon polyline radialgradient rect stop switch symbol text textpath tspan use
"""
_DRAWN = frozenset(_DRAWN_TAGS.split())


def is_too_costly(html: str) -> bool:
    """Whether parsing or writing ``html`` takes far longer than its size allows for.

    That is more than 500 elements deep, more than 1,000 attributes in a tag, a million
    elements that are opened again or searched for an end tag's, or so many ampersands and
    no-break spaces as only a text of little else has.
    """
    if (html.count("&") + html.count("\xa0")) * len(html) > _MOST_COMPARED:
        return True
    if html.count("<") <= _DEEPEST and len(html) <= _SHORT:
        return False
    return any(map(_Nesting().follow, _TOKEN.finditer(html)))


class _Nesting:
    """The elements that may be open at one place of a text."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._hidden = 0
        """Tags in what may or may not be text."""
        self._formatting = 0
        self._steps = 0
        """Elements that end tags were looked for in, or that are opened again after one."""
        self._in_drawing = False
        self._is_unsure = False
        """SVG, MathML or a list of options may be open, where other rules hold."""

    def follow(self, token: re.Match[str]) -> bool:
        """Go past one token; True where it is too much."""
        if token["name"]:
            self._tag(token["name"].lower(), token)
        elif token["raw"] and (self._is_unsure or "<!--" in token["within"]):
            # There and after ``<!--`` in a script, the text may end elsewhere.
            self._hide(token["within"])
        elif token["section"]:
            self._hide(token["section"])  # outside SVG and MathML, its tags are tags
        return (
            len(self._open) + self._hidden > _DEEPEST
            or self._steps > _MOST_STEPS
            or _has_many_attributes(token["attributes"] or token["given"] or "")
        )

    def _hide(self, text: str) -> None:
        tags = len(_OPENS.findall(text))
        self._hidden += tags
        self._in_drawing = self._in_drawing and not tags
        self._is_unsure = self._is_unsure or bool(tags)

    def _tag(self, name: str, token: re.Match[str]) -> None:
        self._steps += self._formatting
        if token["end"]:
            self._close(name)
        elif not self._is_empty(name, token[0]):
            self._begin(name)
        if name not in _DRAWN:
            self._in_drawing = name in _FOREIGN and not token["end"]
            self._is_unsure = self._is_unsure or name in _NOT_QUITE_HTML

    def _is_empty(self, name: str, tag: str) -> bool:
        drawn = self._in_drawing and name in _DRAWN
        return name in _OPENING_NOTHING or (drawn and tag.endswith("/>"))

    def _begin(self, name: str) -> None:
        for ended in _ENDED_BY.get(name, ()):
            if self._open[-1:] == [ended]:
                self._open.pop()
        self._open.append(name)
        self._formatting += name in _FORMATTING

    def _close(self, name: str) -> None:
        for back, open_name in enumerate(reversed(self._open), 1):
            if open_name == name:
                del self._open[-back:]
                self._formatting -= name in _FORMATTING
                return
            if not _reaches_through(name, open_name):
                return
            self._steps += 1


def _reaches_through(name: str, open_name: str) -> bool:
    """Whether an end tag is sure to end this other element, still open, as well."""
    if name in _FOREIGN:
        return open_name in _DRAWN
    if open_name in _ITEMS:
        return name in _BLOCKS
    return open_name not in _HOLDING and name not in _DOUBTFUL


def _has_many_attributes(attributes: str) -> bool:
    if len(attributes) <= 2 * _MOST_ATTRIBUTES:
        return False
    return len(_EACH_ATTRIBUTE.findall(attributes)) > _MOST_ATTRIBUTES
