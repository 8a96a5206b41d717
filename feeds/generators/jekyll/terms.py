"""The categories and tags of a post, and those that jekyll-feed shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import msgspec

from feeds.generators.jekyll.permalinks import slugify
from feeds.generators.jekyll.values import (
    PostValues,
    flattened,
    is_single,
    is_text,
    is_true,
    kind_of,
    shown,
    words,
    written,
)
from feeds.model import FeedKind, Term


@lru_cache(maxsize=8192)
def term(kind: str, name: str) -> Term:
    """Return the term of a name, with Jekyll's default slug."""
    return Term(kind, name, slugify(name))


def categories(
    directories: Iterable[str], defaults: Mapping[str, Any], values: PostValues
) -> tuple[str, ...]:
    """Return the categories from the directories, the defaults and the front matter, each once.

    ``categories`` as text is split at spaces, ``category`` is one. Raises
    :class:`~feeds.generators.base.PostError` if Jekyll cannot read them.
    """
    found = [*directories]
    for layer in (defaults, values.matter.values):
        found += _plural(layer.get("categories"), values)
    found += _names("category", values.get("category") or None, values)
    _remark_commas("category", "categories", found, values)
    return tuple(dict.fromkeys(filter(None, found)))


def tags(values: PostValues) -> tuple[str, ...]:
    """Return the tags: ``tag``, which is one, else ``tags``, which is split at spaces if text."""
    single, plural = values.get("tag"), values.get("tags")
    if single:
        found = _names("tag", single, values)
    elif is_text(plural):
        found = words(plural)
    elif plural is None or isinstance(plural, list):
        found = _names("tags", plural, values)
    else:
        message = f"tags must be a list, not {kind_of(plural)}; write tags: [a, b]"
        values.remark("tags", message)
        found = []
    _remark_commas("tag", "tags", found, values)
    return tuple(dict.fromkeys(filter(None, found)))


class TagFeeds(msgspec.Struct, frozen=True):
    """Which tags have feeds: ``feed.tags`` of _config.yml."""

    only: frozenset[str] | None = None
    """The tags that have feeds; None for all."""
    exceptions: frozenset[str] = frozenset()
    """Tags without feeds (``except``)."""

    def having(self, names: Iterable[str]) -> list[str]:
        """Return those of the tags that have feeds."""
        return [
            name
            for name in names
            if name not in self.exceptions and (self.only is None or name in self.only)
        ]


def tag_feeds(found: object) -> TagFeeds:
    """Return what ``feed.tags`` says."""
    given = found if isinstance(found, dict) else {}
    only = given.get("only")
    return TagFeeds(_names_of(only) if is_true(only) else None, _names_of(given.get("except")))


def _names_of(value: object) -> frozenset[str]:
    items = value if isinstance(value, list) else [value]
    return frozenset(written(item) for item in items if is_single(item) and is_true(item))


def labels(
    values: PostValues, category_names: Iterable[str], tag_names: Iterable[str]
) -> tuple[Term, ...]:
    """Return the terms an entry shows: ``category`` or else all categories, then the tags."""
    single = values.get("category")
    shown_names = _names("category", single, values) if single else category_names
    return (
        *(term(FeedKind.CATEGORY, name) for name in shown_names if name),
        *(term(FeedKind.TAG, name) for name in tag_names),
    )


def _plural(value: object, values: PostValues) -> list[str]:
    if value is None or isinstance(value, list):
        return _names("categories", value, values)
    if is_text(value):
        return words(value)
    message = f"categories must be a list, not {kind_of(value)}; write categories: [a, b]"
    raise values.error("categories", message)


def _names(key: str, value: object, values: PostValues) -> list[str]:
    try:
        items = flattened(value)
    except ValueError as error:
        message = f"{key} contains too many names, or lists nested too deeply; write one list"
        raise values.error(key, message) from error
    if not all(map(is_single, items)):
        message = f"{key} contains a mapping; put a name that contains a colon in quotes"
        raise values.error(key, message)
    return [written(item) for item in items]


def _remark_commas(singular: str, plural: str, names: Iterable[str], values: PostValues) -> None:
    for name in names:
        if name.endswith(","):
            key = plural if values.get(plural) else singular
            values.remark(
                key,
                f"{singular} {shown(name)} ends with a comma, because Jekyll splits only at "
                f"spaces; write {plural}: [a, b]",
            )
