"""Shortcodes in the text of a page.

https://www.getzola.org/documentation/content/shortcodes/
"""

from __future__ import annotations

import re

from feeds.generators.base import Problem
from feeds.generators.values import NOT_RENDERED

_STRING = r"\"[^\"]{0,5000}\"|'[^']{0,5000}'|`[^`]{0,5000}`"
_ARGUMENTS = rf"\((?:[^\"'`()]{{1,5000}}+|{_STRING}){{0,200}}\)"
_CALL = rf"[A-Za-z_]\w*\s*{_ARGUMENTS}"
_SHORTCODE = re.compile(
    rf"\{{\{{/\*(?P<shown>\s*{_CALL}\s*)\*/\}}\}}"
    rf"|\{{%/\*(?P<opened>\s*(?:{_CALL}|end)\s*)\*/%\}}"
    rf"|\{{\{{\s*(?P<inline>{_CALL})\s*\}}\}}"
    rf"|\{{%\s*(?P<block>{_CALL})\s*%\}}"
    r"|\{%\s*(?P<end>end)\s*%\}"
)


def without_shortcodes(text: str, first_line: int) -> tuple[str, list[Problem]]:
    """Remove shortcodes, whose templates are not run; the text inside them stays.

    Returns the text, and a problem for the first use of each shortcode.
    """
    if "{{" not in text and "{%" not in text:
        return text, []
    first: dict[str, int] = {}

    def replaced(found: re.Match[str]) -> str:
        if found["shown"] is not None:
            return "{{" + found["shown"] + "}}"
        if found["opened"] is not None:
            return "{%" + found["opened"] + "%}"
        call = found["inline"] or found["block"]
        if call:
            first.setdefault(call.partition("(")[0].strip(), found.start())
        return ""

    changed = _SHORTCODE.sub(replaced, text)
    return changed, [
        (first_line + text.count("\n", 0, at), f"the shortcode {name} {NOT_RENDERED}")
        for name, at in first.items()
    ]


def has_internal_links(text: str) -> bool:
    """Say whether there may be a link to a file of the content."""
    return "@/" in text
