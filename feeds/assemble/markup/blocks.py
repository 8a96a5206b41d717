"""kramdown's blocks, written so that a CommonMark engine finds the same ones."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from feeds.assemble.markup import tables
from feeds.assemble.markup.cuttings import EMPTY, EMPTY_BLOCK, Cuttings
from feeds.assemble.markup.headings import note
from feeds.assemble.markup.htmlblocks import HtmlBlocks
from feeds.assemble.markup.toc import place

_ANY = r"(?:\\\}|[^}\n])"
_ATTRIBUTES = re.compile(rf"[ \t>]*\{{:(?![:/])({_ANY}+)\}}[ \t]*$")
_DEFINED = re.compile(rf" {{0,3}}\{{:\w[\w-]*:{_ANY}+\}}[ \t]*$")
_EXTENSION = re.compile(rf" {{0,3}}\{{::(\w+)((?:\s{_ANY}*?)?)(/)?\}}[ \t]*$")
_TOC = re.compile(r"(?:^|\s)toc(?=\s|$)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_GFM_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*(\S*)[ \t]*$")
_PLAIN_FENCE = re.compile(r"(~{3,})[ \t]*(\S*)[ \t]*$")
_RULE = re.compile(r" {0,3}(?:(?:\* *){3,}|(?:_ *){3,}|(?:- *){3,})$")
_DELIMITERS = re.compile(r" {0,3}(?=[^\n]*\|)[|:\- \t]*$")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")
_ITEM = re.compile(r" {0,3}(?:[-+*]|([0-9]+)\.)(?=[ \t])")
_DESCRIPTION = re.compile(r" {0,3}:(?=[ \t])")
_PARENTHESIS = re.compile(r"^([ \t>]*(?:[-+*][ \t]+)?)([0-9]{1,9}\)(?:[ \t]|$))")
_ITEM_ATTRIBUTES = re.compile(rf"([ \t]*(?:[-+*:]|[0-9]+\.)[ \t]+)\{{:(?![:/]){_ANY}+\}}[ \t]*")
_HEADING = re.compile(r"(#{1,6})[ \t]*(?=[^ \t#])")
_LOOSE_HEADING = re.compile(r" {1,3}#{1,6}[ \t]")
_CLOSING_MARKS = re.compile(r"(?<!\\)#+[ \t]*$")
_ABBREVIATION = re.compile(r" {0,3}\*\[(.+?)\]:(.*)$")
_MATH = re.compile(r" {0,3}\$\$((?:[^$]|\$(?!\$))*+)\$\$[ \t]*(?:\n|\Z)")
_BOUNDARY = re.compile(r"[ \t]*(?:\n|\Z)|\^[ \t]*(?:\n|\Z)| {0,3}\{:(?![:/])")


class Blocks:
    """One pass over the lines of a body."""

    def __init__(self, body: str, cuttings: Cuttings, html: HtmlBlocks, *, gfm: bool) -> None:
        self.abbreviations: dict[str, str] = {}
        self._body = body
        self._cuttings = cuttings
        self._html = html
        self._gfm = gfm
        self._at = 0
        self._lines: list[str] = []
        self._paragraph = 0
        self._in_list = False
        self._pending = ""
        self._hopeless: set[str] = set()

    def rewritten(self) -> str:
        """Return the body with its blocks as CommonMark's; call it once."""
        while self._at < len(self._body):
            end = self._body.find("\n", self._at)
            end = len(self._body) if end < 0 else end
            self._line(self._body[self._at : end], end + 1)
        return "\n".join(self._lines) + "\n"

    def _line(self, line: str, end: int) -> None:
        if not line.strip():
            self._put(line, end, 0)
            return
        indented = line[:4].isspace() or line[:1] == "\t"
        mark = line.lstrip(" \t>")[:1]
        if mark == "{" and (self._in_list or not indented) and self._attributes(line, end):
            return
        rule = None if indented else _RULES.get(mark)
        if rule and rule(self, line, end):
            return
        if not indented and self._after_boundary and tables.begins(line) and self._table():
            return
        self._plain(line, end, indented=indented)

    def _plain(self, line: str, end: int, *, indented: bool) -> None:
        item = None if indented else _ITEM.match(line) or _DESCRIPTION.match(line)
        if item or (self._in_list and indented):
            line = _ITEM_ATTRIBUTES.sub(r"\1", line, count=1)
        if not self._gfm and self._in_list and line.lstrip().startswith("```"):
            line = EMPTY + line.lstrip()
        if not indented or self._in_list:
            line = _PARENTHESIS.sub(rf"\1{EMPTY}\2", line, count=1)
        if item:
            self._item(line, end)
        elif self._paragraph:
            self._put(self._continued(line), end, self._paragraph + 1)
        else:
            self._in_list = self._in_list and (indented or not self._after_boundary)
            text = not (indented or self._in_list or line[0] in "#>" or _RULE.match(line))
            self._put(line, end, int(text))

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
        starts = _RULE.match(line) or (self._paragraph > 1 and _UNDERLINE.match(line))
        if self._paragraph == 1 and _UNDERLINE.match(line):
            return line
        other = not self._gfm and line.lstrip()[:1] in ("#", ">", "`", "~")
        starts = starts or _LOOSE_HEADING.match(line) or _DELIMITERS.match(line)
        return EMPTY + line if starts or other else line

    @property
    def _after_boundary(self) -> bool:
        return not self._lines or not self._lines[-1].strip()

    def _put(self, line: str, end: int, paragraph: int) -> None:
        self._lines.append(line)
        self._paragraph = paragraph
        self._at = end

    def _block(self, text: str, end: int) -> None:
        self._lines += ["", text, ""]
        self._paragraph = 0
        self._at = end

    def _attributes(self, line: str, end: int) -> bool:
        if _DEFINED.match(line) and not self._paragraph:
            self._put("", end, 0)
            return True
        if extension := _EXTENSION.match(line):
            return self._extension(extension, end)
        found = _ATTRIBUTES.match(line)
        if not found:
            return False
        before = bool(self._lines and self._lines[-1].strip())
        if _TOC.search(found[1]):
            self._contents(end, before=before)
        elif token := note(found[1], self._cuttings):
            self._attach(token, before=before)
        if self._at < end:
            self._put("", end, 0)
        return True

    def _attach(self, token: str, *, before: bool) -> None:
        if not before:
            self._pending = token
            return
        place = -2 if _UNDERLINE.match(self._lines[-1]) and len(self._lines) > 1 else -1
        heading = _HEADING.match(self._lines[place])
        if heading:
            rest = self._lines[place][heading.end() :]
            self._lines[place] = f"{heading[1]} {token}{rest}"
        elif place == -2:
            self._lines[place] = token + self._lines[place].lstrip()

    def _contents(self, end: int, *, before: bool) -> None:
        """The list that the attributes belong to becomes the table of contents."""
        if before:
            first = len(self._lines)
            while first and self._lines[first - 1].strip():
                first -= 1
            items = [at for at in range(first, len(self._lines)) if _ITEM.match(self._lines[at])]
            if items:
                item = self._lines[items[0]]
                del self._lines[items[0] :]
                self._block(self._cuttings.keep_block(place(item)), end)
            return
        stop = _following(self._body, end)
        if _ITEM.match(self._body, end):
            self._block(self._cuttings.keep_block(place(self._body[end:stop])), stop)

    def _extension(self, found: re.Match[str], end: int) -> bool:
        name, attributes, closed = found.groups()
        if name == "options" and 'parse_block_html="true"' in attributes:
            self._html.parses_all = True
        if closed:
            self._put("", end, 0)
            return True
        stop = re.compile(r"^ {0,3}\{:/(?:" + name + r")?\}[ \t]*(?:\n|\Z)", re.MULTILINE)
        known = name in ("comment", "nomarkdown") and name not in self._hopeless
        last = stop.search(self._body, end) if known else None
        if not last:
            self._hopeless.add(name)
            return False
        kept = self._body[end : last.start()] if name == "nomarkdown" else ""
        self._block(self._cuttings.keep_block(kept), last.end())
        return True

    def _fence(self, line: str, end: int) -> bool:
        if not _FENCE.match(line):
            if line.lstrip()[0] == "~":  # to the engine, also a description's mark
                self._put(EMPTY + line, end, self._paragraph + 1)
                return True
            return False
        opened = (_GFM_FENCE if self._gfm else _PLAIN_FENCE).match(line)
        if opened and (self._gfm or not self._paragraph):
            stop = self._fence_end(opened[1], end)
            if stop > 0:
                self._lines += self._body[self._at : stop].rstrip("\n").split("\n")
                self._at, self._paragraph = stop, 0
                return True
        self._put(EMPTY + line, end, self._paragraph + 1)
        return True

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
                self._put(EMPTY + line, end, self._paragraph + 1)
                return True
            return False
        text, stop = found
        self._lines += text.split("\n")
        self._at = stop
        self._paragraph = 0
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
        self._put("", end, 0)
        return True

    def _math(self, _line: str, _end: int) -> bool:
        found = None if self._paragraph else _MATH.match(self._body, self._at)
        if not found or not _BOUNDARY.match(self._body, found.end()):
            return False
        formula = escape(found[1].strip(), quote=False)
        self._block(self._cuttings.keep_block(f"\\[{formula}\\]\n"), found.end())
        return True

    def _heading(self, line: str, end: int) -> bool:
        found = None if self._gfm else _HEADING.match(line)
        if found and not self._after_boundary:
            self._put(EMPTY + line, end, self._paragraph + 1)
            return True
        if found:
            line = f"{found[1]} {_CLOSING_MARKS.sub('', line[found.end() :])}"
        elif self._gfm and _LOOSE_HEADING.match(line) and not self._in_list:
            self._put(EMPTY + line, end, self._paragraph + 1)
            return True
        elif self._pending and (heading := _HEADING.match(line)):
            line = f"{heading[1]} {self._pending}{line[heading.end() :]}"
            self._pending = ""
        if line[0] != "#":
            return False
        self._in_list = False
        self._put(line, end, 0)
        return True

    def _table(self) -> bool:
        stop = _following(self._body, self._at)
        lines = self._body[self._at : stop].rstrip("\n").split("\n")
        count = tables.rows_from(lines, 0)
        whole = count == len(lines) or _BOUNDARY.match(lines[count])
        table = tables.rewritten(lines[:count]) if whole else None
        if not table:
            return False
        self._lines += ["", *table, ""]
        self._at += sum(len(row) + 1 for row in lines[:count])
        self._paragraph = 0
        return True


def _following(body: str, at: int) -> int:
    """Where the run of lines that are not blank ends."""
    found = _BLANK.search(body, at)
    return found.start() if found else len(body)


_BLANK = re.compile(r"^[ \t]*\n", re.MULTILINE)
_RULES: dict[str, Callable[[Blocks, str, int], bool]] = {
    "`": Blocks._fence,
    "~": Blocks._fence,
    "<": Blocks._html_block,
    "^": Blocks._boundary,
    "*": Blocks._abbreviation,
    "$": Blocks._math,
    "#": Blocks._heading,
}
