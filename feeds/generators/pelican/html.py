"""Metadata of an HTML article: its title and its ``meta`` elements."""

from __future__ import annotations

from html.parser import HTMLParser

from feeds.generators.base import PostError
from feeds.generators.pelican.metadata import Source, Value, processed

_MOST_SEARCHED = 50_000_000
_Attributes = list[tuple[str, str | None]]


def read_html(text: str) -> Source:
    """Split a file into its metadata and what stands in its body.

    Raises :class:`~feeds.generators.base.PostError`.
    """
    head, end, rest = text.rpartition(">")
    if rest.count("<") * len(rest) > _MOST_SEARCHED:  # html.parser looks for each one's end
        line = 1 + (head + end).count("\n")
        raise PostError((line, "the tags from here on are not closed; end each with >"))
    parser = _Parser(text)
    try:
        parser.feed(text)
        parser.close()
    except AssertionError as error:  # of a declaration that is none
        line = parser.getpos()[0]
        raise PostError((line, f"HTML cannot be read ({error}); mend it")) from error
    return Source(processed(parser.metadata.items()), parser.places, parser.body)


class _Parser(HTMLParser):
    """Follows where head, title and body begin and end; the body is taken as it stands."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.metadata: dict[str, Value] = {}
        self.places: dict[str, int] = {}
        self.body = ""
        self._text = text
        self._line_starts = [0]
        for line in text.split("\n"):
            self._line_starts.append(self._line_starts[-1] + len(line) + 1)
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
            self.places["title"] = self.getpos()[0]
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
        self.places.setdefault(name, self.getpos()[0])
        if known is None:
            self.metadata[name] = content
        else:
            self.metadata[name] = [*(known if isinstance(known, list) else [known]), content]

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._line_starts[line - 1] + column
