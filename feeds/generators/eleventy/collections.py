"""Tags and collections: which posts a feed shows.

https://www.11ty.dev/docs/collections/
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from feeds.generators.eleventy.javascript import UNREAD, Script, written
from feeds.generators.files import glob

DATED = "\0dated"
"""The collection of every template with a date, if the site names no other."""

_GLOB = re.compile(r"getFilteredByGlob\s*\(")
_TAG = re.compile(r"getFilteredByTags?\s*\(")
_ALL = re.compile(r"\.\s*getAll(?:Sorted)?\s*\(")
_CALLED = re.compile(r"(?<![.\w$])([A-Za-z_$][\w$]*)\s*\(")
_STEPS = re.compile(r"\.\s*(?:filter|sort|slice|reverse|map|concat)\s*\(")


class AddedCollection(msgspec.Struct, frozen=True):
    """A collection that the configuration adds, as far as its code can be read."""

    globs: tuple[str, ...] = ()
    """Patterns of paths."""
    tags: tuple[str, ...] = ()
    """Tags that templates must all have."""
    everything: bool = False
    certain: bool = True
    """Nothing else decides, such as a filter."""

    @property
    def is_readable(self) -> bool:
        """Whether the code says which templates the collection gathers."""
        return bool(self.globs or self.tags or self.everything)


def tags_of(value: Any) -> list[str]:
    """Return tags as Eleventy reads them: commas separate tags in a string, untrimmed.

    Raises ``ValueError`` if the value is neither a string nor a list.
    """
    if value is None or value in ("", False) or value is UNREAD:
        return []
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list):
        raise ValueError(value)
    single = (one for one in value if not isinstance(one, list | dict))
    return list(dict.fromkeys(map(written, single)))


def is_true(value: Any) -> bool:
    """Say whether a value of YAML or JSON is true."""
    return isinstance(value, bool | str) and value in (True, "true", "True", "TRUE")


def is_false(value: Any) -> bool:
    """Say whether a value of YAML or JSON is false. A missing value is not."""
    return value is False or (isinstance(value, str) and value in ("false", "False", "FALSE"))


def holds(
    name: str, path: str, data: Mapping[str, Any], added: Mapping[str, AddedCollection]
) -> bool:
    """Say whether a collection holds the template at that path, with these data.

    Raises ``ValueError`` if its tags are neither a string nor a list.
    """
    excluded = data.get("eleventyExcludeFromCollections")
    if is_true(excluded):
        return False
    own = added.get(name)
    tags = tags_of(data.get("tags"))
    if own and own.is_readable:
        if own.everything:
            return True
        if own.tags:
            return set(own.tags) <= set(tags)
        return any(glob(one.removeprefix("./")).fullmatch(path) for one in own.globs)
    if name in tags_of(excluded):
        return False
    return name in ("all", DATED) or name in tags


def added_collections(script: Script) -> dict[str, AddedCollection]:
    """Return what each call of ``addCollection`` gathers, by the collection's name."""
    return {
        values[0]: _added(script, text)
        for values, text in script.calls("addCollection")
        if values and isinstance(values[0], str)
    }


def _added(script: Script, text: str) -> AddedCollection:
    """Return what a call gathers, itself or in a function of the same file that it calls."""
    own = _gathered(script, text)
    if own.is_readable:
        return own
    called = (_gathered(script, script.body(name)) for name in _CALLED.findall(text))
    found = (one for one in called if one.is_readable)
    return replace(next(found, own), certain=False)


def _gathered(script: Script, text: str) -> AddedCollection:
    part = Script(text)
    part.names.update(script.names)
    globs = _arguments(part, "getFilteredByGlob") if _GLOB.search(text) else ()
    tags = () if globs or not _TAG.search(text) else _arguments(part, "getFilteredByTag")
    tags = tags or _arguments(part, "getFilteredByTags")
    everything = not globs and not tags and bool(_ALL.search(text))
    certain = bool(globs or tags or everything) and not _STEPS.search(text)
    return AddedCollection(globs, tags, everything, certain)


def _arguments(script: Script, call: str) -> tuple[str, ...]:
    values = next((values for values, _ in script.calls(call)), [])
    flat = values[0] if values and isinstance(values[0], list) else values
    return tuple(one for one in flat if isinstance(one, str))
