"""The lines of kramdown's Markdown: paragraphs, items of lists, code that is indented, tables."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from feeds.generators.jekyll.kramdown.marks import EMPTY, PIPE

_SPACE = " \t\r\f\v"
"""White space to Ruby's patterns; a no-break space is none."""
CODE = 4
"""Spaces before code that is indented."""
_ANY = r"(?:\\\}|[^}\n])"
_RULE = re.compile(r" {0,3}(?:(?:\* *){3,}|(?:_ *){3,}|(?:- *){3,})$")
_DELIMITERS = re.compile(r" {0,3}(?=[^\n]*\|)[|:\- \t]*$")
UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")
ITEM = re.compile(r" {0,3}(?:[-+*]|([0-9]+)\.)(?=[ \t])")
_DESCRIPTION = re.compile(r" {0,3}:(?=[ \t])")
_PARENTHESIS = re.compile(r"([ \t>]*(?:[-+*][ \t]+)?)(?=[0-9]{1,9}\)(?:[ \t]|$))")
_ITEM_ATTRIBUTES = re.compile(rf"([ \t]*(?:[-+*:]|[0-9]+\.)[ \t]+)\{{:(?![:/]){_ANY}+\}}[ \t]*")
_LAZY = re.compile(r"(?:(?! {4}|[ ]{0,3}\t|[ \t]*(?:[<^\n]|\{:))[^\n]+(?:\n|\Z))*")
_TITLED = re.compile(r"[ \t]*(?:[-+*]|[0-9]+\.)[ \t]+#{1,6}[ \t]")
MARKED = re.compile(r"[ \t]*(?:[-+*]|[0-9]+\.)[ \t]+")
LOOSE_HEADING = re.compile(r" {1,3}#{1,6}[ \t]")
_MARK = re.compile(r" *(?:[-+*]|[0-9]+\.)(?: +|$)")
_ROW = re.compile(r"\||.*?[^\\\n]\|")
_TABLE_START = re.compile(r" {0,3}(?=\S)(?:\||.*?[^\\\n]\|)")
_SEPARATOR = re.compile(r"[+|: \t-]*-[+|: \t-]*$")
_FOOT = re.compile(r"[+|: \t=]*=[+|: \t=]*$")
_PIPE = re.compile(r"(?<!\\)\|")
_PIECES = re.compile(r"(<code.*?>.*?</code>|(?<!`)(`+)(?!`).*?(?<!`)\2(?!`))")
# The engine's time grows with the square of the width.
_WIDEST = 1_000
_MOST_CELLS = 200_000


class Lines(ABC):
    """Reads the lines of a body once, from the first to the last.

    What it reads with (``rules`` and the abstract methods) returns False if a line is not its own.
    ``end`` is where the next line begins.
    """

    rules: ClassVar[Mapping[str, Callable[[Any, str, int], bool]]]
    """What reads a line by its first character, given the line and its ``end``."""

    def __init__(self, body: str, *, gfm: bool) -> None:
        self._body = body
        self._gfm = gfm
        self._at = 0
        """Where the next line to read begins."""
        self._lines: list[str] = []
        """The lines that are written."""
        self._paragraph = 0
        """How many lines the paragraph has so far; 0 outside of paragraphs."""
        self._in_list = False
        self._items = OpenItems()
        self._content = 0
        """The column where the content of the open item begins."""
        self._in_code = False
        """The last line is code that is indented."""
        self._after_html = False
        """The last line ends a block of HTML."""

    @abstractmethod
    def _attributes(self, line: str, end: int) -> bool:
        """Read an attribute list, or an extension such as ``{::comment}``."""

    @abstractmethod
    def _table(self) -> bool:
        """Read a table."""

    @abstractmethod
    def _table_in_item(self, line: str) -> bool:
        """Read a table that an item of a list begins with."""

    def rewritten(self) -> str:
        """Return the body with its blocks as CommonMark's; call it once."""
        while self._at < len(self._body):
            end = self._body.find("\n", self._at)
            end = len(self._body) if end < 0 else end
            self._line(self._body[self._at : end], end + 1)
        return "\n".join(self._lines) + "\n"

    def _line(self, line: str, end: int) -> None:
        if not line.strip(_SPACE):
            self._put(line, end, 0)
            return
        indented = not line[:CODE].strip(_SPACE) or line[0] == "\t"
        self._note(line)
        mark = line.lstrip(" \t>")[:1]
        braces = mark == "{" and (self._in_list or not indented)
        if braces and self._attributes(line, end):
            return
        if self._in_code and self._continues_code():
            return
        rule = None if indented else self.rules.get(mark)
        if rule and rule(self, line, end):
            return
        if "|" in line and self._table_begins(line):
            return
        self._plain(line, end, indented=indented)

    def _table_begins(self, line: str) -> bool:
        if self._may_be_table(line) and self._table():
            return True
        return self._may_hold_row(line) and self._table_in_item(line)

    def _note(self, line: str) -> None:
        """Remember where the content of the line's list item begins."""
        if not (self._in_list or ITEM.match(line)):
            self._items.clear()
        self._content = self._items.note(line, after_blank=self._after_boundary)

    def _may_be_table(self, line: str) -> bool:
        inner = columns(line) - (self._content if self._in_list else 0)
        apart = self._after_boundary and not self._after_html
        return apart and 0 <= inner < CODE and begins_table(line.lstrip())

    def _may_hold_row(self, line: str) -> bool:
        """Say whether the line can begin an item with a table."""
        found = (self._gfm or not self._paragraph) and MARKED.match(line)
        return bool(found and columns(line) < self._content and begins_table(line[found.end() :]))

    def _continues_code(self) -> bool:
        """Add lines right after code to its last line, whether they are indented or not."""
        found = None if self._after_boundary else _LAZY.match(self._body, self._at)
        if not found or not found[0]:
            return False
        self._lines[-1] += " " + found[0].rstrip("\n").replace("\n", " ")
        self._at = found.end()
        return True

    def _plain(self, line: str, end: int, *, indented: bool) -> None:
        item = None if indented else ITEM.match(line) or _DESCRIPTION.match(line)
        if "{:" in line and (item or (self._in_list and indented)):
            line = _ITEM_ATTRIBUTES.sub(r"\1", line, count=1)
        if not self._gfm and self._in_list and line.lstrip().startswith("```"):
            line = EMPTY + line.lstrip()
        if (not indented or self._in_list) and (number := _PARENTHESIS.match(line)):
            line = number[1] + EMPTY + line[number.end() :]
        if item:
            self._item(line, end)
        elif self._paragraph:
            underlined = self._paragraph == 1 and UNDERLINE.match(line)
            paragraph = 0 if underlined else self._paragraph + 1
            self._put(self._continued(line), end, paragraph)
        else:
            self._in_list = self._in_list and (indented or not self._after_boundary)
            if self._in_list and not self._after_boundary and _TITLED.match(self._lines[-1]):
                line = " " * self._content + line.lstrip()  # CommonMark ends the item here
            text = not (indented or self._in_list or line[0] in "#>" or _RULE.match(line))
            self._put(line, end, int(text))
            self._in_code = indented and not self._in_list

    def _item(self, line: str, end: int) -> None:
        described = line.lstrip()[0] == ":"
        if self._paragraph and not self._gfm and not described:
            self._text(line, end)
            return
        if self._paragraph and not described:
            self._lines.append("")
        self._in_list = True
        self._put(line, end, 0)

    def _continued(self, line: str) -> str:
        """Return a line that continues a paragraph, whatever it looks like."""
        underline = UNDERLINE.match(line)
        if underline and self._paragraph == 1:
            return line
        other = not self._gfm and line.lstrip()[:1] in ("#", ">", "`", "~")
        starts = underline or _RULE.match(line) or LOOSE_HEADING.match(line)
        return EMPTY + line if starts or other or _DELIMITERS.match(line) else line

    @property
    def _after_boundary(self) -> bool:
        return not self._lines or not self._lines[-1].strip()

    def _put(self, line: str, end: int, paragraph: int) -> bool:
        """Write a line; the next one is at ``end``. Return True, as a rule does."""
        self._lines.append(line)
        self._paragraph = paragraph
        self._at = end
        self._in_code = self._after_html = False
        return True

    def _text(self, line: str, end: int) -> bool:
        """Write a line as text, though CommonMark would begin a block with it."""
        return self._put(EMPTY + line, end, self._paragraph + 1)

    def _block(self, text: str, end: int) -> bool:
        """Write a block with blank lines around it."""
        self._lines += ["", text]
        return self._put("", end, 0)


class OpenItems:
    """The list items that are open, the innermost last, by where their content begins."""

    def __init__(self) -> None:
        self._contents: list[int] = []

    def clear(self) -> None:
        """Close all items: the list has ended."""
        self._contents.clear()

    def note(self, line: str, *, after_blank: bool) -> int:
        """Take the next line; return the column where the content of its item begins, or 0."""
        text = line.expandtabs(CODE)
        indent = columns(line)
        found = _MARK.match(text)
        if found or after_blank:
            while self._contents and self._contents[-1] > indent:
                self._contents.pop()
        content = self._contents[-1] if self._contents else 0
        if found and indent - content < CODE:
            is_empty = found.end() == len(text)
            self._contents.append(indent + CODE if is_empty else found.end())
        return self._contents[-1] if self._contents else 0


def columns(line: str) -> int:
    """Return how far a line is indented."""
    blank = line[: len(line) - len(line.lstrip(" \t"))]
    return len(blank.expandtabs(CODE))


def begins_table(line: str) -> bool:
    """Say whether a table can begin with this line."""
    return "|" in line and _TABLE_START.match(line) is not None


def row_count(lines: list[str]) -> int:
    """Return how many lines are rows of the table that the first line begins."""
    count = 0
    while count < len(lines) and "|" in lines[count] and _ROW.match(lines[count]):
        count += 1
    return count


def has_cells(line: str) -> bool:
    """Say whether a line has a pipe outside of code."""
    return any(_PIPE.search(piece) for piece in _PIECES.split(line)[::3])


def rewritten_table(lines: list[str]) -> list[str] | None:
    """Return a table as comrak reads it: with one head, and all rows of one width.

    None if it has no row, or too many cells.
    """
    head: list[list[str]] = []
    rows: list[list[str]] = []
    for line in lines:
        if _SEPARATOR.match(line):
            if rows and not head:
                head, rows = rows, []
        elif not _FOOT.match(line):
            rows.append(_cells(line, leading=lines[0].lstrip().startswith("|")))
    width = max(map(len, [*head, *rows]), default=0)
    if not rows or width > _WIDEST or width * len(lines) > _MOST_CELLS:
        return None
    indent = lines[0][: len(lines[0]) - len(lines[0].lstrip())]
    first = head[0] if head else [""]
    written = [_row(first, width), f"|{' --- |' * width}"]
    written += [_row(cells, width) for cells in (*head[1:], *rows)]
    return [indent + row for row in written]


def _row(cells: list[str], width: int) -> str:
    return "|" + "".join(f" {cell} |" for cell in cells + [""] * (width - len(cells)))


def _cells(line: str, *, leading: bool) -> list[str]:
    """Return the cells of a row; a pipe in code separates none, and is marked for the engine."""
    cells = [""]
    for number, piece in enumerate(_PIECES.split(line.strip())):
        if number % 3 == 1:
            cells[-1] += piece.replace("|", PIPE)
        elif number % 3 == 0:
            first, *others = _PIPE.split(piece)
            cells[-1] += first
            cells += others
    if leading and not cells[0].strip():
        del cells[0]
    if cells and not cells[-1].strip():
        del cells[-1]
    return [cell.strip() for cell in cells]
