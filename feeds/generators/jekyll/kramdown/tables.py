"""kramdown's tables, written as the engine's: with one head, and every row of one width."""

from __future__ import annotations

import re

_LINE = re.compile(r"\||.*?[^\\\n]\|")
_START = re.compile(r" {0,3}(?=\S)(?:\||.*?[^\\\n]\|)")
_SEPARATOR = re.compile(r"[+|: \t-]*-[+|: \t-]*$")
_FOOT = re.compile(r"[+|: \t=]*=[+|: \t=]*$")
_PIPE = re.compile(r"(?<!\\)\|")
_PIECES = re.compile(r"(<code.*?>.*?</code>|(?<!`)(`+)(?!`).*?(?<!`)\2(?!`))")
# The engine's time grows with the square of the width.
_WIDEST = 1_000
_MOST_CELLS = 200_000


def begins(line: str) -> bool:
    """Say whether a table can begin with this line."""
    return "|" in line and _START.match(line) is not None


def rows_from(lines: list[str], at: int) -> int:
    """Return the line that ends the table that begins at ``at``."""
    while at < len(lines) and "|" in lines[at] and _LINE.match(lines[at]):
        at += 1
    return at


def has_cells(line: str) -> bool:
    """Say whether a pipe stands outside of code."""
    return any(_PIPE.search(piece) for piece in _PIECES.split(line)[::3])


def rewritten(lines: list[str]) -> list[str] | None:
    """Return the table in the engine's own syntax, or nothing where it has no row."""
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
    """The cells of a row; a pipe in code parts none, and is escaped for the engine."""
    cells = [""]
    for number, piece in enumerate(_PIECES.split(line.strip())):
        if number % 3 == 1:
            cells[-1] += piece.replace("|", "\x04")
        elif number % 3 == 0:
            first, *others = _PIPE.split(piece)
            cells[-1] += first
            cells += others
    if leading and not cells[0].strip():
        del cells[0]
    if cells and not cells[-1].strip():
        del cells[-1]
    return [cell.strip() for cell in cells]
