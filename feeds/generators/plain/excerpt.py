"""The part of a post before ``<!-- more -->``: its summary."""

from __future__ import annotations

import re

from feeds.markup.commonmark import rendered

_MORE = re.compile(
    r"<!--\s*(?:more|truncate)\s*-->|^[ \t]*\{/\*\s*(?:more|truncate)\s*\*/\}[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_SHOWN_MORE = re.compile(
    r"(?:<|&lt;)!--\s*(?:more|truncate)\s*--(?:>|&gt;)|\{/\*\s*(?:more|truncate)\s*\*/\}",
    re.IGNORECASE,
)
_TARGET = re.compile(r"^ {0,3}\[(?!\^)[^\[\]\n]+\]:[^\n]+", re.MULTILINE)
_NOTE = re.compile(r"^ {0,3}\[\^([^\[\]\s]+)\]:", re.MULTILINE)
_NOTE_MARK = re.compile(r"`[^`\n]*+`|\[\^([^\[\]\s]+)\](?!:)")


def split_at_mark(body: str, is_markdown: bool) -> tuple[str, str]:
    """Return a body without a mark ``{/* more */}``, and the part before the first mark.

    A mark in code is text. The part has the targets of its links, which may be written after the
    mark, and no marks of footnotes.
    """
    if "<!--" not in body and "{/*" not in body:
        return body, ""
    marks = list(_MORE.finditer(body))
    if marks and is_markdown:
        shown = _SHOWN_MORE.finditer(rendered(body))
        marks = [mark for mark, one in zip(marks, shown, strict=False) if one[0][0] != "&"]
    if not marks:
        return body, ""
    excerpt = body[: marks[0].start()]
    rest = body[marks[0].end() :]
    body = excerpt + rest if marks[0][0][-1] == "}" else body
    return body, _completed(excerpt, rest) if is_markdown else excerpt


def _completed(excerpt: str, rest: str) -> str:
    notes = set(_NOTE.findall(f"{excerpt}\n{rest}"))
    if notes:
        excerpt = _NOTE_MARK.sub(lambda mark: "" if mark[1] in notes else mark[0], excerpt)
    targets = "\n".join(_TARGET.findall(rest)) if "[" in excerpt else ""
    return f"{excerpt}\n\n{targets}\n" if targets else excerpt
