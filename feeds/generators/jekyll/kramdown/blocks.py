"""Rewrite kramdown's blocks so that CommonMark finds the same blocks.

As in kramdown, what is in an item of a list, a block quote, a footnote or an element of HTML is
a text of its own, with blocks of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from html import escape
from typing import ClassVar

from feeds.generators.jekyll.kramdown import links
from feeds.generators.jekyll.kramdown.headings import note
from feeds.generators.jekyll.kramdown.html import HtmlBlocks
from feeds.generators.jekyll.kramdown.lines import HEADING, TOC, Lines
from feeds.generators.jekyll.kramdown.lists import (
    DESCRIPTION_START,
    LIST_START,
    RULE,
    ListItem,
    read_code,
    read_list,
    read_quote,
)
from feeds.generators.jekyll.kramdown.marks import EMPTY, EMPTY_BLOCK, TIGHT
from feeds.generators.jekyll.kramdown.tables import (
    has_cells,
    rewritten_table,
    row_count,
)

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_GFM_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*([^\s?]*)(?:\?\S*)?[ \t]*$")
_PLAIN_FENCE = re.compile(r"(~{3,})[ \t]*([^\s?]*)(?:\?\S*)?[ \t]*$")
_GFM_HEADING = re.compile(r"(#{1,6})[ \t]+(?=[^ \t])")
_ONLY_MARKS = re.compile(r"(#{1,6})(?:[ \t]+(#*)[ \t]*)?$")
_CLOSING_MARKS = re.compile(r"(?<!\\)#+[ \t]*$")
_ABBREVIATION = re.compile(r" {0,3}\*\[(.+?)\]:(.*)$")
_MATH = re.compile(r" {0,3}\$\$((?:[^$]|\$(?!\$))*+)\$\$[ \t]*(?:\n|\Z)")
_BOUNDARY = re.compile(r"[ \t]*(?:\n|\Z)|\^[ \t]*(?:\n|\Z)| {0,3}\{:(?![:/])")
_FOOTNOTE = re.compile(r" {0,3}\[\^(\w[\w-]*)\]:")
_ONE_BLANK = re.compile(r"[^\n]\n\n\Z")
_BLANK = re.compile(r"^[ \t]*\n", re.MULTILINE)


class Blocks(Lines):
    """Rewrites the blocks of one text."""

    # ---- code, quotes, lists, footnotes

    def _code(self, text: str, language: str, end: int) -> bool:
        shown = f' class="language-{escape(language)}"' if language else ""
        code = escape(text.removesuffix("\n"), quote=False)
        html = f"<pre><code{shown}>{code}\n</code></pre>\n"
        return self._block([self._tokens.keep_block(html)], end)

    def _fence(self, line: str, end: int) -> bool:
        if not _FENCE.match(line):
            return False
        opened = (_GFM_FENCE if self._gfm else _PLAIN_FENCE).match(line)
        if opened and self._may_interrupt():
            stop = self._fence_end(opened[1], end)
            if stop:
                return self._code(self._body[end : stop.start()], opened[2], stop.end())
        return self._text(line, end)

    def _fence_end(self, mark: str, at: int) -> re.Match[str] | None:
        if mark in self._hopeless:
            return None
        space = " {0,3}" if self._gfm else ""
        close = re.compile(rf"^{space}{mark}{mark[0]}*[ \t]*(?:\n|\Z)", re.MULTILINE)
        found = close.search(self._body, at)
        if not found:
            self._hopeless.add(mark)
        return found

    def _quotation(self, _line: str, _end: int) -> bool:
        if not self._may_interrupt():
            return False
        text, end = read_quote(self._body, self._at)
        lines = _trimmed(self._nested(text)) or [EMPTY_BLOCK]
        return self._block([f"> {line}" if line else ">" for line in lines], end)

    def _list(self, line: str, end: int) -> bool:
        if not self._may_interrupt() or not LIST_START.match(line):
            return self._mark(line, end)
        if RULE.match(line):
            return self._block(["***"], end)
        is_numbered = line.lstrip()[0].isdigit()
        found = read_list(self._body, self._at, r"[0-9]+\." if is_numbered else "[-+*]")
        if "list" in self._kinds[-3:]:
            self._lines += ["", EMPTY_BLOCK]
        start = len(self._lines)
        before: bool | None = None
        ends_blank = False
        for number, item in enumerate(found.items):
            mark = f"{number + 1}. " if is_numbered else "- "
            is_last = number == len(found.items) - 1
            loosens, ends_blank = self._item(
                item, mark, before, is_last=is_last, is_cut=found.is_cut
            )
            before = bool(before) or loosens
        wanted_toc = bool(TOC.search(self._pending))
        self._put("", found.end, "list")
        if ends_blank and not found.is_cut:
            self._kinds.append("blank")
        self._list_at = start
        if wanted_toc:
            self._contents()
        if found.is_cut:
            self._block([EMPTY_BLOCK], found.end, "^")
        return True

    def _item(
        self, item: ListItem, mark: str, before: bool | None, *, is_last: bool, is_cut: bool
    ) -> tuple[bool, bool]:
        """Write an item.

        Return whether it does not begin with a paragraph in an element, and whether blank
        lines end it.

        ``before`` says so of any item before it; None for the first item.
        """
        inner, lines = self._inner(item.texts)
        loosens = True
        if inner and inner.begins_with_text:
            loosens = inner.is_tight(is_last=is_last, is_cut=is_cut) and (
                not is_last or before is None or before
            )
            if loosens:
                lines[inner.first_end] += TIGHT
        lines = _trimmed(lines) or [EMPTY_BLOCK]
        space = " " * len(mark)
        self._lines += ["", mark + lines[0], *(space + line if line else "" for line in lines[1:])]
        return loosens, bool(inner and inner.ends_blank)

    def _mark(self, line: str, end: int) -> bool:
        """Read what begins with a character that can begin a list, and is none."""
        if self._paragraph:
            return False
        if RULE.match(line):
            return self._block(["***"], end)
        found = _ABBREVIATION.match(line)
        if not found:
            return False
        self._document.abbreviations[found[1]] = found[2].strip()
        return self._put("", end, "eob")

    def _rule(self, line: str, end: int) -> bool:
        return not self._paragraph and bool(RULE.match(line)) and self._block(["***"], end)

    def _description(self, line: str, _end: int) -> bool:
        """Read a term's descriptions: the paragraph above holds the terms, one in each line."""
        after_blank = self._kinds[-1:] == ["blank"]
        kinds = self._kinds[-1 - after_blank :]
        written = self._lines[self._paragraph_at :]
        if not DESCRIPTION_START.match(line) or kinds[:1] != ["p"]:
            return False
        if after_blank and not _ONE_BLANK.search(self._body[max(0, self._at - 3) : self._at]):
            return False
        del self._lines[self._paragraph_at :], self._kinds[-len(kinds) :]
        if self._dl_end and not any(self._lines[self._dl_end :]):
            del self._lines[self._dl_end - 1]  # the same list goes on
        else:
            self._lines += ["", self._tokens.keep_block("<dl>")]
        for term in filter(None, written):
            self._wrap("dt", [term + TIGHT])
        found = read_list(self._body, self._at, ":")
        for item in found.items:
            inner, lines = self._inner(item.texts)
            if inner and inner.begins_with_text and not after_blank:
                lines[inner.first_end] += TIGHT
            self._wrap("dd", lines)
            after_blank = bool(inner and inner.ends_blank)
        self._lines += ["", self._tokens.keep_block("</dl>")]
        self._dl_end = len(self._lines)
        self._put("", found.end, "")
        if after_blank:
            self._kinds.append("blank")
        return True

    def _wrap(self, name: str, lines: list[str]) -> None:
        first, last = (self._tokens.keep_block(f"<{slash}{name}>") for slash in ("", "/"))
        self._lines += ["", first, "", *lines, "", last]

    def _bracket(self, line: str, end: int) -> bool:
        if self._paragraph:
            return False
        if note := _FOOTNOTE.match(line):
            return self._footnote(note, line, end)
        found = links.definition(self._body, self._at)
        if not found:
            return False
        self._document.names.define(found)
        return self._put("", max(end, found.end()), "eob")

    def _footnote(self, found: re.Match[str], line: str, end: int) -> bool:
        text = line[found.end() :].lstrip() + "\n"
        if more := read_code(self._body, end):
            text, end = text + more[0], more[1]
        inner, lines = self._inner([text])
        if inner and not inner.ends_with_text:
            lines += ["", EMPTY]  # a paragraph for the link back
        lines = _trimmed(lines)
        first, rest = lines[0], (f"    {line}" if line else "" for line in lines[1:])
        return self._block([f"[^{found[1]}]: {first}", *rest], end, "eob")

    # ---- the others

    def _html_block(self, line: str, end: int) -> bool:
        inner = partial(self._nested, in_html=True)
        found = HtmlBlocks(self._document, inner, self._hopeless).cut(self._body, self._at)
        if not found:
            return self._text(line.lstrip(" "), end)
        return self._block(found[0], found[1])

    def _math(self, _line: str, _end: int) -> bool:
        found = None if self._paragraph else _MATH.match(self._body, self._at)
        if not found or not _BOUNDARY.match(self._body, found.end()):
            return False
        formula = escape(found[1].strip(), quote=False)
        return self._block([self._tokens.keep_block(f"\\[{formula}\\]\n")], found.end())

    def _heading(self, line: str, end: int) -> bool:
        if line[0] != "#":
            return False
        if self._gfm:
            found = _GFM_HEADING.match(line)
            if marks := _ONLY_MARKS.match(line):
                if marks[2]:
                    return self._put(f"{marks[1]} \\{marks[2]}", end, "")
                return self._text(line, end)
        else:
            found = HEADING.match(line)
            if not found or not self._is_apart or self._paragraph:
                return self._text(line, end)
            line = f"{found[1]} {_CLOSING_MARKS.sub('', line[found.end() :])}"
            found = HEADING.match(line)
        if not found:
            return False
        token = note(self._pending, self._tokens) if self._pending else ""
        return self._put(f"{found[1]} {token}{line[found.end() :]}", end, "")

    def _table(self) -> bool:
        found = _BLANK.search(self._body, self._at)
        stop = found.start() if found else len(self._body)
        lines = self._body[self._at : stop].rstrip("\n").split("\n")
        count = row_count(lines)
        if count == len(lines):
            whole = bool(found) or not self._in_html
        else:
            whole = _BOUNDARY.match(lines[count]) is not None
        if not whole or not any(map(has_cells, lines[:count])):
            return False
        table = rewritten_table(lines[:count])
        end = self._at + sum(len(row) + 1 for row in lines[:count])
        return bool(table) and self._block(table or [], end)

    rules: ClassVar[Mapping[str, Callable[[Blocks, str, int], bool]]] = {
        "{": Lines.brace,
        "^": Lines.end_mark,
        "`": _fence,
        "~": _fence,
        ">": _quotation,
        **dict.fromkeys("-+*0123456789", _list),
        "_": _rule,
        ":": _description,
        "[": _bracket,
        "<": _html_block,
        "$": _math,
        "#": _heading,
    }


def _trimmed(lines: list[str]) -> list[str]:
    """Return lines without blank ones at both ends."""
    first, last = 0, len(lines)
    while first < last and not lines[first]:
        first += 1
    while last > first and not lines[last - 1]:
        last -= 1
    return lines[first:last]
