"""Remove Obsidian's comments, ``%%text%%``."""

from __future__ import annotations

import re

_MARK = re.compile(
    r"\\[\\`%]"
    r"|^(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*+(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})"
    r"|(?P<ticks>`+)"
    r"|<(?P<element>pre|code|script|style)(?=[\s>])"
    r"|(?P<comment>%%)",
    re.MULTILINE | re.IGNORECASE,
)
_FENCE_END = re.compile(r"^[ \t>]*+(`{3,}|~{3,})[ \t\r]*+$", re.MULTILINE)
_TICKS = re.compile(r"\n|`+")


def without_comments(body: str) -> str:
    """Return Markdown without comments; those in code are text.

    A comment goes to the next ``%%``, over any number of lines. If it begins a line and is not
    closed, it goes to the end. Indented code is not recognised: it could be a list.
    """
    return _CommentReader(body).result() if "%%" in body else body


class _CommentReader:
    """Reads a text from start to end, in time that is linear to its length."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._spans = _code_spans(text)
        self._open: set[str] = set()
        """Elements that nothing closes from here on; no other search is needed for them."""

    def result(self) -> str:
        kept, start, at = [], 0, 0
        while mark := _MARK.search(self._text, at):
            at = mark.end()
            if not mark["comment"]:
                at = self._end_of_code(mark)
                continue
            end = self._text.find("%%", at)
            if end < 0 and self._text[:at].rpartition("\n")[2].strip() != "%%":
                break
            kept.append(self._text[start : mark.start()])
            start = at = end + 2 if end >= 0 else len(self._text)
        return "".join(kept) + self._text[start:]

    def _end_of_code(self, mark: re.Match[str]) -> int:
        """Return where the code ends that a mark begins; the mark's end if it begins none."""
        if mark["fence"]:
            return self._end_of_fence(mark)
        if mark["ticks"]:
            return self._spans.get(mark.start(), mark.end())
        name = (mark["element"] or "").lower()
        if not name or name in self._open:
            return mark.end()
        end = re.compile(f"</{name}", re.IGNORECASE).search(self._text, mark.end())
        if end is None:
            self._open.add(name)
        return end.end() if end else mark.end()

    def _end_of_fence(self, mark: re.Match[str]) -> int:
        for end in _FENCE_END.finditer(self._text, mark.end()):
            if end[1].startswith(mark["fence"]):
                return end.end()
        return len(self._text)


def _code_spans(text: str) -> dict[int, int]:
    """Return the end of each code span, by its start.

    A span ends in its line: a stray backtick never makes a comment of another line text.
    """
    ends: dict[int, int] = {}
    following: dict[str, int] = {}
    for mark in reversed(list(_TICKS.finditer(text))):
        if mark[0] == "\n":
            following.clear()
        else:
            if mark[0] in following:
                ends[mark.start()] = following[mark[0]]
            following[mark[0]] = mark.end()
    return ends
