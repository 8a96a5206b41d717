"""The shortcodes, internal links and summary in a page's text, which are not Markdown.

https://www.getzola.org/documentation/content/shortcodes/
https://www.getzola.org/documentation/content/linking/#internal-links
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

from feeds.generators.base import Problem

_ARGUMENTS = r"\((?:[^\"'`()]|\"[^\"]*\"|'[^']*'|`[^`]*`)*\)"
_CALL = rf"[A-Za-z_]\w*\s*{_ARGUMENTS}"
_SHORTCODE = re.compile(
    rf"\{{\{{/\*(?P<shown>\s*{_CALL}\s*)\*/\}}\}}"
    rf"|\{{%/\*(?P<opened>\s*(?:{_CALL}|end)\s*)\*/%\}}"
    rf"|\{{\{{\s*(?P<inline>{_CALL})\s*\}}\}}"
    rf"|\{{%\s*(?P<block>{_CALL})\s*%\}}"
    r"|\{%\s*(?P<end>end)\s*%\}"
)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)", re.M | re.S)
_MORE = re.compile(r"<!--\s*more\s*-->", re.IGNORECASE)
_LINK = re.compile(
    r"(?P<before>\]\(\s*<?|^ {0,3}\[[^\]\n]+\]:\s*<?)"
    r"@/(?P<path>[^\s()<>#]+\.md)(?P<anchor>#[^\s()<>]*)?",
    re.MULTILINE,
)


class _Code:
    """The places of a text's fenced code."""

    def __init__(self, text: str) -> None:
        spans = [found.span() for found in _FENCE.finditer(text)]
        self._edges = [edge for span in spans for edge in span]

    def holds(self, at: int) -> bool:
        """Say whether an offset is inside code."""
        return bisect_right(self._edges, at) % 2 == 1


def without_shortcodes(text: str, first_line: int) -> tuple[str, list[Problem]]:
    """Remove shortcodes, whose templates are not run; the text inside them stays.

    Returns the text, and one problem with the line of the first shortcode.
    """
    if "{{" not in text and "{%" not in text:
        return text, []
    names: list[tuple[int, str]] = []

    def replaced(found: re.Match[str]) -> str:
        if found["shown"] is not None:
            return "{{" + found["shown"] + "}}"
        if found["opened"] is not None:
            return "{%" + found["opened"] + "%}"
        call = found["inline"] or found["block"]
        if call:
            names.append((found.start(), call.partition("(")[0].strip()))
        return ""

    changed = _SHORTCODE.sub(replaced, text)
    if not names:
        return changed, []
    line = first_line + text.count("\n", 0, names[0][0])
    listed = ", ".join(dict.fromkeys(name for _, name in names))
    message = f"shortcode {listed} is dropped, its inner text kept: templates are not run"
    return changed, [(line, f"{message}; write what it gives where readers need it")]


def summary(text: str) -> str | None:
    """Return the text before ``<!-- more -->`` outside code; None if there is no such mark."""
    if not _MORE.search(text):
        return None
    code = _Code(text)
    outside = (found.start() for found in _MORE.finditer(text) if not code.holds(found.start()))
    start = next(outside, None)
    return None if start is None else text[:start]


def has_internal_links(text: str) -> bool:
    """Say whether any link is to a file of the content."""
    return "@/" in text and _LINK.search(text) is not None


def with_links(text: str, url_of: Callable[[str], str | None]) -> str:
    """Replace ``@/`` links with URLs; those to missing files stay.

    ``url_of`` takes a path below content.
    """
    code = _Code(text)

    def replaced(found: re.Match[str]) -> str:
        url = None if code.holds(found.start()) else url_of(found["path"])
        return found[0] if url is None else found["before"] + url + (found["anchor"] or "")

    return _LINK.sub(replaced, text)
