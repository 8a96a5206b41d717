"""What a post may hold at most, so that none costs more than seconds, whatever its shape.

The engines of Markdown and reStructuredText take time and memory for each character of markup
and each line, some hundred times as much as for a letter. The limits are far above what posts
have: the densest of 1,600 has 2,900 marks and 450 lines in 15 KB.
"""

from __future__ import annotations

import re

from feeds.generators.base import PostError, Problem, Reading
from feeds.model import Post

_MARKS = "\n!\"#$&'()*+-:<=>[\\]^_`{|}~\xa0"
_FEWEST = 200_000
_SHARE = 0.2
_LETTER, _MARK, _CELL = 4, 40, 48
"""Bytes of HTML that one character can become: a letter, a mark of markup, an empty cell at the
end of a table's row."""
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
_MOST_TERMS = 500
_LONGEST = 1_000_000
"""Characters of what stands in an element of its own, such as a title."""
_MOST_PROBLEMS = 100


def require_sparse(text: str, max_post_size: int) -> None:
    """Refuse a text of little else than markup and ends of lines.

    Raises :class:`~feeds.generators.base.PostError` where these are more than 200,000, or a
    fifth of ``max_post_size``; where 100 lists or quotes begin on one line; or where there are
    more than 500 abbreviations or 5,000 marks of footnotes.
    """
    require_few_marks(text, max(_FEWEST, int(_SHARE * max_post_size)))
    if deep := _DEEP.search(text):
        line = 1 + text.count("\n", 0, deep.start())
        raise PostError((line, f"{_DEEPEST} lists or quotes begin on one line; nest fewer"))
    for mark, things, at_most in _COUNTED:
        if text.count(mark) > at_most:
            raise PostError((0, f"more than {at_most:,} {things}; split the post"))


def bounded(
    reading: Reading, rendered: Reading, max_post_size: int
) -> tuple[Reading, tuple[Problem, ...]]:
    """Return a post whose templates were rendered, unless the result is too large.

    Then it is the post as written, and a problem that says so.
    """
    try:
        require_sparse(rendered.body, max_post_size)
        require_sparse(rendered.excerpt, max_post_size)
    except PostError as error:
        ((line, message),) = error.faults
        return reading, ((line, f"template not rendered: its result has {message}"),)
    return rendered, rendered.problems


def require_few_marks(text: str, most: int) -> None:
    """Refuse a text with more markup and ends of lines than ``most``, outside fenced code.

    Raises :class:`~feeds.generators.base.PostError`.
    """
    if len(text) > most and (marks := _marks(outside_code(text))) > most:
        message = f"{marks:,} characters of markup and line ends, more than {most:,}"
        raise PostError((0, f"{message}; split the post"))


def outside_code(text: str) -> str:
    """Return a text with empty lines for its fenced code, in which engines look for no markup.

    A fence that is not closed begins no code: engines differ there.
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
    """Say whether the HTML of a text has at most so many bytes, whatever the engine makes of it.

    Only two things make HTML grow faster than its text: a definition that many links use, and
    a table whose short rows are filled up.
    """
    if (_LETTER + _MARK) * len(text) <= most and "]:" not in text and "|" not in text:
        return True
    rows = _TABLE.findall(text)
    columns = max((row.count("|") for row in rows), default=0)
    marked = (_MARK + longest_definition(text)) * _marks(text)
    return _LETTER * len(text) + marked + _CELL * columns * len(rows) <= most


def require_usual(post: Post) -> None:
    """Refuse more terms than a post can be about, and texts that no element should hold.

    Each term has feeds of its own. Raises :class:`~feeds.generators.base.PostError`.
    """
    if len(post.terms) > _MOST_TERMS:
        message = f"{len(post.terms):,} categories, tags and authors, more than {_MOST_TERMS:,}"
        raise PostError((1, f"{message}; use fewer"))
    texts = {"title": post.title, "id": post.id, "link": post.link, "summary": post.summary or ""}
    for name, text in texts.items():
        if len(text) > _LONGEST:
            message = f"{name} has {len(text):,} characters, more than {_LONGEST:,}; shorten it"
            raise PostError((1, message))


def first_problems(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Return the first hundred problems of a post, and how many more there are."""
    more = len(problems) - _MOST_PROBLEMS
    if more <= 0:
        return problems
    return (*problems[:_MOST_PROBLEMS], (0, f"{more:,} more like this"))


def _marks(text: str) -> int:
    return sum(map(text.count, _MARKS))
