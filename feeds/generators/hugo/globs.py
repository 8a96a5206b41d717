"""Patterns of paths in which ``*`` stays within a folder (github.com/gobwas/glob)."""

from __future__ import annotations

import re
from functools import lru_cache

_TOKENS = re.compile(r"\*\*|\*|\?|\{|\}|,|\[(!?)([^\]]*)\]|\\(.)|(.)", re.DOTALL)
_WILDCARDS = {"**": ".*", "*": "[^/]*", "?": "[^/]"}


@lru_cache(maxsize=1024)
def glob(pattern: str) -> re.Pattern[str]:
    """Return the expression of a pattern, to be matched in full against lower case."""
    depth = 0
    parts: list[str] = []
    for found in _TOKENS.finditer(pattern.lower()):
        if found[0] == "{":
            depth += 1
            parts.append("(?:")
        elif found[0] == "}" and depth:
            depth -= 1
            parts.append(")")
        else:
            parts.append("|" if found[0] == "," and depth else _part(found))
    return re.compile("".join(parts) + ")" * depth, re.DOTALL)


def _part(found: re.Match[str]) -> str:
    if found[0] in _WILDCARDS:
        return _WILDCARDS[found[0]]
    if found[2]:
        inside = found[2].replace("\\", "\\\\")
        return f"[{'^' if found[1] else ''}{inside}]"
    return re.escape(found[3] or found[0])


def matches(pattern: str, text: str) -> bool:
    """Say whether a pattern matches a text whole, in any case."""
    try:
        return glob(pattern).fullmatch(text.lower()) is not None
    except re.error:
        return False
