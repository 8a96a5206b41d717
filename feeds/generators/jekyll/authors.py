"""The site's data file of authors: ``_data/authors`` in any form that Jekyll reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from feeds.errors import Fault
from feeds.generators.base import PostError
from feeds.generators.frontmatter import load_yaml
from feeds.generators.jekyll.config import Config, directory
from feeds.generators.jekyll.values import Values, flattened, is_blank, is_single, typed, written
from feeds.model import Person
from feeds.source import walk

Authors = Mapping[str, Any]
_TABLES = ("csv", "tsv")
_KEYED = re.compile(r"([^/]+)\.(yaml|yml|json)")


def known_authors(config: Config, source: str) -> Authors:
    """Return the authors by key. Of several forms the last wins: a folder, then tables.

    A table has rows, not keys, so nobody is found in it, and a mapping beside it is hidden.
    """
    place = f"{source}{directory(config, 'data_dir') or '_data'}/authors"
    folder = _folder(config, place)
    if folder:
        return folder
    found: Authors = {}
    for suffix in ("yaml", "yml", "json"):
        text = config.load(f"{place}.{suffix}")
        if text is not None:
            found = _mapping(config, f"{place}.{suffix}", text)
    for suffix in _TABLES:
        if config.load(f"{place}.{suffix}") is not None:
            message = "a table has no keys to find authors by; write authors.yml"
            config.faults.append(Fault(f"{place}.{suffix}", 0, message, fatal=False))
            found = {}
    return found


def _folder(config: Config, place: str) -> Authors:
    """A file for each author, its name the key."""
    if not _is_folder(config, place):
        return {}
    files, _ = walk(
        config.tree,
        lambda path: place == path or place.startswith(f"{path}/"),
        lambda path: path.rpartition("/")[0] == place,
        0,
    )
    found: dict[str, Any] = {}
    for file in files:
        named = _KEYED.fullmatch(file.path.rpartition("/")[2])
        text = config.load(file.path) if named else None
        if named and text is not None:
            found[named[1]] = _mapping(config, file.path, text)
    return found


def _is_folder(config: Config, place: str) -> bool:
    try:
        return (config.tree / place).is_dir()
    except ValueError:  # a name with NUL, which no folder has
        return False


def _mapping(config: Config, name: str, text: str) -> Authors:
    try:
        values = load_yaml(text, typed)
    except PostError as error:
        config.faults += [Fault(name, line, message, fatal=False) for line, message in error.faults]
        return {}
    if not isinstance(values, dict):
        return {}
    return {written(key): value for key, value in values.items()}


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
