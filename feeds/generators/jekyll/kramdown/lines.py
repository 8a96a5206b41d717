"""The lines of kramdown's Markdown, one after another: what each goes on with or begins."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from feeds.generators.jekyll.kramdown import tables
from feeds.generators.jekyll.kramdown.items import CODE, OpenItems, columns
from feeds.markup.cuttings import EMPTY

_ANY = r"(?:\\\}|[^}\n])"
_RULE = re.compile(r" {0,3}(?:(?:\* *){3,}|(?:_ *){3,}|(?:- *){3,})$")
_DELIMITERS = re.compile(r" {0,3}(?=[^\n]*\|)[|:\- \t]*$")
SPACE = " \t\r\f\v"
"""White space to Ruby's patterns, in which a hard space is none."""
UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")
ITEM = re.compile(r" {0,3}(?:[-+*]|([0-9]+)\.)(?=[ \t])")
_DESCRIPTION = re.compile(r" {0,3}:(?=[ \t])")
_PARENTHESIS = re.compile(r"([ \t>]*(?:[-+*][ \t]+)?)(?=[0-9]{1,9}\)(?:[ \t]|$))")
_ITEM_ATTRIBUTES = re.compile(rf"([ \t]*(?:[-+*:]|[0-9]+\.)[ \t]+)\{{:(?![:/]){_ANY}+\}}[ \t]*")
_LAZY = re.compile(r"(?:(?! {4}|[ ]{0,3}\t|[ \t]*(?:[<^\n]|\{:))[^\n]+(?:\n|\Z))*")
_TITLED = re.compile(r"[ \t]*(?:[-+*]|[0-9]+\.)[ \t]+#{1,6}[ \t]")
MARKED = re.compile(r"[ \t]*(?:[-+*]|[0-9]+\.)[ \t]+")
LOOSE_HEADING = re.compile(r" {1,3}#{1,6}[ \t]")


class Lines:
    """One pass over the lines of a body; the rules of a first character stand in ``rules``."""

    rules: ClassVar[Mapping[str, Callable[[Any, str, int], bool]]]

    def __init__(self, body: str, *, gfm: bool) -> None:
        self._body = body
        self._gfm = gfm
        self._at = 0
        self._lines: list[str] = []
        self._paragraph = 0
        self._in_list = False
        self._items = OpenItems()
        self._content = 0
        self._in_code = False
        self._after_html = False

    def rewritten(self) -> str:
        """Return the body with its blocks as CommonMark's; call it once."""
        while self._at < len(self._body):
            end = self._body.find("\n", self._at)
            end = len(self._body) if end < 0 else end
            self._line(self._body[self._at : end], end + 1)
        return "\n".join(self._lines) + "\n"

    def _line(self, line: str, end: int) -> None:
        if not line.strip(SPACE):
            self._put(line, end, 0)
            return
        indented = not line[:CODE].strip(SPACE) or line[0] == "\t"
        self._note(line)
        mark = line.lstrip(" \t>")[:1]
        braces = self.rules["{"] if mark == "{" and (self._in_list or not indented) else None
        if braces and braces(self, line, end):
            return
        if self._in_code and self._goes_on_with_code():
            return
        rule = None if indented or mark in "{|-" else self.rules.get(mark)
        if rule and rule(self, line, end):
            return
        if "|" in line and self._table_begins(line, end):
            return
        self._plain(line, end, indented=indented)

    def _table_begins(self, line: str, end: int) -> bool:
        if self._may_be_table(line) and self.rules["|"](self, line, end):
            return True
        return self._may_hold_row(line) and self.rules["-"](self, line, end)

    def _note(self, line: str) -> None:
        """Keep where the content of the list item begins that the line is in."""
        if not (self._in_list or ITEM.match(line)):
            self._items.clear()
        self._content = self._items.note(line, after_blank=self._after_boundary)

    def _may_be_table(self, line: str) -> bool:
        inner = columns(line) - (self._content if self._in_list else 0)
        apart = self._after_boundary and not self._after_html
        return apart and 0 <= inner < CODE and tables.begins(line.lstrip())

    def _may_hold_row(self, line: str) -> bool:
        """An item may begin with a table."""
        found = (self._gfm or not self._paragraph) and MARKED.match(line)
        return bool(found and columns(line) < self._content and tables.begins(line[found.end() :]))

    def _goes_on_with_code(self) -> bool:
        """Lines right after code are a part of its last line, indented or not."""
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
            self._put(EMPTY + line, end, self._paragraph + 1)
            return
        if self._paragraph and not described:
            self._lines.append("")
        self._in_list = True
        self._put(line, end, 0)

    def _continued(self, line: str) -> str:
        """A line that goes on with a paragraph, whatever it looks like."""
        starts = _RULE.match(line) or (self._paragraph > 1 and UNDERLINE.match(line))
        if self._paragraph == 1 and UNDERLINE.match(line):
            return line
        other = not self._gfm and line.lstrip()[:1] in ("#", ">", "`", "~")
        starts = starts or LOOSE_HEADING.match(line) or _DELIMITERS.match(line)
        return EMPTY + line if starts or other else line

    @property
    def _after_boundary(self) -> bool:
        return not self._lines or not self._lines[-1].strip()

    def _put(self, line: str, end: int, paragraph: int) -> None:
        self._lines.append(line)
        self._paragraph = paragraph
        self._at = end
        self._in_code = self._after_html = False

    def _block(self, text: str, end: int) -> None:
        self._lines += ["", text]
        self._put("", end, 0)
