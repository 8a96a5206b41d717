"""Find HTML that parsers would need too much time for.

Parsers need time quadratic in the depth of elements, in the attributes of one tag, and in
the characters of one text that are written as references. A tag that parsers may read in
different ways counts as a start tag, never as an end tag. So stray end tags, comments and
attributes cannot hide depth from the count.
"""

from __future__ import annotations

import re
from html import escape

from feeds.markup.html import decoded

_DEEPEST = 500
_MOST_ATTRIBUTES = 1_000
_MOST_STEPS = 1_000_000
_MOST_COMPARED = 40_000_000_000
_SHORT = 20_000
"""Characters. In shorter HTML only the depth can be too much."""

_ATTRIBUTE = r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+"""
# HTML 13.2.5: comments, text without tags, and tags, as the tokenizer finds them.
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
_MARKUP = re.compile(r"<[^<>]*>")
_OPENS = re.compile("<[a-z]", re.IGNORECASE)

_VOID_TAGS = "area base br col embed hr img input link meta param source track wbr"
_TABLE_TAGS = "caption colgroup tbody td tfoot th thead tr"
# Parts of a table open nothing outside a table, and inside no more than the table does.
_OPENING_NOTHING = frozenset(f"{_VOID_TAGS} {_TABLE_TAGS}".split())
# Elements whose end tag may be left out, and the elements that their start tags end.
_ENDED_BY = {
    "p": ("p",),
    "li": ("p", "li"),
    "dd": ("p", "dd", "dt"),
    "dt": ("p", "dd", "dt"),
    "option": ("option",),
}
_ITEMS = frozenset({"dd", "dt", "li", "p"})
# HTML 13.2.4.3: elements that are opened again after the end tag of an outer element.
_FORMATTING_TAGS = "a b big code em font i nobr s small strike strong tt u"
_FORMATTING = frozenset(_FORMATTING_TAGS.split())
# Their end tags also end a paragraph or an item inside (HTML 13.2.6.4.7).
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
# Elements that the end tag of another element may leave open.
_HOLDING = (_FORMATTING | _BLOCKS | frozenset(_OTHER_HOLDING_TAGS.split())) - _ITEMS
# Start tags that parsers may ignore; the end tag of a form ends nothing else.
_DOUBTFUL = frozenset({"body", "form", "frame", "frameset", "head", "html", "image"})
_FOREIGN = frozenset({"svg", "math"})
_NOT_QUITE_HTML = _FOREIGN | {"select"}
# SVG's and MathML's own elements: HTML tags inside them end the drawing (HTML 13.2.6.5).
_DRAWN_TAGS = """
circle clippath defs ellipse g image line lineargradient marker mask mfrac mover mpadded
mprescripts mroot mrow mspace msqrt mstyle msub msubsup msup mtable mtd mtr munder munderover
path pattern polygon polyline radialgradient rect stop switch symbol text textpath tspan use
"""
_DRAWN = frozenset(_DRAWN_TAGS.split())


def is_too_costly(html: str) -> bool:
    """Say whether parsing or writing ``html`` takes far longer than its size suggests.

    It does with more than 500 nested elements, with more than 1,000 attributes in a tag, with
    more than a million steps to open elements again or to find the start of an end tag, or
    with a large text that consists mostly of ampersands and no-break spaces.
    """
    if (html.count("&") + html.count("\xa0")) * len(html) > _MOST_COMPARED:
        return True
    if html.count("<") <= _DEEPEST and len(html) <= _SHORT:
        return False
    return any(map(_Nesting().follow, _TOKEN.finditer(html)))


def text_of_tags(html: str) -> str:
    """Return the text between all tags, as HTML, without parsing."""
    text = escape(decoded(_MARKUP.sub(" ", html)), quote=False)
    return text.replace("\xa0", "&nbsp;")


class _Nesting:
    """The elements that may be open at one place in the HTML."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._hidden = 0
        """Tags inside what parsers may or may not read as text."""
        self._formatting = 0
        self._steps = 0
        """Elements compared with end tags, or opened again after one."""
        self._in_drawing = False
        self._is_unsure = False
        """SVG, MathML or a list of options may be open, which have other rules."""

    def follow(self, token: re.Match[str]) -> bool:
        """Read one token; True if it is too much."""
        if token["name"]:
            self._tag(token["name"].lower(), token)
        elif token["raw"] and (self._is_unsure or "<!--" in token["within"]):
            # Inside them, and after ``<!--`` in a script, the text may end elsewhere.
            self._hide(token["within"])
        elif token["section"]:
            self._hide(token["section"])  # outside SVG and MathML its tags count
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
    """Say whether an end tag always ends this other open element too."""
    if name in _FOREIGN:
        return open_name in _DRAWN
    if open_name in _ITEMS:
        return name in _BLOCKS
    return open_name not in _HOLDING and name not in _DOUBTFUL


def _has_many_attributes(attributes: str) -> bool:
    if len(attributes) <= 2 * _MOST_ATTRIBUTES:
        return False
    return len(_EACH_ATTRIBUTE.findall(attributes)) > _MOST_ATTRIBUTES
