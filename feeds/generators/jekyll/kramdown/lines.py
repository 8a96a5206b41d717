"""Lines of kramdown's Markdown: paragraphs, attribute lists.

As in kramdown, what is in an item of a list, a block quote, a footnote or an element of HTML is
a text of its own, with blocks of its own.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Self

from feeds.generators.jekyll.kramdown.headings import note, toc_mark
from feeds.generators.jekyll.kramdown.html import Document
from feeds.generators.jekyll.kramdown.lists import LIST_START, RULE, read_code
from feeds.generators.jekyll.kramdown.marks import EMPTY, EMPTY_BLOCK
from feeds.generators.jekyll.kramdown.tables import begins_table

_SPACE = " \t\r\f\v"
"""White space to Ruby's patterns; a no-break space is none."""
_DEEPEST = 40
"""Blocks within blocks; what is deeper stays as it is written."""
_ANY = r"(?:\\\}|[^}\n])"
_ATTRIBUTES = re.compile(rf" {{0,3}}\{{:(?![:/])({_ANY}+)\}}[ \t]*$")
_DEFINED = re.compile(rf" {{0,3}}\{{:\w[\w-]*:{_ANY}+\}}[ \t]*$")
_EXTENSION = re.compile(rf" {{0,3}}\{{::(\w+)((?:\s{_ANY}*?)?)(/)?\}}[ \t]*$")
TOC = re.compile(r"(?:^|\s)toc(?=\s|$)")
HEADING = re.compile(r"(#{1,6})[ \t]*(?=[^ \t#])")
_LOOSE_HEADING = re.compile(r" {1,3}#{1,6}[ \t]")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-[-=]*)[ \t]*$")
_DELIMITERS = re.compile(r" {0,3}(?=[^\n]*\|)[|:\- \t]*$")
_NO_ITEM = re.compile(r"[ \t]*(?:[0-9]{1,9}\)(?=[ \t]|$)|(?:[-+*]|[0-9]{1,9}\.)[ \t]*$)")
"""To CommonMark it begins an item, to kramdown it is text."""


_PLAIN_TEXT = re.compile(r"[ \t]*[#>`~]")


class Lines(ABC):
    """Reads the lines of one text once, from the first to the last; made for one text.

    A rule reads what begins with a line. It returns False if that is not its own.
    """

    rules: ClassVar[Mapping[str, Callable[[Any, str, int], bool]]]
    """Rules by the first character of a line, given the line and where the next one begins."""

    def __init__(self, document: Document, depth: int = 0, *, in_html: bool = False) -> None:
        """``in_html``: a tag follows the text."""
        self._document, self._depth, self._in_html = document, depth, in_html
        self._gfm, self._tokens = document.gfm, document.tokens
        self._lines: list[str] = []
        """The lines that are written."""
        self._body = ""
        self._at = 0
        """Where the next line to read begins."""
        self._paragraph = 0
        """How many lines the paragraph has so far; 0 outside of paragraphs."""
        self._kinds: list[str] = []
        """What was read: ``p``, ``blank``, ``list``, ``^``, ``eob`` (attributes), or empty."""
        self.first_end = 0
        """Which line is the last of the paragraph that the text begins with."""
        self._was_apart = False
        """A boundary of blocks was above the paragraph."""
        self._paragraph_at = 0
        """Where the last paragraph begins in the lines."""
        self._dl_end = 0
        """Where the last list of descriptions ends in the lines."""
        self._list_at = 0
        """Where the last list begins in the lines."""
        self._pending = ""
        """The attributes for the next block."""
        self._hopeless: set[str] = set()
        """Fences, extensions and comments that nothing closes any more."""

    def rewritten(self, *texts: str) -> list[str]:
        """Return the lines of the texts, which follow one another, with CommonMark's blocks."""
        for text in texts:
            self._body, self._at, self._paragraph = text, 0, 0
            self._hopeless.clear()
            while self._at < len(text):
                end = text.find("\n", self._at)
                end = len(text) if end < 0 else end
                self._line(text[self._at : end], end + 1)
        return self._lines

    def _nested(self, *texts: str, in_html: bool = False) -> list[str]:
        if self._depth >= _DEEPEST:
            return "".join(texts).split("\n")
        return type(self)(self._document, self._depth + 1, in_html=in_html).rewritten(*texts)

    def _inner(self, texts: list[str]) -> tuple[Self | None, list[str]]:
        """Return what reads the texts of an item, and its lines; None where it is too deep."""
        if self._depth >= _DEEPEST:
            return None, "".join(texts).split("\n")
        inner = type(self)(self._document, self._depth + 1)
        return inner, inner.rewritten(*texts)

    @property
    def begins_with_text(self) -> bool:
        """The text begins with a paragraph."""
        return self._kinds[:1] == ["p"]

    @property
    def ends_with_text(self) -> bool:
        """The text ends with a paragraph."""
        kinds = [kind for kind in self._kinds if kind != "blank"]
        return kinds[-1:] == ["p"]

    @property
    def ends_blank(self) -> bool:
        """Blank lines end the text."""
        return self._kinds[-1:] == ["blank"]

    def is_tight(self, *, is_last: bool, is_cut: bool) -> bool:
        """Say whether the paragraph that the text begins with may have no element, in a list."""
        kinds = self._kinds[:1] + self._kinds[1 + (self._kinds[1:2] == ["eob"]) :]
        return kinds[1:2] != ["blank"] or (is_last and len(kinds) == 2 and not is_cut)

    def _line(self, line: str, end: int) -> None:
        if not line.strip(_SPACE):
            self._put("", end, "blank")
            return
        if line[0].isalpha() and "|" not in line:  # most lines
            self._begin_paragraph()
            self._put(line, end, "p")
            return
        if line[0] == "\t" or line.startswith("    "):
            if not self._paragraph and (code := read_code(self._body, self._at)):
                self._code(code[0], "", code[1])
                return
        elif self._begins(line, end):
            return
        self._plain(line, end)

    @abstractmethod
    def _code(self, text: str, language: str, end: int) -> bool:
        """Write code; the next line is at ``end``."""

    @abstractmethod
    def _table(self) -> bool:
        """Read a table."""

    def _begins(self, line: str, end: int) -> bool:
        """Read the block that the line begins, if it is not a paragraph."""
        rule = self.rules.get(line.lstrip(_SPACE)[:1])
        if rule and rule(self, line, end):
            return True
        return "|" in line and self._is_apart and begins_table(line) and self._table()

    @property
    def _is_apart(self) -> bool:
        """Say whether a boundary of blocks is above the line."""
        return not self._kinds or self._kinds[-1] in ("blank", "^") or bool(self._pending)

    def _plain(self, line: str, end: int) -> None:
        """Read a line of a paragraph, whatever it looks like to CommonMark."""
        if self._paragraph:
            if self._paragraph == 1 and self._was_apart and _UNDERLINE.match(line):
                self._kinds.pop()
                self._put(line, end, "")
                return
            starts = _UNDERLINE.match(line) or _DELIMITERS.match(line)
        else:
            starts = None
            self._begin_paragraph()
        starts = starts or RULE.match(line) or _LOOSE_HEADING.match(line) or _NO_ITEM.match(line)
        if not self._gfm:
            starts = starts or LIST_START.match(line) or _PLAIN_TEXT.match(line)
        if starts or not self._paragraph:
            line = line.lstrip(" \t")
        self._put(EMPTY + line if starts else line, end, "p")

    def _begin_paragraph(self) -> None:
        if not self._paragraph and self._lines and self._lines[-1]:
            self._lines.append("")  # a blank line makes an item of CommonMark loose

    def _put(self, line: str, end: int, kind: str) -> bool:
        """Write a line; the next one is at ``end``. Return True, as a rule does."""
        if kind == "p":
            if not self._paragraph:
                self._paragraph_at, self._was_apart = len(self._lines), self._is_apart
            if not self._kinds or self._kinds == ["p"]:
                self.first_end = len(self._lines)
        self._lines.append(line)
        self._at = end
        self._paragraph = self._paragraph + 1 if kind == "p" else 0
        if not (self._kinds and self._kinds[-1] == kind and kind in ("p", "blank")):
            self._kinds.append(kind)
        if kind != "eob":
            self._pending = ""
        return True

    def _block(self, lines: list[str], end: int, kind: str = "") -> bool:
        """Write a block with blank lines around it."""
        self._lines += ["", *lines]
        return self._put("", end, kind)

    def _text(self, line: str, end: int) -> bool:
        """Write a line as text, though CommonMark would begin a block with it."""
        return self._put(EMPTY + line, end, "p")

    def _may_interrupt(self) -> bool:
        return self._gfm or not self._paragraph

    # ---- attributes and extensions

    def brace(self, line: str, end: int) -> bool:
        """Read an attribute list, or an extension such as ``{::comment}``."""
        if self._paragraph == 0 and _DEFINED.match(line):
            return self._put("", end, "eob")
        if _DEFINED.match(line):
            return False
        if not self._paragraph and (extension := _EXTENSION.match(line)):
            return self._extension(extension, end)
        found = _ATTRIBUTES.match(line)
        if not found:
            return False
        last = self._kinds[-1] if self._kinds else "blank"
        if last in ("blank", "^") or (last == "eob" and self._pending):
            self._put("", end, "eob")
            self._pending += f" {found[1]}"
            return True
        if last == "list" and TOC.search(found[1]):
            self._contents()
        elif token := note(found[1], self._tokens):
            self._attach(token)
        if _ATTRIBUTES.match(self._body[end : self._body.find("\n", end)]):
            self._at = end
            return True
        return self._put("", end, "eob")

    def _attach(self, token: str) -> None:
        """Give the heading that was just written its id."""
        last = len(self._lines) - 1
        if last > 0 and _UNDERLINE.match(self._lines[last]):
            self._lines[last - 1] = token + self._lines[last - 1].lstrip()
        elif heading := HEADING.match(self._lines[last]):
            self._lines[last] = f"{heading[1]} {token}{self._lines[last][heading.end() :]}"

    def _contents(self) -> None:
        """Replace the list that was just written by the mark of a table of contents."""
        first = next(line for line in self._lines[self._list_at :] if line)
        del self._lines[self._list_at :]
        self._lines += ["", self._tokens.keep_block(toc_mark(first))]

    def _extension(self, found: re.Match[str], end: int) -> bool:
        name, attributes, closed = found.groups()
        if name == "options" and 'parse_block_html="true"' in attributes:
            self._document.parses_html = True
        if closed:
            return self._put("", end, "")
        stop = re.compile(r"^ {0,3}\{:/(?:" + name + r")?\}[ \t]*(?:\n|\Z)", re.MULTILINE)
        known = name in ("comment", "nomarkdown") and name not in self._hopeless
        last = stop.search(self._body, end) if known else None
        if not last:
            self._hopeless.add(name)
            return False
        kept = self._body[end : last.start()] if name == "nomarkdown" else ""
        return self._block([self._tokens.keep_block(kept)], last.end())

    def end_mark(self, line: str, end: int) -> bool:
        """Read a ``^``, which ends every block."""
        if line.rstrip() != "^":
            return False
        return self._block([EMPTY_BLOCK], end, "^")
