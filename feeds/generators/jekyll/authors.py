"""The authors of a post: front matter, ``_config.yml``, ``_data/authors``.

jekyll-feed finds a person by name, by mapping, or by a key of the data file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from feeds.errors import Fault
from feeds.generators.base import PostError
from feeds.generators.jekyll.config import JekyllConfig
from feeds.generators.jekyll.values import (
    YAML,
    PostValues,
    flattened,
    is_blank,
    is_single,
    written,
)
from feeds.model import Person
from feeds.source import walk

Authors = Mapping[str, Any]
"""The authors of the data file by key."""
_TABLES = ("csv", "tsv")
_KEYED = re.compile(r"([^/]+)\.(yaml|yml|json)")


def person(value: object, known: Authors) -> Person | None:
    """Return the person that a value names."""
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


def people(value: object, known: Authors) -> tuple[Person, ...]:
    """Return the people that a value or a list of values names, each once."""
    try:
        found = [person(item, known) for item in flattened(value)]
    except ValueError:
        found = []
    return tuple(dict.fromkeys(filter(None, found)))


def post_authors(
    values: PostValues, known: Authors, otherwise: tuple[Person, ...]
) -> tuple[tuple[Person, ...], tuple[Person, ...]]:
    """Return the authors that a post's entry shows, and those whose feeds have the post.

    An entry shows ``author``, else the first of ``authors``, else those of the site
    (``otherwise``).
    """
    author, authors = values.get("author"), values.get("authors")
    if not is_blank(author):
        named = people(author, known)
        if named:
            return named, named
        values.remark("author", "author has no name; write author: Ada Example")
    if isinstance(authors, list):
        named = people(authors, known)
        if named:
            return named[:1], named
    elif not is_blank(authors):
        values.remark(
            "authors", "authors is not a list, so Jekyll ignores it; write author: Ada Example"
        )
    return otherwise, otherwise


def known_authors(config: JekyllConfig, source: str) -> Authors:
    """Return the authors in ``_data/authors`` by key, from any form that Jekyll reads.

    Of several forms one wins: a folder, then a table, then JSON, then YAML. A table has rows,
    not keys, so nobody is found in it, and it hides a mapping.
    """
    place = f"{source}{config.directory('data_dir') or '_data'}/authors"
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
            message = "authors cannot be read from CSV or TSV; write them in authors.yml"
            config.faults.append(Fault(f"{place}.{suffix}", 0, message, fatal=False))
            found = {}
    return found


def _folder(config: JekyllConfig, place: str) -> Authors:
    """Read a folder with a file for each author, whose name is the key."""
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


def _is_folder(config: JekyllConfig, place: str) -> bool:
    try:
        return (config.tree / place).is_dir()
    except ValueError:  # a name with NUL, which no folder has
        return False


def _mapping(config: JekyllConfig, name: str, text: str) -> Authors:
    try:
        values = YAML.load(text)
    except PostError as error:
        config.faults += [Fault(name, line, message, fatal=False) for line, message in error.faults]
        return {}
    if not isinstance(values, dict):
        return {}
    return {written(key): value for key, value in values.items()}
