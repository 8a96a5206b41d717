"""kramdown's blocks, rewritten so that a CommonMark engine finds the same ones."""

from __future__ import annotations

import re
from html import escape
from typing import ClassVar

from feeds.generators.jekyll.kramdown import links
from feeds.generators.jekyll.kramdown.headings import note, toc_mark
from feeds.generators.jekyll.kramdown.html import HtmlBlocks
from feeds.generators.jekyll.kramdown.lines import (
    CODE,
    ITEM,
    LOOSE_HEADING,
    MARKED,
    UNDERLINE,
    Lines,
    columns,
    has_cells,
    rewritten_table,
    row_count,
)
from feeds.generators.jekyll.kramdown.marks import EMPTY_BLOCK, Tokens

_ANY = r"(?:\\\}|[^}\n])"
_ATTRIBUTES = re.compile(rf"[ \t>]*\{{:(?![:/])({_ANY}+)\}}[ \t]*$")
_DEFINED = re.compile(rf" {{0,3}}\{{:\w[\w-]*:{_ANY}+\}}[ \t]*$")
_EXTENSION = re.compile(rf" {{0,3}}\{{::(\w+)((?:\s{_ANY}*?)?)(/)?\}}[ \t]*$")
_TOC = re.compile(r"(?:^|\s)toc(?=\s|$)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_GFM_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*(\S*)[ \t]*$")
_PLAIN_FENCE = re.compile(r"(~{3,})[ \t]*(\S*)[ \t]*$")
_HEADING = re.compile(r"(#{1,6})[ \t]*(?=[^ \t#])")
_ONLY_MARKS = re.compile(r"(#{1,6})(?:[ \t]+(#*)[ \t]*)?$")
_CLOSING_MARKS = re.compile(r"(?<!\\)#+[ \t]*$")
_ABBREVIATION = re.compile(r" {0,3}\*\[(.+?)\]:(.*)$")
_MATH = re.compile(r" {0,3}\$\$((?:[^$]|\$(?!\$))*+)\$\$[ \t]*(?:\n|\Z)")
_BOUNDARY = re.compile(r"[ \t]*(?:\n|\Z)|\^[ \t]*(?:\n|\Z)| {0,3}\{:(?![:/])")
_BLANK = re.compile(r"^[ \t]*\n", re.MULTILINE)


class Blocks(Lines):
    """Rewrites the blocks of a body, line by line; made for one body."""

    def __init__(self, body: str, tokens: Tokens, html: HtmlBlocks, *, gfm: bool) -> None:
        super().__init__(body, gfm=gfm)
        self.abbreviations: dict[str, str] = {}
        self._tokens = tokens
        self._html = html
        self._pending = ""
        """The token of attributes for the next heading."""
        self._hopeless: set[str] = set()
        """Fences and extensions that nothing closes any more."""

    def _attributes(self, line: str, end: int) -> bool:
        if _DEFINED.match(line) and not self._paragraph:
            return self._put("", end, 0)
        if extension := _EXTENSION.match(line):
            return self._extension(extension, end)
        found = _ATTRIBUTES.match(line)
        if not found:
            return False
        before = bool(self._lines and self._lines[-1].strip())
        if _TOC.search(found[1]):
            self._contents(end, before=before)
        elif token := note(found[1], self._tokens):
            self._attach(token, before=before)
        if self._at < end:
            self._put("", end, 0)
        return True

    def _attach(self, token: str, *, before: bool) -> None:
        if not before:
            self._pending = token
            return
        place = -2 if UNDERLINE.match(self._lines[-1]) and len(self._lines) > 1 else -1
        heading = _HEADING.match(self._lines[place])
        if heading:
            rest = self._lines[place][heading.end() :]
            self._lines[place] = f"{heading[1]} {token}{rest}"
        elif place == -2:
            self._lines[place] = token + self._lines[place].lstrip()

    def _contents(self, end: int, *, before: bool) -> None:
        """Replace the list that the attributes belong to by the mark of a table of contents."""
        if before:
            first = len(self._lines)
            while first and self._lines[first - 1].strip():
                first -= 1
            items = [at for at in range(first, len(self._lines)) if ITEM.match(self._lines[at])]
            if items:
                item = self._lines[items[0]]
                del self._lines[items[0] :]
                self._block(self._tokens.keep_block(toc_mark(item)), end)
            return
        stop = _following(self._body, end)
        if ITEM.match(self._body, end):
            self._block(self._tokens.keep_block(toc_mark(self._body[end:stop])), stop)

    def _extension(self, found: re.Match[str], end: int) -> bool:
        name, attributes, closed = found.groups()
        if name == "options" and 'parse_block_html="true"' in attributes:
            self._html.parses_all = True
        if closed:
            return self._put("", end, 0)
        stop = re.compile(r"^ {0,3}\{:/(?:" + name + r")?\}[ \t]*(?:\n|\Z)", re.MULTILINE)
        known = name in ("comment", "nomarkdown") and name not in self._hopeless
        last = stop.search(self._body, end) if known else None
        if not last:
            self._hopeless.add(name)
            return False
        kept = self._body[end : last.start()] if name == "nomarkdown" else ""
        return self._block(self._tokens.keep_block(kept), last.end())

    def _fence(self, line: str, end: int) -> bool:
        if not _FENCE.match(line):
            if line.lstrip()[0] == "~":  # to the engine, also a description's mark
                return self._text(line, end)
            return False
        opened = (_GFM_FENCE if self._gfm else _PLAIN_FENCE).match(line)
        if opened and (self._gfm or not self._paragraph):
            stop = self._fence_end(opened[1], end)
            if stop > 0 and not self._leaves_item(line, stop):
                self._lines += self._body[self._at : stop].rstrip("\n").split("\n")
                self._at, self._paragraph = stop, 0
                return True
        return self._text(line, end)

    def _leaves_item(self, line: str, stop: int) -> bool:
        """Say whether a fence right after an item has a blank line, which ends the item."""
        lazy = self._in_list and not self._after_boundary and columns(line) < self._content
        return bool(lazy and _BLANK.search(self._body, self._at, stop))

    def _table_in_item(self, line: str) -> bool:
        """Rewrite the table that an item begins with."""
        found = MARKED.match(line)
        mark = found[0] if found else ""
        lines = self._run()
        stop = next((at for at, one in enumerate(lines) if at and self._is_next_item(one)), None)
        rows = [line[len(mark) :], *lines[1:stop]]
        whole = row_count(rows) == len(rows) and any(map(has_cells, rows))
        table = rewritten_table(rows) if whole else None
        if not table:
            return False
        rest = (" " * self._content + row for row in table[1:])
        self._lines += ["", mark + table[0], *rest]
        self._put("", self._at + sum(len(row) + 1 for row in lines[:stop]), 0)
        self._in_list = True
        return True

    def _run(self) -> list[str]:
        """Return the lines from this one to the next blank one."""
        stop = _following(self._body, self._at)
        return self._body[self._at : stop].rstrip("\n").split("\n")

    def _is_next_item(self, line: str) -> bool:
        """Say whether a line begins an item, of this list or within this item."""
        return columns(line) < self._content + CODE and ITEM.match(line.lstrip()) is not None

    def _ends_table(self, line: str) -> bool:
        """Say whether a line after rows ends the table: a boundary, or the next item."""
        return bool((self._in_list and self._is_next_item(line)) or _BOUNDARY.match(line))

    def _fence_end(self, mark: str, at: int) -> int:
        if mark in self._hopeless:
            return -1
        space = " {0,3}" if self._gfm else ""
        close = re.compile(rf"^{space}{mark}{mark[0]}*[ \t]*(?:\n|\Z)", re.MULTILINE)
        if found := close.search(self._body, at):
            return found.end()
        self._hopeless.add(mark)
        return -1

    def _html_block(self, line: str, end: int) -> bool:
        found = self._html.cut(self._body, self._at)
        if not found:
            if line.lstrip().startswith("</"):
                return self._text(line, end)
            return False
        while found:
            text, self._at = found
            self._lines += text.split("\n")
            # Outside of lists, only the block itself decides what it is.
            found = None if self._in_list else self._html.cut(self._body, self._at)
        self._paragraph = 0
        self._after_html = True
        return True

    def _boundary(self, line: str, end: int) -> bool:
        if line.rstrip() != "^":
            return False
        self._block(EMPTY_BLOCK, end)
        self._in_list = False
        return True

    def _abbreviation(self, line: str, end: int) -> bool:
        found = None if self._paragraph else _ABBREVIATION.match(line)
        if not found:
            return False
        self.abbreviations[found[1]] = found[2].strip()
        return self._put("", end, 0)

    def _math(self, _line: str, _end: int) -> bool:
        found = None if self._paragraph else _MATH.match(self._body, self._at)
        if not found or not _BOUNDARY.match(self._body, found.end()):
            return False
        formula = escape(found[1].strip(), quote=False)
        return self._block(self._tokens.keep_block(f"\\[{formula}\\]\n"), found.end())

    def _heading(self, line: str, end: int) -> bool:
        found = None if self._gfm else _HEADING.match(line)
        if self._gfm and (marks := _ONLY_MARKS.match(line)):
            if marks[2]:
                return self._put(f"{marks[1]} \\{marks[2]}", end, 0)
            return self._text(line, end)
        if found and not self._after_boundary:
            return self._text(line, end)
        if found:
            line = f"{found[1]} {_CLOSING_MARKS.sub('', line[found.end() :])}"
        elif self._gfm and LOOSE_HEADING.match(line) and not self._in_list:
            return self._text(line, end)
        elif self._pending and (heading := _HEADING.match(line)):
            line = f"{heading[1]} {self._pending}{line[heading.end() :]}"
            self._pending = ""
        if line[0] != "#":
            return False
        self._in_list = False
        return self._put(line, end, 0)

    def _definition(self, _line: str, end: int) -> bool:
        found = None if self._paragraph else links.definition(self._body, self._at)
        if not found:
            return False
        return self._put("", max(end, found.end()), 0)

    def _table(self) -> bool:
        lines = self._run()
        count = row_count(lines)
        whole = count == len(lines) or self._ends_table(lines[count])
        table = rewritten_table(lines[:count]) if whole else None
        if not table:
            return False
        self._lines += ["", *table]
        return self._put("", self._at + sum(len(row) + 1 for row in lines[:count]), 0)

    rules: ClassVar = {
        "`": _fence,
        "~": _fence,
        "<": _html_block,
        "^": _boundary,
        "*": _abbreviation,
        "$": _math,
        "#": _heading,
        "[": _definition,
    }


def _following(body: str, at: int) -> int:
    """Return where the run of lines that are not blank ends."""
    found = _BLANK.search(body, at)
    return found.start() if found else len(body)
