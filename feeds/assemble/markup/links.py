"""What follows the text of a link in kramdown's Markdown, and the names that links may use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

DEFINITION = re.compile(
    r" {0,3}\[(?!\^)([^\n\]]+)\]:[ \t]*(?:<(.*?)>|([^\n]*?\S[^\n]*?))"
    r"(?:(?:[ \t]*?\n|[ \t]+?)[ \t]*?([\"'])(.+?)\4)?[ \t]*?(?:\n|\Z)"
)
FOOTNOTE_MARK = re.compile(r"\[\^\w[\w-]*\]")

_LONG_DEFINITION = re.compile(r" {0,3}\[(?!\^)([^\n\]]+)\]:[ \t]*()(\S+)()()[ \t]*(?:\n|\Z)")
_BEGINNING = re.compile(r"^ {0,3}\[(?!\^)[^\n\]]+\]:", re.MULTILINE)
_UNTITLED = re.compile("[ \\t]+[\"']")
_ESCAPED = re.compile(r"\\([\\.*_+`<>()\[\]{}#!:|\"'$=\-])")
_BLANK = re.compile(r"\s+")
_ID = re.compile(r"\s*?\[([^\]]+)?\]")
# What needs nothing done to it, as most links do not.
_PLAIN = re.compile(r"\(([^\s()<>\\]*)\)")
_POINTED = re.compile(r"\(<([^>]*)>")
_PAREN = re.compile(r"(\()|(\))|\s(?=['\"])")
_TITLE = re.compile(r"\s*([\"'])(.+?)\1\s*\)", re.DOTALL)
_MARKDOWN = re.compile(r"\smarkdown\s*=\s*(?:\"[^\"]*\"|'[^']*'|\w+)")
_FORBIDDEN = re.compile(r"[<>\s]")
_LONGEST = 2_000


class Definition(NamedTuple):
    """Where links of a name go."""

    url: str
    title: str | None


Names = Mapping[str, Definition]


class Target(NamedTuple):
    """Where a link goes, as CommonMark from its closing bracket on."""

    markdown: str
    end: int


def defined(body: str) -> Names:
    """Return all link definitions by name; of two the last counts."""
    if "]:" not in body:
        return {}
    found: dict[str, Definition] = {}
    for start in _BEGINNING.finditer(body):
        if one := definition(body, start.start()):
            found[_name(one[1])] = Definition(one[2] or one[3] or "", one[5] or None)
    return found


def definition(body: str, at: int) -> re.Match[str] | None:
    """Return the link definition that begins at the start of a line."""
    is_long = body.find("\n", at, at + _LONGEST) < 0 and len(body) > at + _LONGEST
    found = (_LONG_DEFINITION if is_long else DEFINITION).match(body, at)
    return None if found and found[3] and _UNTITLED.search(found[3]) else found


def _name(text: str) -> str:
    return _BLANK.sub(" ", text).lower()


def target(source: str, at: int, start: int, names: Names) -> Target | None:
    """Read what follows a link's text, which is from ``start`` to the bracket at ``at``."""
    after = at + 1
    reference = _ID.match(source, after)
    if reference or not source.startswith("(", after):
        end = reference.end() if reference else after
        name = (reference and reference[1]) or _ESCAPED.sub(r"\1", source[start:at])
        known = names.get(_name(name))
        return Target(_written(known.url, known.title), end) if known else None
    return _inline(source, after)


def _written(url: str, title: str | None) -> str:
    if title is None:
        return f"](<{_url(url)}>)"
    words = title.replace("\\", "\\\\").replace('"', "&quot;").replace("\n", " ")
    return f'](<{_url(url)}> "{words}")'


def _inline(source: str, at: int) -> Target | None:
    if plain := _PLAIN.match(source, at, at + _LONGEST):
        return Target(f"](<{plain[1]}>)", plain.end())
    if pointed := _POINTED.match(source, at):
        if source.startswith(")", pointed.end()):
            return Target(_written(pointed[1], None), pointed.end() + 1)
        return _titled(source, pointed.end(), pointed[1])
    data = source.startswith("data:", at + 1)
    depth, limit = 0, len(source) if data else at + _LONGEST
    for stop in _PAREN.finditer(source, at, limit):
        if stop[1]:
            depth += 1
        elif stop[2]:
            depth -= 1
            if depth == 0:
                return Target(_written(source[at + 1 : stop.start()], None), stop.end())
        else:
            return _titled(source, stop.end() - 1, source[at + 1 : stop.start()])
    return None


def _titled(source: str, at: int, url: str) -> Target | None:
    title = _TITLE.match(source, at, at + _LONGEST)
    if not title:
        return None
    return Target(_written(url, title[2]), title.end())


def _url(text: str) -> str:
    url = _FORBIDDEN.sub(lambda found: f"%{ord(found[0]):02X}", text.strip())
    return url.replace("\\", "\\\\")


def without_markdown(tag: str) -> str:
    """Take out the attribute that is kramdown's own."""
    return _MARKDOWN.sub("", tag) if "markdown" in tag else tag
