"""Patterns of paths, as generators' configuration files write them."""

from __future__ import annotations

import re
from functools import lru_cache

_PART = re.compile(r"\*\*/|\*+|\?|\{[^{}]*\}|\[[^\]]+\]|[^*?\[{]+|.", re.DOTALL)


@lru_cache(256)
def glob(pattern: str, crosses: bool = False) -> re.Pattern[str]:
    """Return what matches the whole of a path.

    ``**`` stands for any folders, ``*`` and ``?`` for characters of one name, ``{a,b}`` for
    either; with ``crosses``, ``*`` and ``?`` stand for a slash too.
    """
    try:
        return re.compile(_translated(pattern, crosses))
    except re.error:
        return re.compile(re.escape(pattern))


def _translated(pattern: str, crosses: bool) -> str:
    return "".join(_part(part, crosses) for part in _PART.findall(pattern))


def _part(part: str, crosses: bool) -> str:
    if part == "**/":
        return "(?:.*/)?"
    if part[0] == "*":
        return ".*" if crosses or len(part) > 1 else "[^/]*"
    if part == "?":
        return "." if crosses else "[^/]"
    if part[0] == "{" and part[-1] == "}":
        return f"(?:{'|'.join(_translated(one, crosses) for one in part[1:-1].split(','))})"
    if part[0] == "[" and part[-1] == "]":
        return f"[^{part[2:]}" if part[1] == "!" else part
    return re.escape(part)
