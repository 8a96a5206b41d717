"""Where feeds used to be: old paths that lead to today's, and paths that are gone for good.

A pattern is a path below the site's URL, in Unicode. ``{slug}``, or any other name in braces,
stands for one part of it or some of one, the same on both sides; ``*`` stands for anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

STATUSES = (200, 301, 308)
"""What an old path may answer with: the feed itself, or a redirect (RFC 9110 15.4.2, 15.4.9)."""

_PARTS = re.compile(r"(\{[a-z_]+\}|\*)")


class Redirect(NamedTuple):
    """An old path's pattern and what answers there."""

    old: str
    new: str
    status: int


class Target(NamedTuple):
    """Where an old path leads."""

    path: str
    status: int


class Moves(NamedTuple):
    """All that was moved and all that was retired."""

    redirects: tuple[Redirect, ...] = ()
    retired: tuple[str, ...] = ()

    def targets(self, path: str) -> Iterable[Target]:
        """Yield where a requested path may lead to, the first pattern's first."""
        for redirect in self.redirects:
            found = _matching(_bare(redirect.old)).fullmatch(_bare(path))
            if found:
                yield Target(_filled(redirect.new, found), redirect.status)

    def is_retired(self, path: str) -> bool:
        """Say whether the feed at this path is gone for good."""
        return any(_matching(_bare(pattern)).fullmatch(_bare(path)) for pattern in self.retired)


NOWHERE = Moves()
"""Nothing was moved, nothing retired."""


def names_in(pattern: str) -> set[str]:
    """Return the placeholders of a pattern, braces included, and ``*`` where it has one."""
    return set(_PARTS.findall(pattern))


def matches(pattern: str, path: str) -> bool:
    """Say whether a path is one that the pattern means."""
    return _matching(_bare(pattern)).fullmatch(_bare(path)) is not None


def _filled(pattern: str, found: re.Match[str]) -> str:
    return _PARTS.sub(lambda name: found[name[0].strip("{}")], pattern)


def _bare(path: str) -> str:
    """Old feeds often were folders: a slash at the end tells no path from another."""
    return "/" + path.strip("/")


@lru_cache(maxsize=1024)
def _matching(pattern: str) -> re.Pattern[str]:
    seen: set[str] = set()
    return re.compile("".join(_expression(part, seen) for part in _PARTS.split(pattern)), re.DOTALL)


def _expression(part: str, seen: set[str]) -> str:
    if part == "*":
        return ".*"
    if not _PARTS.fullmatch(part):
        return re.escape(part)
    name = part.strip("{}")
    if name in seen:
        return f"(?P={name})"
    seen.add(name)
    return f"(?P<{name}>[^/]+)"
