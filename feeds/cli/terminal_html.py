"""Turn safe HTML into lines of text for a terminal.

Libraries that turn HTML into Markdown lose text that looks like HTML or Markdown, and rich takes
half a minute to render the Markdown of a large post.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser
from itertools import islice

import msgspec
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from feeds.errors import printable

_HEADINGS = {f"h{level}": "#" * level + " " for level in range(1, 7)}
_SPACED_NAMES = "article blockquote caption details dl figure footer header hr ol p pre table ul"
_SPACED = frozenset({*_SPACED_NAMES.split(), *_HEADINGS})
"""Blocks with an empty line around them."""
_CLOSE_NAMES = """
address aside center dd div dt figcaption hgroup li main nav section summary td th tr
"""
_CLOSE = frozenset(_CLOSE_NAMES.split())
_LISTS = frozenset({"ol", "ul"})
_STYLES = {
    **dict.fromkeys(("b", "strong", "dt", "th", "summary", *_HEADINGS), "bold"),
    **dict.fromkeys(("em", "i", "cite", "dfn", "var", "caption", "figcaption"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strike"),
    **dict.fromkeys(("code", "kbd", "samp", "tt", "pre"), "cyan"),
    "mark": "reverse",
}
_BEFORE = {"sup": "^", "sub": "_", "q": "“", "code": "`", "summary": "▸ ", **_HEADINGS}
_AFTER = {"q": "”", "code": "`"}
_MEDIA = {"img": "image", "audio": "audio", "video": "video", "source": "source"}
_MARGINS = {"blockquote": "│ ", "dd": "  ", "li": "  ", "pre": "    "}
_FAINT = "dim"
_LARGEST_TABLE, _WIDEST_TABLE = 2_000, 20
"""Cells and columns. Larger tables are shown row by row: their layout takes too long."""
_CHUNK = 1 << 14
_MOST_LINES = 10_000
_MOST_BLOCKS = 5_000
_MOST_PIECES = 30_000
"""Texts with one style, and cells."""
_MOST_STYLED = 5_000
"""Parts of a block with a style of their own. More take too long to wrap."""
_COLUMN = 5
"""Cells of the narrowest column: a line, two spaces, and a wide character."""
_NARROWEST = 12
"""Cells of a line; deeper quotes and lists are not indented further."""
_LONGEST_DATA = 40
_SPACES = re.compile(r"[ \t\n\r\f]+")  # HTML's white space
_JOINERS = re.compile("([\u200c\u200d\u00ad\u2060\ufe0f])")
"""Characters that scripts and emoji need. They do nothing to a terminal."""
_NUMBER = re.compile(r"-?\d{1,9}", re.ASCII)

_Rows = list[list[Text]]


def for_terminal(text: str) -> str:
    """Return the text as one line, without characters that control a terminal."""
    parts = _JOINERS.split(text)
    parts[::2] = map(printable, parts[::2])
    return "".join(parts)


def terminal_lines(html: str, page: str, console: Console) -> Iterator[Text]:
    """Yield sanitised HTML as lines that fit the console; links within ``page`` are short.

    After some thousands of lines, the last line says that the rest is not shown.
    """
    reader = _Reader(page)
    for start in range(0, len(html), _CHUNK):
        if reader.is_full:
            break
        reader.feed(html[start : start + _CHUNK])
    lines = _lines(reader.blocks(), console)
    yield from islice(lines, _MOST_LINES)
    if reader.is_full or next(lines, None) is not None:
        yield Text("… the rest is not shown here; use --browser to see the whole post", _FAINT)


def _lines(blocks: Sequence[_TextBlock], console: Console) -> Iterator[Text]:
    for block in blocks:
        first, rest = block.margins(console.width)
        if block.is_spaced:
            yield Text(block.outer.rstrip(), _FAINT)
        margin = max(cell_len(first), cell_len(rest))
        for line in block.lines(console, max(console.width - margin, 1)):
            yield Text.assemble((first, _FAINT), line)
            first = rest


class _Margin(msgspec.Struct):
    """What is written before the lines of a quote or an item."""

    first: str
    """Before its first line, then empty."""
    rest: str

    def take(self) -> str:
        first, self.first = self.first or self.rest, ""
        return first


class _TextBlock(msgspec.Struct):
    """A paragraph, a heading, code or a table."""

    text: Text
    first: Sequence[str]
    """What is before its first line, from the outside to the inside."""
    rest: Sequence[str]
    outer: str
    """What is before an empty line above it."""
    is_spaced: bool
    rows: _Rows | None = None

    def margins(self, width: int) -> tuple[str, str]:
        """Return what is before the first line and before the others."""
        first, rest = "".join(self.first), "".join(self.rest)
        if cell_len(rest) + _NARROWEST <= width:
            return first, rest
        return self.first[-1] if self.first else "", ""

    def lines(self, console: Console, width: int) -> Iterator[Text]:
        if self.rows is not None:
            yield from _table_lines(self.rows, console, width)
        else:
            for line in _first_lines(self.text).split("\n", allow_blank=True):
                yield from line.wrap(console, width, overflow="fold") if line else (line,)


def _first_lines(text: Text) -> Text:
    """Return the lines of a text that can be shown."""
    ends = islice(re.finditer("\n", text.plain), _MOST_LINES, None)
    last = next(ends, None)
    return text[: last.start()] if last else text


def _table_lines(rows: _Rows, console: Console, width: int) -> Iterator[Text]:
    columns = max(map(len, rows), default=0)
    is_large = columns > _WIDEST_TABLE or columns * len(rows) > _LARGEST_TABLE
    if is_large or width <= columns * _COLUMN:
        for row in rows:
            yield from Text(" | ").join(row).wrap(console, width, overflow="fold")
        return
    table = Table(box=box.SQUARE, show_header=False, show_lines=True)
    for _ in range(columns):
        table.add_column(overflow="fold")
    for row in rows:
        table.add_row(*row)
    options = console.options.update(width=width)
    for line in console.render_lines(table, options, pad=False):
        yield Text.assemble(*((part.text, part.style or "") for part in line))


class _Buffer:
    """The text of a block or a cell while it is read."""

    def __init__(self) -> None:
        self.parts: list[tuple[str, str]] = []
        """Text, and its style."""
        self.at_start = True
        """The next text begins a line, or follows a space."""

    def add(self, text: str, style: str) -> None:
        if text:
            self.parts.append((text, style if len(self.parts) < _MOST_STYLED else ""))
            self.at_start = text[-1] in " \n"

    def taken(self) -> Text:
        """Return the text without white space around it, and empty the buffer."""
        text = Text.assemble(*self.parts)
        text.rstrip()
        self.parts, self.at_start = [], True
        return text


class _Reader(HTMLParser):
    """Reads HTML into blocks of text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self._page = page
        self._blocks: list[_TextBlock] = []
        self._buffer = _Buffer()
        self._styles: list[str] = []
        self._margins: list[_Margin] = []
        self._counters: list[int | None] = []
        """The next number of each open list; None for a list without numbers."""
        self._links: list[tuple[str, int]] = []
        """The URL of each open link, and where its text begins."""
        self._verbatim = 0
        self._is_spaced = False
        self._tables = 0
        self._rows: _Rows = []
        self._is_in_cell = False
        self._pieces = 0

    @property
    def is_full(self) -> bool:
        """Return whether it has read as much as can be shown."""
        return len(self._blocks) >= _MOST_BLOCKS or self._pieces >= _MOST_PIECES

    def blocks(self) -> list[_TextBlock]:
        """Return everything that was read."""
        self._end_block()
        if self._blocks:
            self._blocks[0].is_spaced = False
        return self._blocks

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _SPACED or tag in _CLOSE:
            self._end_block()
            self._is_spaced |= tag in _SPACED and (tag not in _LISTS or not self._counters)
        if tag == "table":
            self._tables += 1
        elif tag in ("tr", "td", "th") and self._tables == 1:
            self._begin_cell(tag)
        elif tag == "a":
            self._links.append((given.get("href", ""), len(self._buffer.parts)))
        elif tag == "pre":
            self._verbatim += 1
        elif tag in _LISTS:
            self._counters.append(None if tag == "ul" else _number(given.get("start", ""), 1))
        if tag in _MARGINS:
            self._begin_margin(tag, given)
        if tag in _STYLES:
            self._styles.append(_STYLES[tag])
        self._show(tag, given)

    def _show(self, tag: str, given: Mapping[str, str]) -> None:
        """Write what an element itself shows."""
        if tag == "br":
            self._add("\n")
        elif tag == "hr":
            self._add("─" * 8)
            self._end_block()
        elif tag in _MEDIA and given.get("src"):
            words = f"{_MEDIA[tag]}: {given.get('alt', '')}".rstrip(" :")
            self._add(for_terminal(f"[{words}] {_short(given['src'])} "), _FAINT)
        elif not self._verbatim:
            self._add(_BEFORE.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if not self._verbatim:
            self._add(_AFTER.get(tag, ""))
        if tag in _STYLES:
            self._styles.pop()
        if tag == "a":
            self._end_link(*self._links.pop())
        if tag in _SPACED or tag in _CLOSE:
            self._end_block()
        if tag in _MARGINS:
            self._margins.pop()
        if tag in _LISTS:
            self._counters.pop()
        elif tag == "pre":
            self._verbatim -= 1
        elif tag == "table":
            self._end_table()
        self._is_spaced |= tag in _SPACED and not self._counters

    def handle_data(self, data: str) -> None:
        if self._verbatim:
            self._add("\n".join(map(for_terminal, data.expandtabs().split("\n"))))
            return
        data = _SPACES.sub(" ", data)
        self._add(for_terminal(data.lstrip(" ") if self._buffer.at_start else data))

    def _add(self, text: str, style: str = "") -> None:
        self._pieces += bool(text)
        self._buffer.add(text, style or " ".join(dict.fromkeys(self._styles)))

    def _end_link(self, url: str, start: int) -> None:
        """Write where a link leads, unless its text says so."""
        text = "".join(text for text, _ in self._buffer.parts[start:])
        if url.startswith(f"{self._page}#"):
            url = url[len(self._page) :]
        if url and url.removeprefix("mailto:") != text.strip():
            self._add(for_terminal(f" <{_short(url)}>"), _FAINT)

    def _begin_margin(self, tag: str, given: Mapping[str, str]) -> None:
        first, rest = _MARGINS[tag], _MARGINS[tag]
        if tag == "li":
            number = self._counters[-1] if self._counters else None
            if number is not None:
                number = _number(given.get("value", ""), number)
                self._counters[-1] = number + 1
            first = "• " if number is None else f"{number}. "
            rest = " " * len(first)
        self._margins.append(_Margin(first, rest))

    def _begin_cell(self, tag: str) -> None:
        self._is_in_cell = False
        self._end_block()
        if tag == "tr" or not self._rows:
            self._rows.append([])
        if tag != "tr":
            self._rows[-1].append(Text())
            self._pieces += 1
            self._is_in_cell = True

    def _end_table(self) -> None:
        self._tables -= 1
        if self._tables == 0:
            self._end_block()
            self._is_in_cell = False
            rows, self._rows = [row for row in self._rows if row], []
            if rows:
                self._append(Text(), rows)

    def _end_block(self) -> None:
        """End a paragraph; in a cell of a table, a line."""
        text = self._buffer.taken()
        if not text.plain.strip():
            return
        if self._is_in_cell:
            cell = self._rows[-1][-1]
            cell.append("\n" if cell else "").append_text(text)
        else:
            self._append(text)

    def _append(self, text: Text, rows: _Rows | None = None) -> None:
        rest = [margin.rest for margin in self._margins]
        outer = "".join(margin.rest for margin in self._margins if not margin.first)
        first = [margin.take() for margin in self._margins]
        self._blocks.append(_TextBlock(text, first, rest, outer, self._is_spaced, rows))
        self._is_spaced = False


def _short(url: str) -> str:
    """Return a URL, and of one that contains an image only the start."""
    is_long = url.startswith("data:") and len(url) > _LONGEST_DATA
    return f"{url[:_LONGEST_DATA]}…" if is_long else url


def _number(text: str, otherwise: int) -> int:
    return int(text) if _NUMBER.fullmatch(text) else otherwise
