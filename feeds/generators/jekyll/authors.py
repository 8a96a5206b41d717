"""The site's data file of authors: ``_data/authors`` in any form that Jekyll reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from feeds.errors import Fault
from feeds.generators.base import PostError
from feeds.generators.frontmatter import load_yaml
from feeds.generators.jekyll.config import Config, directory
from feeds.generators.jekyll.scalars import typed
from feeds.generators.jekyll.values import written
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
