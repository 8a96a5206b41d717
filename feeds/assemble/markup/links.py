"""What follows the text of a link in kramdown's Markdown, and the names that links may use."""

from __future__ import annotations

import re
from typing import NamedTuple

Names = frozenset[str]

DEFINITION = re.compile(r"^ {0,3}\[(?!\^)([^\n\]]+)\]:[ \t]*\S", re.MULTILINE)
FOOTNOTE_MARK = re.compile(r"\[\^\w[\w-]*\]")

_BLANK = re.compile(r"\s+")
_ID = re.compile(r"\s*?\[([^\]]+)?\]")
_POINTED = re.compile(r"\(<([^>]*)>")
_PAREN = re.compile(r"(\()|(\))|\s(?=['\"])")
_TITLE = re.compile(r"\s*([\"'])(.+?)\1\s*\)", re.DOTALL)
_MARKDOWN = re.compile(r"\smarkdown\s*=\s*(?:\"[^\"]*\"|'[^']*'|\w+)")
_FORBIDDEN = re.compile(r"[<>\s]")
_LONGEST = 2_000


class Target(NamedTuple):
    """Where a link goes, as CommonMark from its closing bracket on."""

    markdown: str
    end: int


def defined(body: str) -> Names:
    """Return the names of all link definitions."""
    if "]:" not in body:
        return frozenset()
    return frozenset(_name(found[1]) for found in DEFINITION.finditer(body))


def _name(text: str) -> str:
    return _BLANK.sub(" ", text).lower()


def target(source: str, at: int, start: int, names: Names) -> Target | None:
    """Read what follows a link's text, which is from ``start`` to the bracket at ``at``."""
    after = at + 1
    reference = _ID.match(source, after)
    if reference or not source.startswith("(", after):
        end = reference.end() if reference else after
        name = (reference and reference[1]) or source[start:at]
        known = _name(name) in names
        return Target(f"][{_escaped_name(name)}]", end) if known else None
    return _inline(source, after)


def _escaped_name(name: str) -> str:
    return _BLANK.sub(" ", name)


def _inline(source: str, at: int) -> Target | None:
    if pointed := _POINTED.match(source, at):
        if source.startswith(")", pointed.end()):
            return Target(f"](<{_url(pointed[1])}>)", pointed.end() + 1)
        return _titled(source, pointed.end(), pointed[1])
    data = source.startswith("data:", at + 1)
    depth, limit = 0, len(source) if data else at + _LONGEST
    for stop in _PAREN.finditer(source, at, limit):
        if stop[1]:
            depth += 1
        elif stop[2]:
            depth -= 1
            if depth == 0:
                return Target(f"](<{_url(source[at + 1 : stop.start()])}>)", stop.end())
        else:
            return _titled(source, stop.end() - 1, source[at + 1 : stop.start()])
    return None


def _titled(source: str, at: int, url: str) -> Target | None:
    title = _TITLE.match(source, at, at + _LONGEST)
    if not title:
        return None
    words = title[2].replace("\\", "\\\\").replace('"', "&quot;").replace("\n", " ")
    return Target(f'](<{_url(url)}> "{words}")', title.end())


def _url(text: str) -> str:
    url = _FORBIDDEN.sub(lambda found: f"%{ord(found[0]):02X}", text.strip())
    return url.replace("\\", "\\\\")


def without_markdown(tag: str) -> str:
    """Take out the attribute that is kramdown's own."""
    return _MARKDOWN.sub("", tag)
