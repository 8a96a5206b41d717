"""Pieces of HTML that are kept out of a Markdown engine's way."""

from __future__ import annotations

import re

_OPEN, _CLOSE = "\x02", "\x03"
_TOKEN = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")
_BLOCK = re.compile(f"<p>{_OPEN}-([0-9]+){_CLOSE}</p>|{_OPEN}-([0-9]+){_CLOSE}")
_MARKS = "\x02\x03\x04\x05\x06\x07"
_WITHOUT_MARKS = dict.fromkeys(map(ord, _MARKS))

EMPTY = f"{_OPEN}0{_CLOSE}"
"""A token for nothing: it keeps what stands around it apart."""
EMPTY_BLOCK = f"{_OPEN}-0{_CLOSE}"
"""A block that becomes nothing."""


def without_marks(body: str) -> str:
    """Take out the control characters that this package marks with; no HTML may hold them."""
    # To look for each character takes a tenth of the time that to look at all of them takes.
    return body.translate(_WITHOUT_MARKS) if any(mark in body for mark in _MARKS) else body


class Cuttings:
    """Pieces by token: a token is text to the engine, and becomes its piece again at the end."""

    def __init__(self) -> None:
        self._pieces = [""]

    def __bool__(self) -> bool:
        return len(self._pieces) > 1

    def keep(self, html: str) -> str:
        """Put a piece aside and return the token that stands for it."""
        self._pieces.append(html)
        return f"{_OPEN}{len(self._pieces) - 1}{_CLOSE}"

    def keep_block(self, html: str) -> str:
        """The same for a piece that is a block: as a paragraph of its own it replaces that."""
        self._pieces.append(html)
        return f"{_OPEN}-{len(self._pieces) - 1}{_CLOSE}"

    def restored(self, html: str) -> str:
        """Put every piece in its place.

        A piece holds only tokens older than its own, so this ends.
        """
        pieces = self._whole_pieces()
        if f"{_OPEN}-" in html:
            html = _BLOCK.sub(lambda found: pieces[int(found[1] or found[2])], html)
        return _put_in(html, pieces)

    def _whole_pieces(self) -> list[str]:
        whole: list[str] = []
        for piece in self._pieces:
            whole.append(_put_in(piece, whole))
        return whole


def _put_in(html: str, pieces: list[str]) -> str:
    if _OPEN not in html:
        return html
    return _TOKEN.sub(lambda found: pieces[int(found[1])], html)
