"""kramdown's smart punctuation: its quotes and its typographic symbols."""

from __future__ import annotations

import re
from typing import NamedTuple

LEFT_GUILLEMET = "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}"
RIGHT_GUILLEMET = "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}"
SYMBOLS = {
    "---": "\N{EM DASH}",
    "--": "\N{EN DASH}",
    "...": "\N{HORIZONTAL ELLIPSIS}",
    "\\<<": "&lt;&lt;",
    "\\>>": "&gt;&gt;",
    "<<": LEFT_GUILLEMET,
    ">>": RIGHT_GUILLEMET,
    "<< ": f"{LEFT_GUILLEMET}\N{NO-BREAK SPACE}",
    " >>": f"\N{NO-BREAK SPACE}{RIGHT_GUILLEMET}",
}
"""What becomes of each symbol, as HTML."""
SYMBOL = re.compile(r"---|--|\.\.\.|\\<<|\\>>|<< | >>|<<|>>")
QUOTE = re.compile(r"[^\\]?[\"']", re.DOTALL)

_OPENING = {"'": "\N{LEFT SINGLE QUOTATION MARK}", '"': "\N{LEFT DOUBLE QUOTATION MARK}"}
_CLOSING = {"'": "\N{RIGHT SINGLE QUOTATION MARK}", '"': "\N{RIGHT DOUBLE QUOTATION MARK}"}


def _ascii(pattern: str) -> str:
    """Ruby's classes are of ASCII, though its word boundaries are of Unicode."""
    classes = (r"\s", r"[ \t\r\n\f\v]"), (r"\S", r"[^ \t\r\n\f\v]"), (r"\w", "[A-Za-z0-9_]")
    for name, written in (*classes, (r"\d", "[0-9]")):
        pattern = pattern.replace(name, written)
    return pattern


_RULES: tuple[tuple[re.Pattern[str], tuple[int, ...], str], ...] = tuple(
    (re.compile(_ascii(pattern), re.DOTALL), groups, kind)
    for pattern, groups, kind in (
        (r"(\"|')(?=[_*]{1,2}\S)", (0, 1), "open"),
        (r"(\"|')(?=[!\"#$%'()*+,\-./:;<=>?@\[\\\]^_`{|}~](?!\.\.)\B)", (0, 1), "close"),
        (r"(\s?)\"'(?=\w)", (1, 0), "\N{LEFT DOUBLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}"),
        (r"(\s?)'\"(?=\w)", (1, 0), "\N{LEFT SINGLE QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}"),
        (r"(\s?)'(?=\d\ds)", (1, 0), "\N{RIGHT SINGLE QUOTATION MARK}"),
        (r"(\s)('|\")(?=\w)", (1, 2), "open"),
        (r"([^ \\\t\r\n\[{(-])('|\")", (1, 2), "close"),
        (r"(\"|')(?=\s|s\b|\n|\Z)", (0, 1), "close"),
        (r"(.?)'", (1, 0), "\N{LEFT SINGLE QUOTATION MARK}"),
        (r"(.?)\"", (1, 0), "\N{LEFT DOUBLE QUOTATION MARK}"),
    )
)
"""The first that fits: where the text before and the quote stand, and what the quote becomes."""


class Quote(NamedTuple):
    """A quote that was set, and the text before it that its rule took."""

    before: str
    set: str
    end: int
    """Where the source goes on."""


def quote(source: str, at: int) -> Quote | None:
    """Set the quote at ``at``, or at one character after it, where :data:`QUOTE` matches."""
    for pattern, (before, mark), kind in _RULES:
        if found := pattern.match(source, at):
            taken = found[before] if before else ""
            return Quote(taken, _curled(kind, found[mark] if mark else ""), found.end())
    return None


def _curled(kind: str, mark: str) -> str:
    if kind == "open":
        return _OPENING[mark]
    return _CLOSING[mark] if kind == "close" else kind
