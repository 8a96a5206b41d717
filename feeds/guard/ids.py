"""Ids that posts keep from an earlier site: ``_feeds-ids.yaml``.

The file is a YAML mapping from a post's path to its id. It is committed with the tree, under a
name that no generator publishes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from feeds.errors import ConfigError, Fault
from feeds.generators.base import PostError
from feeds.generators.files import text_of
from feeds.generators.frontmatter import load_yaml, yaml_key_lines
from feeds.generators.yaml_values import yaml_quoted

IDS_FILE = "_feeds-ids.yaml"

_HEAD = """\
# The ids by which feed readers know posts. `feeds adopt` writes them, and every build reads them.
# Keep this file with the posts. If you rename a post, rename it here too.
"""
_NOT_IN_ID = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")


class KeptId(msgspec.Struct, frozen=True):
    """The id that a post keeps, and its line in the file."""

    id: str
    line: int
    """From 1; 0 if it came from a YAML merge key."""


def read_ids(content: bytes) -> dict[str, KeptId]:
    """Read the file: ids by path.

    Raises :class:`~feeds.errors.ConfigError`, paths relative to the tree, with every fault.
    """
    try:
        text = text_of(content)
        values = load_yaml(text)
    except PostError as error:
        raise ConfigError(Fault(IDS_FILE, *fault) for fault in error.faults) from error
    if values is None:
        return {}
    if not isinstance(values, dict):
        message = "must be a mapping; write lines such as posts/bread.md: an-id"
        raise ConfigError([Fault(IDS_FILE, 1, message)])
    keys = yaml_key_lines(text)
    lines = dict(keys)
    faults = [Fault(IDS_FILE, lines.get(key, 0), why) for key, why in _wrong(values)]
    faults += [Fault(IDS_FILE, line, why) for line, why in _twice(keys)]
    if faults:
        raise ConfigError(sorted(faults))
    return {path: KeptId(identity, lines.get(path, 0)) for path, identity in values.items()}


def _wrong(values: Mapping[object, object]) -> Iterator[tuple[str, str]]:
    """Yield each key that cannot be used, and why; no two posts may have the same id."""
    owners: dict[object, object] = {}
    for path, identity in values.items():
        if not isinstance(path, str) or not isinstance(identity, str):
            yield str(path), f"{path!r} and its id must be strings; put them in quotes"
        elif not is_identity(identity):
            yield path, f"the id of {path!r} is empty or contains a control character; correct it"
        elif owners.setdefault(identity, path) != path:
            yield path, f"{owners[identity]} already has the id {identity}; remove one of them"


def _twice(keys: Iterable[tuple[str, int]]) -> Iterator[tuple[int, str]]:
    """Yield the line of each post that has a line above, as after a careless merge."""
    first: dict[str, int] = {}
    for path, line in keys:
        if first.setdefault(path, line) != line:
            yield line, f"{path!r} already has an id on line {first[path]}; remove one of them"


def ids_text(ids: Mapping[str, str]) -> str:
    """Return the content of the file: one post on each line, sorted by path."""
    lines = (f"{yaml_quoted(path)}: {yaml_quoted(one)}\n" for path, one in sorted(ids.items()))
    return _HEAD + "".join(lines)


def is_identity(text: str) -> bool:
    """Return whether this text can be an id in every format."""
    return bool(text) and not _NOT_IN_ID.search(text)
