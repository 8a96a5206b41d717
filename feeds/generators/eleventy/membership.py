"""Which templates a feed's collection holds.

https://www.11ty.dev/docs/collections/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from feeds.generators.eleventy.cascade import tags_of
from feeds.generators.eleventy.project import Collection
from feeds.generators.files import glob

DATED = "\0dated"
"""The collection of everything that has a date, where a site names no other."""

_TRUE = (True, "true", "True", "TRUE")


def is_true(value: Any) -> bool:
    """Say whether YAML or JSON means yes."""
    return isinstance(value, bool | str) and value in _TRUE


def is_false(value: Any) -> bool:
    """Say whether YAML or JSON means no, in so many letters."""
    return value is False or (isinstance(value, str) and value in ("false", "False", "FALSE"))


def holds(
    name: str, path: str, data: Mapping[str, Any], collections: Mapping[str, Collection]
) -> bool:
    """Say whether a collection holds the template at that path, with these data.

    Raises ``ValueError`` where its tags are neither text nor list.
    """
    excluded = data.get("eleventyExcludeFromCollections")
    if is_true(excluded):
        return False
    added = collections.get(name)
    tags = tags_of(data.get("tags"))
    if added and added.gathers:
        return added.everything or _gathered(added, path, tags)
    if name in tags_of(excluded):
        return False
    return name in ("all", DATED) or name in tags


def _gathered(added: Collection, path: str, tags: Sequence[str]) -> bool:
    if added.tags:
        return set(added.tags) <= set(tags)
    return any(glob(pattern.removeprefix("./")).fullmatch(path) for pattern in added.globs)
