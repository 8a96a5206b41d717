"""What only all articles together tell: which are translations, and how terms are spelt.

Every article is opened for it, though not read to its end.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from feeds.generators.base import PostError, Unpublished
from feeds.generators.pelican.article import Article
from feeds.generators.pelican.html import read_html
from feeds.generators.pelican.markdown import read_markdown
from feeds.generators.pelican.metadata import Source, Value, names, processed
from feeds.generators.pelican.rules import SUFFIXES
from feeds.generators.pelican.slugs import Slugs
from feeds.model import FeedKind

_FIELD = re.compile(r"^:([\w -]+):[ \t]*(.*(?:\n[ \t]+\S.*)*)", re.MULTILINE)
_KINDS: Mapping[str, str] = {
    "category": FeedKind.CATEGORY,
    "tags": FeedKind.TAG,
    "authors": FeedKind.AUTHOR,
    "author": FeedKind.AUTHOR,
}


@dataclass(frozen=True, slots=True)
class Survey:
    """What is known of the articles together."""

    translations: frozenset[str] = frozenset()
    """The paths of articles that are another's translation."""
    spellings: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """The one name of terms that are written in several ways, by kind and slug."""

    @property
    def digest(self) -> str:
        """A digest of all of it."""
        parts = [*sorted(self.translations), *map(repr, sorted(self.spellings.items()))]
        return hashlib.sha256("\n".join(parts).encode(errors="replace")).hexdigest()


def sketch(path: str, text: str) -> Source:
    """Read what a file says of itself, roughly for reStructuredText."""
    kind = SUFFIXES[posixpath.splitext(path)[1][1:]]
    if kind == "html":
        try:
            return read_html(text)
        except PostError:
            return Source({}, {}, "")
    if kind == "markdown":
        return read_markdown(text, frozenset())
    fields = {name.lower(): " ".join(value.split()) for name, value in _FIELD.findall(text)}
    return Source(processed(fields.items()), {}, "")


Sketches = Mapping[str, Mapping[str, Value]]
"""Metadata of each article by its path."""


def spellings(sketches: Sketches, slugs: Slugs) -> dict[tuple[str, str], str]:
    """Return the most used name of each term that has several, by kind and slug."""
    used: dict[str, Counter[str]] = defaultdict(Counter)
    for values in sketches.values():
        for key, kind in _KINDS.items():
            used[kind].update(_names(values.get(key, [])))
    result = {}
    for kind, counted in used.items():
        by_slug: dict[str, list[str]] = defaultdict(list)
        for name in counted:
            by_slug[slugs.slug(name, kind)].append(name)
        for slug, alike in by_slug.items():
            if len(alike) > 1:
                result[kind, slug] = min(alike, key=lambda name: (-counted[name], name))
    return result


def _names(value: Value) -> list[str]:
    return [value] if isinstance(value, str) else names(value)


def is_translated(sketches: Sketches, language: str) -> bool:
    """Say whether any article could be another's translation."""
    return any(
        values.get("lang", language) != language or _is_marked(values)
        for values in sketches.values()
    )


def translations(
    articles: Iterable[tuple[str, Article]], attributes: tuple[str, ...], language: str
) -> frozenset[str]:
    """Return the paths of articles that Pelican takes for translations of another.

    Those are of one group that have the same values of ``attributes``.
    """
    groups: dict[tuple[str, ...], list[tuple[str, Article]]] = defaultdict(list)
    for path, article in articles:
        groups[tuple(map(article.value, attributes))].append((path, article))
    return frozenset(path for group in groups.values() for path in _translations(group, language))


def _translations(group: list[tuple[str, Article]], language: str) -> Iterator[str]:
    candidates = [
        one for one in group if not _is_marked({"translation": one[1].value("translation")})
    ]
    candidates = candidates or group
    originals = [one for one in candidates if one[1].language == language] or candidates
    for one in group:
        if one not in originals:
            yield one[0]


def _is_marked(values: Mapping[str, Value]) -> bool:
    return str(values.get("translation") or "false").lower() != "false"


def published(
    articles: Iterable[Callable[[], tuple[str, Article]]],
) -> Iterator[tuple[str, Article]]:
    """Yield the articles that can be read and are published."""
    for article in articles:
        try:
            path, found = article()
            found.require_published()
        except (PostError, Unpublished):
            continue
        yield path, found
