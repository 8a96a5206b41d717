"""Where feeds used to be: old paths that lead to today's, and paths that are gone for good.

A pattern is a path below the site's URL, in Unicode. ``{slug}``, or any other name in braces,
stands for one part of it or some of one, the same on both sides; ``*`` stands for anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
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


class Wild(StrEnum):
    """What a pattern leaves open, as any generator of regular expressions writes it."""

    PART = "[^/]+"
    ANYTHING = ".*"


Parts = tuple[str | Wild, ...]
"""A path, literal but for what is left open."""


class Old(NamedTuple):
    """One old path, or all those of a pattern, and the published path that answers there."""

    parts: Parts
    target: Target


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

    def olds(self, published: Iterable[str]) -> Iterator[Old]:
        """Yield every old path that leads to one of these, each only where it leads first."""
        paths = tuple(published)
        seen: set[Parts] = set()
        wide: list[re.Pattern[str]] = []
        for redirect in self.redirects:
            for path in paths:
                found = _matching(_bare(redirect.new)).fullmatch(_bare(path))
                parts = _parts(redirect.old, found.groupdict()) if found else ()
                if not parts or parts in seen or _any(wide, parts):
                    continue
                seen.add(parts)
                yield Old(parts, Target(path, redirect.status))
                if is_open(parts):
                    wide.append(re.compile(expression(parts), re.DOTALL))

    def retired_parts(self) -> Iterator[Parts]:
        """Yield the paths that are gone for good."""
        return (_parts(pattern, {}) for pattern in self.retired)


NOWHERE = Moves()
"""Nothing was moved, nothing retired."""


def names_in(pattern: str) -> set[str]:
    """Return the placeholders of a pattern, braces included, and ``*`` where it has one."""
    return set(_PARTS.findall(pattern))


def matches(pattern: str, path: str) -> bool:
    """Say whether a path is one that the pattern means."""
    return _matching(_bare(pattern)).fullmatch(_bare(path)) is not None


def is_open(parts: Parts) -> bool:
    """Say whether these are more than one path."""
    return any(isinstance(part, Wild) for part in parts)


def expression(parts: Parts) -> str:
    """Return a regular expression that matches just these paths, whole."""
    return "".join(part if isinstance(part, Wild) else re.escape(part) for part in parts)


def _any(wide: Iterable[re.Pattern[str]], parts: Parts) -> bool:
    return not is_open(parts) and any(one.fullmatch("".join(parts)) for one in wide)


def _parts(pattern: str, values: Mapping[str, str]) -> Parts:
    """Return a pattern with its names filled, as far as their values are known."""
    parts: list[str | Wild] = []
    for part in filter(None, _PARTS.split(_bare(pattern))):
        filled = _part(part, values)
        if parts and not isinstance(filled, Wild) and not isinstance(parts[-1], Wild):
            parts[-1] += filled
        else:
            parts.append(filled)
    return tuple(parts)


def _part(part: str, values: Mapping[str, str]) -> str | Wild:
    if part == "*":
        return Wild.ANYTHING
    if _PARTS.fullmatch(part):
        return values.get(part.strip("{}"), Wild.PART)
    return part


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
