"""What is wrong with a pattern of paths, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feeds.config.moves import names_in
from feeds.http import CODED_ENDINGS
from feeds.model import FeedKind

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def path_faults(kind: str, pattern: str) -> list[str]:
    """Name what is wrong with a feed path; each format and term must get a path of its own."""
    known = {"ext", "slug", "name"} if kind != FeedKind.SITE else {"ext"}
    used = set(_PLACEHOLDER.findall(pattern))
    faults = [f"{kind}: unknown {{{name}}}; use {_braced(known)}" for name in sorted(used - known)]
    if not pattern.startswith("/"):
        faults.append(f"{kind}: {pattern!r} must begin with /")
    if "ext" not in used:
        faults.append(f"{kind}: {pattern!r} needs {{ext}}, or its formats would share a file")
    if kind != FeedKind.SITE and not used & {"slug", "name"}:
        faults.append(f"{kind}: {pattern!r} needs {{slug}} or {{name}}")
    if pattern.endswith(CODED_ENDINGS):
        ending = pattern[pattern.rindex(".") :]
        faults.append(f"{kind}: {pattern!r} must not end in {ending}, as compressed feeds do")
    if any(part in ("", ".", "..") for part in pattern.split("/")[1:]):
        faults.append(f"{kind}: {pattern!r} has an empty, . or .. part")
    return faults


def redirect_faults(old: str, new: str) -> Iterator[str]:
    """Name what is wrong with an old path and the path that has its feed now."""
    yield from _place_faults(old)
    yield from _place_faults(new)
    for text in (old, new):
        if "*" in text:
            yield f"{text!r}: * cannot say which feed is meant; use {{slug}}"
    for name in sorted(names_in(new) - names_in(old) - {"*"}):
        yield f"{new!r}: {name} is not in {old!r}; write it on both sides"
    for name in sorted(names_in(old) - names_in(new)):
        yield from _twice(old, name)
    if old.rstrip("/") == new.rstrip("/"):
        yield f"{old!r} leads to itself; remove it"


def retired_faults(path: str) -> Iterator[str]:
    """Name what is wrong with the pattern of a path that is gone for good."""
    yield from _place_faults(path)
    for name in sorted(names_in(path) - {"*"}):
        yield from _twice(path, name)


def _twice(path: str, name: str) -> Iterator[str]:
    """Not every host can be told that two parts are the same."""
    if path.count(name) > 1:
        yield f"{path!r}: {name} stands there twice; give each a name of its own"


def _place_faults(path: str) -> Iterator[str]:
    if not path.startswith("/"):
        yield f"{path!r} must begin with /; write it below the site's URL"
    if any(part in (".", "..") for part in path.split("/")):
        yield f"{path!r} has a . or .. part; leave it out"
    if "?" in path or "#" in path:
        yield f"{path!r} has a query or fragment; write the path alone"
    strange = set(_PLACEHOLDER.findall(path)) - {name.strip("{}") for name in names_in(path)}
    for name in sorted(strange):
        yield f"{path!r}: {{{name}}} is no name; use lower-case letters, such as {{slug}}"


def _braced(names: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))
