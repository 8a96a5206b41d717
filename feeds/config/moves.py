"""Old paths of feeds: those that moved, and those that were retired.

A pattern is a path below the site's URL, in Unicode. ``{slug}``, or any other name in braces,
matches one part of the path or some of it; the same name matches the same text on both sides.
``*`` matches anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from feeds.http import CODED_ENDINGS
from feeds.model import FeedKind

_PARTS = re.compile(r"(\{[a-z_]+\}|\*)")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


class Redirect(NamedTuple):  # JSON writes a tuple as a list, which stores and editions keep
    """The pattern of an old path, and the feed that answers there."""

    old: str
    new: str
    status: int
    """200 for the feed itself, 301 or 308 for a redirect (RFC 9110 15.4.2, 15.4.9)."""


class Destination(Struct, frozen=True):
    """The feed that an old path leads to."""

    path: str
    status: int


class Wild(StrEnum):
    """The open parts of a pattern, as regular expressions."""

    PART = "[^/]+"
    ANYTHING = ".*"


Parts = tuple[str | Wild, ...]
"""A path: texts and open parts."""


class OldPath(Struct, frozen=True):
    """An old path, or all paths of a pattern, and the published feed that answers there."""

    parts: Parts
    target: Destination


class Moves(NamedTuple):  # as above
    """All old paths of a site."""

    redirects: tuple[Redirect, ...] = ()
    retired: tuple[str, ...] = ()

    def targets(self, path: str) -> Iterable[Destination]:
        """Yield the feeds that a requested path may lead to, in the order of the patterns."""
        for redirect in self.redirects:
            found = _matching(_bare(redirect.old)).fullmatch(_bare(path))
            if found:
                yield Destination(_filled(redirect.new, found), redirect.status)

    def is_retired(self, path: str) -> bool:
        """Return whether the feed at this path is retired."""
        return any(_matching(_bare(pattern)).fullmatch(_bare(path)) for pattern in self.retired)

    def olds(self, published: Iterable[str]) -> Iterator[OldPath]:
        """Yield each old path that leads to a published path, once: the first pattern wins."""
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
                yield OldPath(parts, Destination(path, redirect.status))
                if is_open(parts):
                    wide.append(re.compile(expression(parts), re.DOTALL))

    def retired_parts(self) -> Iterator[Parts]:
        """Yield the retired paths."""
        return (_parts(pattern, {}) for pattern in self.retired)


NOWHERE = Moves()
"""No old paths."""


def names_in(pattern: str) -> set[str]:
    """Return the placeholders of a pattern with their braces, and ``*`` if it has one."""
    return set(_PARTS.findall(pattern))


def matches(pattern: str, path: str) -> bool:
    """Say whether a pattern matches a path."""
    return _matching(_bare(pattern)).fullmatch(_bare(path)) is not None


def is_open(parts: Parts) -> bool:
    """Say whether these parts stand for more than one path."""
    return any(isinstance(part, Wild) for part in parts)


def expression(parts: Parts) -> str:
    """Return a regular expression for whole paths."""
    return "".join(part if isinstance(part, Wild) else re.escape(part) for part in parts)


def path_faults(kind: str, pattern: str) -> list[str]:
    """Return what is wrong with a feed path; each term must get its own path."""
    known = {"ext", "slug", "name"} if kind != FeedKind.SITE else {"ext"}
    used = set(_PLACEHOLDER.findall(pattern))
    faults = [
        f"{kind}: unknown placeholder {{{name}}}; use {_braced(known)}"
        for name in sorted(used - known)
    ]
    if not pattern.startswith("/"):
        faults.append(f"{kind}: {pattern!r} must begin with /")
    if kind != FeedKind.SITE and not used & {"slug", "name"}:
        faults.append(f"{kind}: {pattern!r} must contain {{slug}} or {{name}}")
    if pattern.endswith(CODED_ENDINGS):
        ending = pattern[pattern.rindex(".") :]
        faults.append(f"{kind}: {pattern!r} must not end in {ending}, as compressed files do")
    if any(part in ("", ".", "..") for part in pattern.split("/")[1:]):
        faults.append(f"{kind}: {pattern!r} must not contain an empty part, . or ..")
    return faults


def redirect_faults(old: str, new: str) -> Iterator[str]:
    """Yield what is wrong with an old path and the path that has its feed today."""
    yield from _place_faults(old)
    yield from _place_faults(new)
    for text in (old, new):
        if "*" in text:
            yield f"{text!r} must not contain *; use {{slug}} instead"
    for name in sorted(names_in(new) - names_in(old) - {"*"}):
        yield f"{new!r} contains {name}, but {old!r} does not; use it in both paths"
    for name in sorted(names_in(old) - names_in(new)):
        yield from _twice(old, name)
    if old.rstrip("/") == new.rstrip("/"):
        yield f"{old!r} redirects to itself; remove it"


def retired_faults(path: str) -> Iterator[str]:
    """Yield what is wrong with the pattern of a retired path."""
    yield from _place_faults(path)
    for name in sorted(names_in(path) - {"*"}):
        yield from _twice(path, name)


def _any(wide: Iterable[re.Pattern[str]], parts: Parts) -> bool:
    return not is_open(parts) and any(one.fullmatch("".join(parts)) for one in wide)


def _parts(pattern: str, values: Mapping[str, str]) -> Parts:
    """Return the parts of a pattern; names without a value stay open."""
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
    """Return a path without a slash at its end: old feeds were often folders."""
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


def _twice(path: str, name: str) -> Iterator[str]:
    """Yield a fault if a name is used twice: not every host can compare two parts."""
    if path.count(name) > 1:
        yield f"{path!r} contains {name} twice; use two different names"


def _place_faults(path: str) -> Iterator[str]:
    if not path.startswith("/"):
        yield f"{path!r} must begin with /; write a path such as /feed.xml"
    if any(part in (".", "..") for part in path.split("/")):
        yield f"{path!r} contains a . or .. part; remove it"
    if "?" in path or "#" in path:
        yield f"{path!r} contains ? or #; write only the path"
    strange = set(_PLACEHOLDER.findall(path)) - {name.strip("{}") for name in names_in(path)}
    for name in sorted(strange):
        wrong = f"{path!r}: {{{name}}} is not a valid placeholder"
        yield f"{wrong}; use lower-case letters, such as {{slug}}"


def _braced(names: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))
