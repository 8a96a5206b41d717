"""The dialects there are, in the order in which they are tried on a tree."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from feeds.posts.dialect import Dialect

_CLASSES = {
    "jekyll": ("feeds.posts.jekyll", "Jekyll"),
    "zola": ("feeds.posts.zola", "Zola"),
    "hugo": ("feeds.posts.hugo", "Hugo"),
    "pelican": ("feeds.posts.pelican", "Pelican"),
    "eleventy": ("feeds.posts.eleventy", "Eleventy"),
    "plain": ("feeds.posts.plain", "Plain"),
}
"""Imported when first needed: a build with nothing to do should start nothing."""

DIALECTS = tuple(_CLASSES)


def dialect_named(name: str) -> type[Dialect]:
    """Return the dialect of that name; ``KeyError`` if there is none."""
    module, attribute = _CLASSES[name]
    found: type[Dialect] = getattr(import_module(module), attribute)
    return found


def recognise(tree: Path) -> type[Dialect]:
    """Return the dialect of the generator whose files lie in the tree; plain takes any."""
    dialects = map(dialect_named, DIALECTS)
    return next(dialect for dialect in dialects if dialect.recognises(tree))
