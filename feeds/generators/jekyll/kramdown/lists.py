"""Lines of lists, block quotes and indented code, as kramdown reads them.

What is in an item or a quote is a text of its own, without the indentation or the marks.
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from feeds.generators.jekyll.kramdown.html import NAME, SPANS

_ANY = r"(?:\\\}|[^}\n])"
_NO_SPAN = rf"(?!(?:{'|'.join(sorted(SPANS | {'script'}))})\b)"
_LAZY_END = rf"(?:\{{:(?![:/]){_ANY}+\}}[ \t]*(?:\n|\Z)|</{_NO_SPAN}{NAME}\s*>|<{_NO_SPAN}{NAME})"
LAZY_END = re.compile(rf"[ \t\r\f\v]*(?:\n|\Z)|\^[ \t]*(?:\n|\Z)| {{0,3}}{_LAZY_END}")
"""A line that ends every block of text: blank, an attribute list, ``^``, or HTML."""
RULE = re.compile(r" {0,3}([*_-])[ \t]*\1[ \t]*\1(?:\1|[ \t])*(?:\n|\Z)")
LIST_START = re.compile(r" {0,3}(?:[-+*]|[0-9]+\.)(?=[\t |])")
DESCRIPTION_START = re.compile(r" {0,3}:(?=[\t |])")
QUOTE_START = re.compile(r"^ {0,3}> ?", re.MULTILINE)
_LINE = re.compile(r"[^\n]*(?:\n|\Z)")
_BLANK = re.compile(r"(?:[ \t\r\f\v]*\n)+")
_END_MARK = re.compile(r"\^[ \t]*(?:\n|\Z)")
_ITEM_ATTRIBUTES = re.compile(rf"\s*\{{:(?!(?:\w[\w-]*)?:|/){_ANY}+\}}\s*", re.ASCII)
_ONLY_ATTRIBUTES = re.compile(rf"(?:{_ITEM_ATTRIBUTES.pattern})?\s*\Z", re.ASCII)
_TABS = re.compile(r"( *)(\t+)")
_LEADING_TABS = re.compile(r"\t+")
INDENT = re.compile(r"^(?:\t| {4})", re.MULTILINE)
_LAZY_CODE = re.compile(r"\n( {0,3}[^ \t\r\f\v\n])")
CODE = re.compile(
    rf"(?:(?:[ \t\r\f\v]*\n)*+(?:(?:\t| {{4}})[ \t]*[^ \t\r\f\v\n][^\n]*(?:\n|\Z))+"
    rf"(?:(?!\^[ \t]*(?:\n|\Z)| {{0,3}}{_LAZY_END})[ \t]*[^ \t\r\f\v\n][^\n]*(?:\n|\Z))*)+"
)
"""Code that is indented, with the lines right after it."""


class ListItem(msgspec.Struct):
    """An item as it is read."""

    parts: list[list[str]]
    """The lines of its content; a list in it begins the second part."""
    content: int
    """How far its content is indented."""

    @property
    def texts(self) -> list[str]:
        """The parts of its content."""
        return ["".join(lines) for lines in self.parts]


class ListText(msgspec.Struct, frozen=True):
    """A list as it is in a body."""

    items: list[ListItem]
    end: int
    """Where it ends in the body."""
    is_cut: bool
    """A ``^`` ends it."""


class _Patterns(msgspec.Struct, frozen=True):
    """What continues an item whose content is indented so far."""

    content: re.Pattern[str]
    lazy: re.Pattern[str]
    next_item: re.Pattern[str]


@lru_cache(maxsize=512)
def _patterns(content: int, marker: str) -> _Patterns:
    tabs, spaces = divmod(content, 4)
    return _Patterns(
        re.compile(
            rf"(?:(?:\t| {{4}}){{{tabs}}} {{{spaces}}}|(?:\t| {{4}}){{{tabs + 1}}})"
            r"[^\n]*[^ \t\r\f\v\n][^\n]*(?:\n|\Z)"
        ),
        re.compile(rf"(?! {{0,{min(content, 3)}}}{_LAZY_END})[^\n]*[^ \t\r\f\v\n][^\n]*(?:\n|\Z)"),
        re.compile(rf"( {{0,{max(min(3, content - 1), 0)}}}{marker})([\t |][^\n]*(?:\n|\Z))"),
    )


def read_list(body: str, at: int, marker: str) -> ListText:
    """Read the list that begins at ``at``; ``marker`` is the pattern of its items' marks."""
    items: list[ListItem] = []
    start = re.compile(rf"( {{0,3}}{marker})([\t |][^\n]*(?:\n|\Z))")
    patterns = _Patterns(start, start, start)
    nested = after_blank = is_cut = False
    while at < len(body):
        if after_blank and marker != ":" and RULE.match(body, at):
            break
        if cut := _END_MARK.match(body, at):
            is_cut, at = marker != ":", cut.end() if marker != ":" else at
            break
        if found := patterns.next_item.match(body, at):
            text, content = _first_line(len(found[1]), found[2])
            patterns = _patterns(content, marker)
            items.append(ListItem([[text]], content))
            nested, after_blank = LIST_START.match(text) is not None, False
        elif found := patterns.content.match(body, at) or (
            None if after_blank else patterns.lazy.match(body, at)
        ):
            nested = _add(items[-1], found[0], nested=nested)
            after_blank = False
        elif found := _BLANK.match(body, at):
            items[-1].parts[-1].append(found[0])
            nested = after_blank = True
        else:
            break
        at = found.end()
    return ListText(items, at, is_cut)


def _first_line(indent: int, text: str) -> tuple[str, int]:
    """Return the text after an item's mark, and how far its content is indented."""
    if _ONLY_ATTRIBUTES.match(text):
        indent = 4
    else:
        while tabs := _TABS.match(text):
            columns = len(tabs[1]) + indent
            spaces = 4 - columns % 4 + (len(tabs[2]) - 1) * 4
            text = tabs[1] + " " * spaces + text[tabs.end() :]
        indent += len(text) - len(text.lstrip(" "))
    text = text.lstrip(" \t\r\f\v\n")
    found = _ITEM_ATTRIBUTES.match(text)
    return text[found.end() :] if found else text, indent


def _add(item: ListItem, line: str, *, nested: bool) -> bool:
    """Add a line to an item; return whether the item holds a list now."""
    line = (
        _LEADING_TABS.sub(lambda tabs: " " * 4 * len(tabs[0]), line, count=1)
        if (line[0] == "\t")
        else line
    )
    indented = line.startswith(" " * item.content)
    line = line[item.content :] if indented else line
    begins = LIST_START.match(line) is not None
    if begins and indented and not nested:
        item.parts.append([])
        nested = True
    elif begins and nested and not indented:
        line = " " * (item.content + 4) + line
    item.parts[-1].append(line)
    return nested


def read_quote(body: str, at: int) -> tuple[str, int]:
    """Return the content of the block quote at ``at``, and where it ends."""
    end = _next(body, at)
    while end < len(body) and not LAZY_END.match(body, end):
        end = _next(body, end)
    return QUOTE_START.sub("", body[at:end]), end


def _next(body: str, at: int) -> int:
    found = _LINE.match(body, at)
    return found.end() if found else len(body)


def read_code(body: str, at: int) -> tuple[str, int] | None:
    """Return the indented code at ``at``, and where it ends; None if there is none."""
    found = CODE.match(body, at)
    if not found:
        return None
    return INDENT.sub("", _LAZY_CODE.sub(r" \1", found[0])), found.end()
