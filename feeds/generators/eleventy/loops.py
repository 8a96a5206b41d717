"""The loop over posts in a template that writes a feed: which posts it shows."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping

import msgspec

from feeds.generators.eleventy.filters import slugify
from feeds.model import FeedKind, Term

USUALLY_HIDDEN = frozenset({"all", "nav", "post", "posts"})
"""Tags that Eleventy's starter project does not show: they only gather pages."""

_FOR = re.compile(r"\{%-?\s*(?:(for)\s+(\w+)\s+in\s+([^%]*?)|(end)for\s*)-?%\}")
_SET = re.compile(r"\{%-?\s*(?:set|assign)\s+(\w+)\s*=\s*([^%]*?)-?%\}")
_COLLECTION = re.compile(r"\(*collections(?:\.([\w-]+)|\[['\"]([^'\"]+)['\"]\])(.*)", re.DOTALL)
_LIMIT = re.compile(
    r"\b(?:head|limit|slice|eleventyFeedHead|take)\s*(?:\(|:)\s*(?:0\s*,\s*)?(-?)(\d+)"
)
_COUNTED = re.compile(r"\b(?:for)?loop\.index(0?)\s*<(=?)\s*(\d+)")
_LABEL = re.compile(
    r"(?P<bare>\.data\.\w+\s*-?%\}\s*)?<category\b[^>]*?(?:\bterm\s*=\s*[\"']|>)\s*"
    r"\{\{-?\s*\w+\s*(?P<slug>\|\s*slug(?:ify)?\b)?"
)
_KEY = re.compile(r"\.data\.(\w+)")
_MOST_ALIASES = 5
"""How many ``set`` tags are followed from a name to the collection it was set to."""


class TagLabels(msgspec.Struct, frozen=True):
    """How entries of a feed show the tags of their posts."""

    slugified: bool = False
    """They show slugs, not names."""
    every: bool = False
    """They show every tag, even those that only gather pages."""
    key: str = "tags"
    """The key of a post's data that has them."""

    def terms(self, tags: Iterable[str], hidden: Container[str]) -> tuple[Term, ...]:
        """Return the terms that an entry shows; ``hidden`` are tags that only gather pages."""
        shown = [tag for tag in tags if tag and (self.every or tag not in hidden)]
        return tuple(
            Term(FeedKind.TAG, _slug(tag) if self.slugified else tag, _slug(tag)) for tag in shown
        )


def _slug(tag: str) -> str:
    try:
        return slugify(tag)
    except ValueError:
        return tag


class PostLoop(msgspec.Struct, frozen=True):
    """The loop over posts in a template that writes a feed."""

    variable: str
    collection: str
    steps: str
    """The filters that are applied to the collection."""
    body: str
    """What is in the loop."""
    rest: str
    """The template without the loop."""
    line: int
    """How many lines are before it."""

    @property
    def limit(self) -> int | None:
        """How many posts it shows at most; None for all."""
        if found := _LIMIT.search(self.steps):
            return int(found[2])
        if counted := _COUNTED.search(self.body):
            return int(counted[3]) - (not counted[1]) + bool(counted[2])
        return None

    @property
    def reverses(self) -> bool:
        """Whether the newest posts come first; a collection begins with the oldest."""
        from_end = _LIMIT.search(self.steps)
        return "reverse" in self.steps or bool(from_end and from_end[1])

    @property
    def labels(self) -> TagLabels | None:
        """How an entry shows its tags; None if it does not."""
        found = _LABEL.search(self.body)
        if found is None:
            return None
        bare = found.end("bare") if found["bare"] else found.start()
        loops = [loop[3] for loop in _FOR.finditer(self.body, 0, bare) if loop[1]]
        key = _KEY.search(loops[-1]) if loops else None
        return TagLabels(bool(found["slug"]), bool(found["bare"]), key[1] if key else "tags")


def find_loop(text: str) -> PostLoop | None:
    """Return a template's first loop over a collection, which may have another name."""
    names: dict[str, str] = {}
    for found in _SET.finditer(text):
        names.setdefault(found[1], found[2])
    for found in _FOR.finditer(text):
        over = _COLLECTION.match(_without_aliases(found[3], names)) if found[1] else None
        if over:
            end, after = _end(text, found.end())
            return PostLoop(
                variable=found[2],
                collection=over[1] or over[2],
                steps=over[3],
                body=text[found.end() : end],
                rest=text[: found.start()] + text[after:],
                line=text.count("\n", 0, found.end()),
            )
    return None


def _end(text: str, start: int) -> tuple[int, int]:
    """Return where the end tag of a loop begins and ends; loops may be in it."""
    depth = 1
    for found in _FOR.finditer(text, start):
        depth += -1 if found[4] else 1
        if not depth:
            return found.span()
    return len(text), len(text)


def _without_aliases(expression: str, names: Mapping[str, str]) -> str:
    for _ in range(_MOST_ALIASES):
        first = re.match(r"\w+", expression)
        if not first or first[0] not in names:
            break
        expression = f"{names[first[0]]} {expression[first.end() :]}"
    return expression.strip()
