"""What a feed's own template loops over, and what it puts before each post's path.

https://www.11ty.dev/docs/collections/ — templates are looked at, never run.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from feeds.generators.eleventy.filters import slugify
from feeds.model import FeedKind, Term

_LOOP = re.compile(r"\{%-?\s*for\s+(\w+)\s+in\s+([^%]*?)-?%\}")
_SET = re.compile(r"\{%-?\s*(?:set|assign)\s+(\w+)\s*=\s*([^%]*?)-?%\}")
_COLLECTION = re.compile(r"\(*collections(?:\.([\w-]+)|\[['\"]([^'\"]+)['\"]\])(.*)", re.DOTALL)
_LIMIT = re.compile(
    r"\b(?:head|limit|slice|eleventyFeedHead|take)\s*(?:\(|:)\s*(?:0\s*,\s*)?(-?)(\d+)"
)
_COUNTED = re.compile(r"\b(?:for)?loop\.index(0?)\s*<(=?)\s*(\d+)")
_FILTERED = (
    r"\b(?P<variable>\w+)\.url\b(?P<chain>[^}]*?)"
    r"\|\s*(?P<filter>absoluteUrl|htmlBaseUrl)\s*[(:]\s*(?P<base>[\w.]+)"
)
_PREFIXED = (
    r"\{\{-?\s*(?P<base>[\w.]+)\s*-?\}\}\s*"
    r"\{\{-?\s*(?P<variable>\w+)\.url\b(?P<chain>[^}]*)"
)
_LINKED = (re.compile(_PREFIXED), re.compile(_FILTERED))
_ADDS_PREFIX = re.compile(r"\|\s*url\b")
_LABEL = re.compile(
    r"(?P<bare>\.data\.tags\s*-?%\}\s*)?<category\b[^>]*?(?:\bterm\s*=\s*[\"']|>)\s*"
    r"\{\{-?\s*\w+\s*(?P<slug>\|\s*slug(?:ify)?\b)?"
)
_MOST_NAMES = 5
"""Names that stand for other names."""


class Labels(NamedTuple):
    """How entries show the tags of their posts."""

    slugified: bool
    every: bool
    """Nothing in the template leaves a tag out, not even a collection's name."""

    def terms(self, tags: Iterable[str], hidden: Container[str]) -> tuple[Term, ...]:
        """Return the terms an entry shows; ``hidden`` are collections that have feeds."""
        shown = [tag for tag in tags if tag and (self.every or tag not in hidden)]
        return tuple(Term(FeedKind.TAG, self._written(tag), _slug(tag)) for tag in shown)

    def _written(self, tag: str) -> str:
        return _slug(tag) if self.slugified else tag


class Loop(NamedTuple):
    """The loop over posts."""

    variable: str
    collection: str
    steps: str
    """What is done to the collection before it is gone through."""
    rest: str
    """The template from the loop on."""

    @property
    def limit(self) -> int | None:
        """How many posts it shows at most; None for all."""
        if found := _LIMIT.search(self.steps):
            return int(found[2])
        if counted := _COUNTED.search(self.rest):
            return int(counted[3]) - (not counted[1]) + bool(counted[2])
        return None

    @property
    def reverses(self) -> bool:
        """Whether the newest come first, collections being in the order of their dates."""
        from_end = _LIMIT.search(self.steps)
        return "reverse" in self.steps or bool(from_end and from_end[1])

    @property
    def labels(self) -> Labels | None:
        """How an entry shows its tags; None where it does not."""
        found = _LABEL.search(self.rest)
        return found and Labels(bool(found["slug"]), bool(found["bare"]))

    def start(self, data: Mapping[str, Any], prefix: str) -> str | None:
        """Return what stands before a post's path, as data have it; None where that is unsaid."""
        for pattern in _LINKED:
            for found in pattern.finditer(self.rest):
                base = _address(data, found["base"])
                if base and found["variable"] == self.variable:
                    return _before_path(found.groupdict(), base, prefix)
        return None


def loop_in(text: str) -> Loop | None:
    """Return a template's first loop over a collection, also one that has got another name."""
    names: dict[str, str] = {}
    for found in _SET.finditer(text):
        names.setdefault(found[1], found[2])
    for found in _LOOP.finditer(text):
        over = _COLLECTION.match(_spelt_out(found[2], names))
        if over:
            return Loop(found[1], over[1] or over[2], over[3], text[found.end() :])
    return None


def _slug(tag: str) -> str:
    try:
        return slugify(tag)
    except ValueError:
        return tag


def _spelt_out(expression: str, names: Mapping[str, str]) -> str:
    for _ in range(_MOST_NAMES):
        first = re.match(r"\w+", expression)
        if not first or first[0] not in names:
            break
        expression = f"{names[first[0]]} {expression[first.end() :]}"
    return expression.strip()


def _address(data: Mapping[str, Any], path: str) -> str | None:
    found: Any = data
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) and "://" in found else None


def _before_path(link: Mapping[str, str], base: str, prefix: str) -> str:
    adds = link.get("filter") == "htmlBaseUrl" or _ADDS_PREFIX.search(link["chain"])
    if "filter" not in link:
        return base.rstrip("/") + (prefix if adds else "")
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}" + (prefix if adds else "")
