"""What only all articles together show: which are translations, and how terms are spelt.

Every article is opened for this, but only its metadata is read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from feeds.generators.pelican.article import Article
from feeds.generators.pelican.metadata import Value, names
from feeds.generators.pelican.urls import Slugs
from feeds.model import FeedKind

_KINDS: Mapping[str, str] = {
    "category": FeedKind.CATEGORY,
    "tags": FeedKind.TAG,
    "authors": FeedKind.AUTHOR,
    "author": FeedKind.AUTHOR,
}

Sketches = Mapping[str, Mapping[str, Value]]
"""The metadata of each article by its path."""


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


def has_translations(sketches: Sketches, language: str) -> bool:
    """Say whether any article may be a translation; ``language`` is the site's."""
    return any(
        values.get("lang", language) != language or _is_marked(values)
        for values in sketches.values()
    )


def translations(
    articles: Iterable[tuple[str, Article]], grouped_by: tuple[str, ...], language: str
) -> frozenset[str]:
    """Return the paths of articles that Pelican takes for translations of others.

    Articles with the same values of the attributes ``grouped_by`` translate each other. The
    originals among them are those in ``language``.
    """
    groups: dict[tuple[str, ...], list[tuple[str, Article]]] = defaultdict(list)
    for path, article in articles:
        groups[tuple(map(article.value, grouped_by))].append((path, article))
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
