"""Rewrite kramdown's tables as comrak reads them."""

from __future__ import annotations

import re

from feeds.generators.jekyll.kramdown.html import SPANS
from feeds.generators.jekyll.kramdown.marks import PIPE

_ROW = re.compile(r"\||.*?[^\\\n]\|")
_START = re.compile(r" {0,3}(?=\S)(?:\||.*?[^\\\n]\|)")
_SEPARATOR = re.compile(r"[+|: \t-]*-[+|: \t-]*$")
_FOOT = re.compile(r"[+|: \t=]*=[+|: \t=]*$")
_PIPE = re.compile(r"(?<!\\)\|")
_PIECES = re.compile(r"(<code.*?>.*?</code>|(?<!`)(`+)(?!`).*?(?<!`)\2(?!`))")
# The engine's time grows with the square of the width.
_WIDEST = 1_000
_ELEMENT = re.compile(rf"<({'|'.join(sorted(SPANS))})\b[^<>]*>[^<]*</\1\s*>")
_MOST_CELLS = 200_000
_NO_TEXT = "\xa0"


def begins_table(line: str) -> bool:
    """Say whether a table can begin with this line."""
    return "|" in line and _START.match(line) is not None


def row_count(lines: list[str]) -> int:
    """Return how many lines are rows of the table that the first line begins."""
    count = 0
    while count < len(lines) and "|" in lines[count] and _ROW.match(lines[count]):
        count += 1
    return count


def has_cells(line: str) -> bool:
    """Say whether a line has a pipe outside of code and elements."""
    pieces = _PIECES.split(line)[::3]
    return any(_PIPE.search(_ELEMENT.sub("", piece)) for piece in pieces)


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
    first = _written(head[0], width) if head else f"|{' |' * width}"
    written = [first, f"|{' --- |' * width}"]
    written += [_written(cells, width) for cells in (*head[1:], *rows)]
    return [indent + row for row in written]


def _written(cells: list[str], width: int) -> str:
    return "|" + "".join(f" {cell or _NO_TEXT} |" for cell in cells + [""] * (width - len(cells)))


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
