"""HTML articles: their metadata, and the summary of any article."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import msgspec

from feeds.generators.base import PostError
from feeds.generators.pelican.metadata import Source, Value, processed
from feeds.generators.pelican.pelicanconf import PelicanConf

_MOST_SEARCHED = 50_000_000
_IDEOGRAPH = (
    "[\u4e00-\u9fff\u3400-\u4dbf\uf900-\ufaff\U00020000-\U0002a6df\U0002f800-\U0002fa1f"
    "\u3040-\u30ff\u1100-\u11ff\uac00-\ud7ff\u3130-\u318f]"
)
_WORD = re.compile(rf"{_IDEOGRAPH}|\w[\w'-]*")
_CONTENTS = re.compile(r'<div\s+class="contents[^"]*"[^>]*>.*?(?:</div>|\Z)', re.S | re.I)
_TOC_LINK = re.compile(
    r'<a[^<>]{0,500}class="[^"<>]{0,200}toc-backref[^"<>]{0,200}"[^<>]{0,500}>(.{0,2000}?)</a>',
    re.S | re.I,
)
_Attributes = list[tuple[str, str | None]]


def read_html(text: str) -> Source:
    """Split a file into its metadata and its body.

    Metadata are the title and the ``meta`` elements. Raises
    :class:`~feeds.generators.base.PostError`.
    """
    head, end, rest = text.rpartition(">")
    if rest.count("<") * len(rest) > _MOST_SEARCHED:  # html.parser looks for the end of each
        line = 1 + (head + end).count("\n")
        raise PostError((line, "tags from this line on are not closed; end each tag with >"))
    parser = _ArticleParser(text)
    try:
        parser.feed(text)
        parser.close()
    except AssertionError as error:  # a broken declaration
        line = parser.getpos()[0]
        raise PostError((line, f"the HTML is not valid ({error}); correct it")) from error
    return Source(processed(parser.metadata.items()), parser.lines, parser.body)


class _OffsetParser(HTMLParser):
    """Parses a text and knows the offset of the current tag in it."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self._line_starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._line_starts[line - 1] + column


class _ArticleParser(_OffsetParser):
    """Finds the title, the ``meta`` elements, and where the body begins and ends."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.metadata: dict[str, Value] = {}
        self.lines: dict[str, int] = {}
        self.body = ""
        self._text = text
        self._inside = ""
        self._start = 0
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: _Attributes) -> None:
        if not self._inside and tag in ("head", "body"):
            self._inside = tag
            self._start = self._offset() + len(self.get_starttag_text() or "")
        elif self._inside == "head" and tag == "title":
            self._in_title = True
            self._start = self._offset() + len(self.get_starttag_text() or "")
        elif self._inside == "head" and tag == "meta":
            self._meta(dict(reversed(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag == "title" and self._in_title:
            self._in_title = False
            self.metadata["title"] = self._text[self._start : self._offset()]
            self.lines["title"] = self.getpos()[0]
        elif tag == "head" and self._inside == "head":
            self._inside = ""
        elif tag == "body":
            if self._inside == "body":
                self.body = self._text[self._start : self._offset()]
            self._inside = ""

    def _meta(self, attributes: dict[str, str | None]) -> None:
        name = (attributes.get("name") or "").lower()
        if not name:
            return
        name = "tags" if name == "keywords" else name
        content = attributes.get("content") or attributes.get("contents") or ""
        known = self.metadata.get(name)
        self.lines.setdefault(name, self.getpos()[0])
        if known is None:
            self.metadata[name] = content
        else:
            self.metadata[name] = [*(known if isinstance(known, list) else [known]), content]


class Summary(msgspec.Struct, frozen=True):
    """How much of an article its summary is."""

    words: int | None = 50
    """None for all of them."""
    paragraphs: int | None = None
    """None for all of them."""
    end: str = "…"
    """What follows the last word of a cut summary."""

    @classmethod
    def from_conf(cls, conf: PelicanConf) -> Summary:
        """Return how much the settings say."""
        return cls(
            conf.number("SUMMARY_MAX_LENGTH"),
            conf.number("SUMMARY_MAX_PARAGRAPHS"),
            conf.text("SUMMARY_END_SUFFIX"),
        )

    def of(self, html: str) -> str:
        """Return the summary of an article's HTML, without its table of contents.

        Its last tags may not be closed.
        """
        if self.paragraphs is not None:
            html = _paragraphs(html, self.paragraphs)
        if self.words is not None:
            html = _words(html, self.words, self.end)
        return _TOC_LINK.sub(r"\1", _CONTENTS.sub("", html))


def _paragraphs(html: str, count: int) -> str:
    found, start = [], 0
    for _ in range(count):
        opening, closing = html.find("<p>", start), html.find("</p>", start)
        if opening < 0 or closing < 0:
            break
        found.append(html[opening : closing + 4])
        start = closing + 4
    return "".join(found)


def _words(html: str, count: int, end: str) -> str:
    if count <= 0:
        return ""
    counter = _WordCounter(html, count)
    try:
        counter.feed(html)
    except _Enough as enough:
        return f"{html[: enough.end]} {end}" if end else html[: enough.end]
    except AssertionError:  # a broken declaration
        return html
    return html


class _Enough(Exception):
    """The words have been counted; carries the offset where the last one ends."""

    def __init__(self, end: int) -> None:
        super().__init__(end)
        self.end = end


class _WordCounter(_OffsetParser):
    """Counts words. A word may continue after a character reference, but not after a tag."""

    def __init__(self, html: str, count: int) -> None:
        super().__init__(html)
        self._left = count
        self._end: int | None = None
        """Where the current word ends so far; None between words."""

    def handle_starttag(self, tag: str, attrs: _Attributes) -> None:
        del tag, attrs
        self._finish()

    def handle_endtag(self, tag: str) -> None:
        del tag
        self._finish()

    def handle_data(self, data: str) -> None:
        start, reached = self._offset(), 0
        for word in _WORD.finditer(data):
            if word.start() > 0:
                self._finish()
            reached = word.end()
            self._end = start + reached
        if reached < len(data):
            self._finish()

    def handle_entityref(self, name: str) -> None:
        self._reference(name)

    def handle_charref(self, name: str) -> None:
        self._reference(f"#{name}")

    def _reference(self, name: str) -> None:
        end = self._offset() + len(name) + 1
        end += self.rawdata[end : end + 1] == ";"
        if len(name) < 20 and _WORD.match(unescape(f"&{name};")):
            self._end = end
        else:
            self._finish()

    def _finish(self) -> None:
        if self._end is not None:
            self._left -= 1
            if not self._left:
                raise _Enough(self._end)
            self._end = None
