"""Limits on the markup of a post, so that each renders within seconds.

Engines of Markdown and reStructuredText take about a hundred times as much time and memory for
a character of markup or a line as for a letter. The limits are far above what posts have: the
densest of 1,600 posts has 2,900 characters of markup and 450 lines in 15 KB.
"""

from __future__ import annotations

import re

from feeds.generators.base import PostError, Problem, Reading

_MARKS = "\n!\"#$&'()*+-:<=>[\\]^_`{|}~\xa0"
_FEWEST_MARKS = 200_000
_SHARE_OF_MARKS = 0.2
# Bytes of HTML that one character can become.
_LETTER = 4
_MARK = 40
_CELL = 48
"""An empty cell at the end of a row of a table."""
_DEFINITION = re.compile(r"^[ \t]*+(?:\*\[|\[)[^\n\]]*+\]:.*", re.MULTILINE)
_TABLE = re.compile(r"^.*\|.*", re.MULTILINE)
_COUNTED = ("\n*[", "abbreviations", 500), ("[^", "footnotes", 5_000)
_DEEPEST = 100
_MARKER = r"[-+*][ \t]++|\d{1,9}[.)][ \t]++|>[ \t]*+"
_DEEP = re.compile(
    rf"^[ \t]*+(?:{_MARKER}){{{_DEEPEST}}}(?=.*[^-+*\s])",  # a line of hyphens alone is a rule
    re.MULTILINE,
)
_FENCE = re.compile(r"(`{3,}|~{3,})[^`\n]*")


def require_sparse(text: str, max_post_size: int) -> None:
    """Refuse a text that is mostly markup.

    Raises :class:`~feeds.generators.base.PostError` in each of these cases:

    - characters of markup and line ends are more than 200,000 and a fifth of ``max_post_size``
    - 100 lists or quotes begin on one line
    - there are more than 500 abbreviations, or more than 5,000 references to footnotes
    """
    require_few_marks(text, max(_FEWEST_MARKS, int(_SHARE_OF_MARKS * max_post_size)))
    if deep := _DEEP.search(text):
        line = 1 + text.count("\n", 0, deep.start())
        raise PostError((line, f"{_DEEPEST} lists or quotes begin on this line; use fewer"))
    for mark, things, at_most in _COUNTED:
        if text.count(mark) > at_most:
            raise PostError((0, f"the post has more than {at_most:,} {things}; split it"))


def bounded(
    reading: Reading, rendered: Reading, max_post_size: int
) -> tuple[Reading, tuple[Problem, ...]]:
    """Return the post with its templates rendered, and the problems of rendering.

    If the result is too large, return the post as written and a problem that says so.
    """
    try:
        require_sparse(rendered.body, max_post_size)
        require_sparse(rendered.excerpt, max_post_size)
    except PostError as error:
        ((line, message),) = error.faults
        problem = f"the template is not rendered, because its result is too large: {message}"
        return reading, ((line, problem),)
    return rendered, rendered.problems


def require_few_marks(text: str, most: int) -> None:
    """Refuse a text with more than ``most`` characters of markup and line ends.

    Fenced code does not count. Raises :class:`~feeds.generators.base.PostError`.
    """
    if len(text) > most and (marks := _marks(outside_code(text))) > most:
        message = f"the post has {marks:,} characters of markup and line ends, more than {most:,}"
        raise PostError((0, f"{message}; split it"))


def outside_code(text: str) -> str:
    """Return a text with empty lines instead of its fenced code.

    Engines look for no markup in fenced code. They disagree about a fence that is not closed,
    so it does not count as code.
    """
    kept, fence = list[str](), ""
    for line in text.split("\n"):
        found = _FENCE.fullmatch(line)
        if not fence:
            fence = found[1] if found else ""
        elif found and found[0].rstrip() == found[1] and found[1].startswith(fence):
            fence, line = "", ""
        kept.append("" if fence else line)
    return text if fence else "\n".join(kept)


def longest_definition(text: str) -> int:
    """Return the length of the longest line that defines a link or an abbreviation."""
    return max(map(len, _DEFINITION.findall(text)), default=0)


def is_ordinary(text: str, most: int) -> bool:
    """Say whether the HTML of a text has at most ``most`` bytes with any engine.

    Only two things make HTML grow faster than its text: a definition that many links use, and
    a table whose short rows are filled up.
    """
    if (_LETTER + _MARK) * len(text) <= most and "]:" not in text and "|" not in text:
        return True
    rows = _TABLE.findall(text)
    columns = max((row.count("|") for row in rows), default=0)
    marked = (_MARK + longest_definition(text)) * _marks(text)
    return _LETTER * len(text) + marked + _CELL * columns * len(rows) <= most


def _marks(text: str) -> int:
    return sum(map(text.count, _MARKS))
