"""HTML inside kramdown's Markdown.

CommonMark reads blocks of HTML by their lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from feeds.generators.jekyll.kramdown.links import LinkNames
from feeds.generators.jekyll.kramdown.marks import Tokens


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


RAW = _names("script style math option textarea pre code kbd samp var")
"""Elements whose content is never Markdown."""
SPANS = _names(
    "a abbr acronym b big bdo br button cite code del dfn em i img input ins kbd label mark "
    "option q rb rbc rp rt rtc ruby samp select small span strong sub sup tt u var"
)
"""Elements that never begin a block."""
BLOCKS = _names(
    "address article aside applet body blockquote caption col colgroup dd div dl dt fieldset "
    "figcaption footer form h1 h2 h3 h4 h5 h6 header hgroup hr html head iframe legend menu li "
    "main map nav ol optgroup p pre section summary table tbody td th thead tfoot tr ul"
)
"""Elements whose tags are text inside a sentence."""
VOID = _names("area base br col command embed hr img input keygen link meta param source track wbr")
PARSED_BLOCKS = _names(
    "address applet article aside blockquote body dd details div dl fieldset figure figcaption "
    "footer form header hgroup iframe li main map menu nav noscript object section summary td"
)
"""Elements that contain blocks with ``markdown="1"``."""
PARSED_SPANS = _names(
    "a abbr acronym b bdo big button cite caption del dfn dt em h1 h2 h3 h4 h5 h6 i ins label "
    "legend optgroup p q rb rbc rp rt rtc ruby select small span strong sub sup th tt"
)
"""Elements that contain a sentence with ``markdown="1"``."""
PARSED = PARSED_BLOCKS | PARSED_SPANS
KNOWN = RAW | SPANS | BLOCKS | VOID | PARSED

NAME = r"(?:[^\W\d][\w.\-]*+:)?+[^\W\d][\w.\-]*+"
_VALUE = r"(?:\w++|\"[^\"]*+\"|'[^']*+')"
TAG = re.compile(
    rf"<(?P<name>{NAME})\s*+(?P<attributes>(?:(?<=\s){NAME}(?:\s*+=\s*+{_VALUE})?+\s*+)*+)(?P<closed>/)?>"
)
CLOSING_TAG = re.compile(rf"</(?P<name>{NAME})\s*+>")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)

_START = re.compile(r" {0,3}(?=<(?:[^\W\d_]|!--))")
_MARKDOWN = re.compile(r"(?:\A|\s)markdown\s*=\s*[\"']?(0|1|block|span)\b")
_MARK = re.compile(r"<(?=[^\W\d_]|/|!--|\?)")
_WITHOUT_TAGS = re.compile(rf"[^<]*+</({NAME})\s*+>")
_COMMENTS = {"<!--": "-->", "<?": "?>"}
_UNREAD = ("script", "style")
_FIRST_BLANK = re.compile(r"\A[ \t]*\n")
_INTERRUPTING = re.compile(r"[ \t]*\n")
_OWN_ATTRIBUTE = re.compile(r"\smarkdown\s*=\s*(?:\"[^\"]*\"|'[^']*'|\w+)")


def element_name(name: str) -> str:
    """Return a name, in lower case if it is an HTML element's."""
    lowered = name.lower()
    return lowered if lowered in KNOWN else name


def without_markdown(tag: str) -> str:
    """Remove the attribute ``markdown``, which is for kramdown alone."""
    return _OWN_ATTRIBUTE.sub("", tag) if "markdown" in tag else tag


class Document:
    """What all blocks of one body share."""

    def __init__(
        self,
        tokens: Tokens,
        names: LinkNames,
        inline: Callable[[str], str],
        *,
        gfm: bool,
        parses_html: bool,
    ) -> None:
        """``inline`` renders a sentence."""
        self.tokens, self.names, self.inline, self.gfm = tokens, names, inline, gfm
        self.parses_html = parses_html
        """The content of blocks of HTML is Markdown."""
        self.abbreviations: dict[str, str] = {}


class HtmlBlocks:
    """Replaces blocks of HTML by tokens; Markdown inside them stays in the body."""

    def __init__(
        self, document: Document, blocks: Callable[[str], list[str]], unclosed: set[str]
    ) -> None:
        """``blocks`` rewrites Markdown within HTML; ``unclosed`` gets what nothing closes."""
        self._document, self._blocks, self._unclosed = document, blocks, unclosed

    def cut(self, body: str, at: int) -> tuple[list[str], int] | None:
        """Return the lines that replace the block at ``at``, and where it ends."""
        start = _START.match(body, at)
        if not start:
            return None
        if comment := COMMENT.match(body, start.end()):
            return [self.kept(comment[0])], _after(body, comment.end())
        tag = TAG.match(body, start.end())
        if not tag or element_name(tag["name"]) in SPANS:
            return None
        lines, end = self.element(body, tag)
        return lines, _after(body, end)

    def element(self, body: str, tag: re.Match[str]) -> tuple[list[str], int]:
        """Return the lines that replace an element, and where it ends."""
        name, opening = element_name(tag["name"]), without_markdown(tag[0])
        if _is_closed(tag, name):
            return [self.kept(opening)], tag.end()
        model = _model(tag, name, default=self._document.parses_html)
        if model == "raw":
            return self._raw(body, tag, name)
        inner_end, end = _end_of(body, tag, name)
        inner = body[tag.end() : inner_end]
        closing = body[inner_end:end] or f"</{tag['name']}>"
        if model == "span":
            return [self.kept(opening + self._document.inline(inner) + closing)], end
        lines = self._blocks(_FIRST_BLANK.sub("", inner))
        return [self.kept(opening), "", *lines, "", self.kept(closing)], end

    def _raw(self, body: str, tag: re.Match[str], name: str) -> tuple[list[str], int]:
        opening = without_markdown(tag[0])
        text = _WITHOUT_TAGS.match(body, tag.end())
        if text and element_name(text[1]) == name:
            return [self.kept(opening + text[0])], text.end()
        raw = _Raw(self, body, tag.end())
        raw.pieces.append(opening)
        end = raw.read(name)
        return raw.whole(), end

    def comment_end(self, body: str, at: int) -> int:
        """Return where the comment or instruction at ``at`` ends; 0 if there is none."""
        for opening, closing in _COMMENTS.items():
            if body.startswith(opening, at) and opening not in self._unclosed:
                end = body.find(closing, at + len(opening))
                if end >= 0:
                    return end + len(closing)
                self._unclosed.add(opening)
        return 0

    def kept(self, html: str) -> str:
        """Return the token of a block."""
        return self._document.tokens.keep_block(html)


class _Raw:
    """Reads an element whose content is not Markdown, tag by tag.

    As in kramdown, a ``<`` that begins no tag is text.
    """

    def __init__(self, blocks: HtmlBlocks, body: str, at: int) -> None:
        self.pieces: list[str] = []
        self._blocks, self._body, self._at = blocks, body, at
        self._done: list[str] = []

    def whole(self) -> list[str]:
        """Return the lines of what was read: tokens, and the Markdown between them."""
        return [*self._done, self._blocks.kept("".join(self.pieces))]

    def read(self, name: str) -> int:
        """Read to the element's end, and return that; an unclosed element ends with the body."""
        opened = [name]
        if name in _UNREAD:
            self._unread(name)
            return self._at
        while opened:
            found = _MARK.search(self._body, self._at)
            self._take(found.start() if found else len(self._body))
            if not found:
                self.pieces += [f"</{one}>" for one in reversed(opened)]
                break
            self._mark(opened)
        return self._at

    def _take(self, end: int) -> None:
        self.pieces.append(self._body[self._at : end])
        self._at = end

    def _mark(self, opened: list[str]) -> None:
        if end := self._blocks.comment_end(self._body, self._at):
            self._take(end)
        elif tag := TAG.match(self._body, self._at):
            self._tag(tag, opened)
        else:
            close = CLOSING_TAG.match(self._body, self._at)
            if close and element_name(close["name"]) == opened[-1]:
                opened.pop()
                self._take(close.end())
            else:
                self.pieces.append("&lt;")
                self._at += 1

    def _tag(self, tag: re.Match[str], opened: list[str]) -> None:
        name = element_name(tag["name"])
        if _MARKDOWN.search(tag["attributes"]) and _model(tag, name, default=False) != "raw":
            lines, at = self._blocks.element(self._body, tag)
            self._done += [self._blocks.kept("".join(self.pieces)), "", *lines, ""]
            self._at = at
            self.pieces = []
            return
        self._take(tag.end())
        if name in _UNREAD:
            self._unread(name)
        elif not _is_closed(tag, name):
            opened.append(name)

    def _unread(self, name: str) -> None:
        close = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(self._body, self._at)
        self._take(close.end() if close else len(self._body))
        if not close:
            self.pieces.append(f"</{name}>")


def _is_closed(tag: re.Match[str], name: str) -> bool:
    return bool(tag["closed"]) or name in VOID


def _model(tag: re.Match[str], name: str, *, default: bool) -> str:
    """Return what an element contains: ``raw`` HTML, a ``span`` or a ``block`` of Markdown."""
    found = _MARKDOWN.search(tag["attributes"])
    value = found[1] if found else "01"[default]
    if value == "0":
        return "raw"
    if value != "1":
        return value
    if name in PARSED_BLOCKS:
        return "block"
    return "span" if name in PARSED_SPANS else "raw"


def _end_of(body: str, tag: re.Match[str], name: str) -> tuple[int, int]:
    """Return where an element's content ends, and the element; unclosed, at the body's end."""
    tags = re.compile(rf"<(?:(/){name}\s*>|{name}(?=[\s>/])[^<>]*?(/)?>)", re.IGNORECASE)
    depth = 1
    for found in tags.finditer(body, tag.end()):
        depth += -1 if found[1] else 0 if found[2] else 1
        if depth == 0 or (found[1] and name in _UNREAD):
            return found.start(), found.end()
    return len(body), len(body)


def _after(body: str, at: int) -> int:
    found = _INTERRUPTING.match(body, at)
    return found.end() if found else at
