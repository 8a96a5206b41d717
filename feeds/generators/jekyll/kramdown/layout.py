"""Where the paragraphs of a Markdown body are, by comrak's source positions."""

from __future__ import annotations

import re
from collections.abc import Callable

from feeds.generators.jekyll.kramdown import links
from feeds.generators.jekyll.kramdown.html import NAME, SPANS, element_name
from feeds.generators.jekyll.kramdown.marks import TIGHT
from feeds.generators.jekyll.kramdown.spans import Spans

_BLOCK = re.compile(
    r"<(p|li|h[1-6]|blockquote|pre|tr|table|hr) data-sourcepos="
    r'"([0-9]+):[0-9]+-([0-9]+):([0-9]+)"'
)
_PREFIX = re.compile(
    r"(?:[ \t]*+(?:>|[-+*](?=[ \t])|[0-9]{1,9}[.)](?=[ \t])|\#{1,6}(?=[ \t])"
    r"|\[\^[^\]]++\]:|\[[ xX]\](?=[ \t])))*+[ \t]*+"
)
_CONTINUED = re.compile(r"[ \t>]*+")
_CELL = re.compile(r"((?<!\\)\|)")
_TAG = re.compile(rf"</?({NAME})")

Translate = Callable[[str], str]


class Layout:
    """What each line of a body is, read from HTML with source positions; lines count from 0."""

    def __init__(self, html: str, count: int) -> None:
        self._verbatim = bytearray(count + 1)
        self._starts = bytearray(count + 1)
        self._rows = bytearray(count + 1)
        for found in _BLOCK.finditer(html):
            first, end = int(found[2]) - 1, int(found[3]) - (found[4] == "0")
            if found[1] == "pre":
                # comrak counts one line too few for indented code in a list.
                close = html.find("</pre>", found.end())
                end = max(end, first + html.count("\n", found.end(), close))
            self._note(found[1], first, min(end, count))

    def _note(self, name: str, first: int, end: int) -> None:
        self._starts[first] = 1
        if end < len(self._starts):
            self._starts[end] = 1
        if name in ("h1", "h2") and end - first > 1:
            self._verbatim[end - 1] = 1
        if name in ("pre", "hr"):
            self._verbatim[first:end] = b"\1" * (end - first)
        elif name == "table":
            self._verbatim[first + 1] = 1
        elif name == "tr":
            self._rows[first] = 1

    def translated(self, lines: list[str], hard: set[int], spans: Spans) -> list[str]:
        """Return the lines with every sentence in them translated.

        ``hard`` are the numbers of those lines that need more than :meth:`Spans.curled`.
        """
        out: list[str] = []
        at = 0
        while at < len(lines):
            if self._verbatim[at] or not lines[at].strip():
                out.append(lines[at])
                at += 1
            elif self._rows[at]:
                out.append(_row(lines[at], spans.translated))
                at += 1
            else:
                end = self._end(lines, at)
                if hard.isdisjoint(range(at, end)):
                    out += map(spans.curled, lines[at:end])
                else:
                    out += _sentence(lines[at:end], spans.translated)
                at = end
        return out

    def _end(self, lines: list[str], at: int) -> int:
        end = at + 1
        while end < len(lines) and not (self._starts[end] or self._verbatim[end]):
            if not lines[end].strip(" \t>"):
                break
            end += 1
        return end


def _row(line: str, translate: Translate) -> str:
    prefix = _matched(_PREFIX, line)
    cells = _CELL.split(line[len(prefix) :])
    return prefix + "".join(cell if cell == "|" else translate(cell) for cell in cells)


def _sentence(lines: list[str], translate: Translate) -> list[str]:
    prefix = _matched(_PREFIX, lines[0])
    first = lines[0][len(prefix) :]
    if links.DEFINITION.match(lines[0]) or _opens_block(first):
        return lines
    rest = lines[1:]
    # What is indented further is white space of the sentence, which counts in code.
    prefixes = [_matched(_CONTINUED, line)[: len(prefix)] for line in rest]
    contents = [first, *(line[len(mark) :] for line, mark in zip(rest, prefixes, strict=True))]
    end = TIGHT if contents[-1].endswith(TIGHT) else ""
    text = (translate("\n".join(contents).removesuffix(TIGHT)) + end).split("\n")
    marks = [prefix, *prefixes]
    marks += [marks[-1]] * (len(text) - len(marks))
    return [mark + line for mark, line in zip(marks, text, strict=False)]


def _matched(pattern: re.Pattern[str], line: str) -> str:
    found = pattern.match(line)
    return found[0] if found else ""


def _opens_block(text: str) -> bool:
    found = _TAG.match(text)
    return bool(found and element_name(found[1]) not in SPANS)
