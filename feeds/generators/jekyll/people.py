"""Who wrote a post, as jekyll-feed finds out: by name, by mapping or by key of a data file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from feeds.generators.jekyll.values import Values, flattened, is_blank, is_single, written
from feeds.model import Person


def person(value: object, known: Mapping[str, Any]) -> Person | None:
    """Return the person a value means; ``known`` is the site's data file of authors."""
    name = written(value) if is_single(value) else ""
    found = known.get(name) if name else value
    if isinstance(found, dict):
        return _described(found, name)
    name = written(found) if is_single(found) and not is_blank(found) else name
    return Person(name) if name else None


def _described(found: Mapping[str, Any], fallback: str) -> Person | None:
    name = _text(found.get("name")) or fallback
    return Person(name, _text(found.get("uri")), _text(found.get("email"))) if name else None


def _text(value: object) -> str | None:
    return written(value) if is_single(value) and not is_blank(value) else None


def people(value: object, known: Mapping[str, Any]) -> tuple[Person, ...]:
    """Return the people a value means, which may be a list of them."""
    try:
        found = [person(item, known) for item in flattened(value)]
    except ValueError:
        found = []
    return tuple(dict.fromkeys(filter(None, found)))


def post_authors(
    values: Values, known: Mapping[str, Any], otherwise: tuple[Person, ...]
) -> tuple[tuple[Person, ...], tuple[Person, ...]]:
    """Return those named in a post's entry, and those whose feeds hold the post.

    An entry shows ``author``, else the first of ``authors``, else the site's.
    """
    author, authors = values.get("author"), values.get("authors")
    if not is_blank(author):
        named = people(author, known)
        if named:
            return named, named
        values.remark("author", "author names nobody; write author: Name")
    if isinstance(authors, list):
        named = people(authors, known)
        if named:
            return named[:1], named
    elif not is_blank(authors):
        values.remark("authors", "authors is no list, so Jekyll passes over it; write author: Name")
    return otherwise, otherwise
