"""An article's first words, as Pelican takes them from its HTML for a summary."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import NamedTuple

_NOT_IN_A_BODY = str.maketrans("", "", "\x02\x03")

_IDEOGRAPH = (
    "[\u4e00-\u9fff\u3400-\u4dbf\uf900-\ufaff\U00020000-\U0002a6df\U0002f800-\U0002fa1f"
    "\u3040-\u30ff\u1100-\u11ff\uac00-\ud7ff\u3130-\u318f]"
)
_WORD = re.compile(rf"{_IDEOGRAPH}|\w[\w'-]*")
_CONTENTS = re.compile(r'<div\s+class="contents[^"]*"[^>]*>.*?(?:</div>|\Z)', re.S | re.I)


class Summary(NamedTuple):
    """How much of an article its summary is."""

    words: int | None = 50
    """None for all."""
    paragraphs: int | None = None
    end: str = "…"

    def of(self, html: str) -> str:
        """Return the summary of an article's HTML; tags may be left open."""
        if self.paragraphs is not None:
            html = _paragraphs(html, self.paragraphs)
        if self.words is not None:
            html = _words(html, self.words, self.end)
        return _CONTENTS.sub("", html)


def unmarked(body: str) -> str:
    """Return a body without the control characters that Python-Markdown marks with."""
    return body.translate(_NOT_IN_A_BODY)


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
    counter = _Counter(html, count)
    try:
        counter.feed(html)
    except _Enough as enough:
        return f"{html[: enough.end]} {end}" if end else html[: enough.end]
    except AssertionError:  # of a declaration that is none
        return html
    return html


class _Enough(Exception):
    def __init__(self, end: int) -> None:
        super().__init__(end)
        self.end = end


class _Counter(HTMLParser):
    """Counts words; one may go on through a character reference, never through a tag."""

    def __init__(self, html: str, count: int) -> None:
        super().__init__(convert_charrefs=False)
        self._left = count
        self._end: int | None = None
        """Where the last word ends so far, while it may go on."""
        self._line_starts = [0, *(found.end() for found in re.finditer("\n", html))]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
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

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._line_starts[line - 1] + column
