"""Which items of lists are open, as kramdown has it: by where their content begins."""

from __future__ import annotations

import re

_MARK = re.compile(r" *(?:[-+*]|[0-9]+\.)(?: +|$)")
CODE = 4
"""Spaces that make code of what stands behind them."""


def columns(line: str) -> int:
    """Return how far a line is indented."""
    blank = line[: len(line) - len(line.lstrip(" \t"))]
    return len(blank.expandtabs(CODE))


class OpenItems:
    """The items that the lines so far have opened, the innermost last."""

    def __init__(self) -> None:
        self._contents: list[int] = []

    def clear(self) -> None:
        """Forget all: the list has ended."""
        self._contents.clear()

    def note(self, line: str, *, after_blank: bool) -> int:
        """Take the next line; return the column where the content of its item begins."""
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
