"""Filters of lists: Liquid's, and Jekyll's in their place where it has its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cmp_to_key
from typing import Any

from feeds.generators.jekyll.liquid.context import Context
from feeds.generators.jekyll.liquid.filters.registry import filters
from feeds.generators.jekyll.liquid.ruby import (
    Drop,
    Failure,
    compare,
    inspect,
    is_true,
    items,
    strict_integer,
    to_s,
)

_DEEPEST = 50
_NOT_IN_JSON = ("content", "output", "excerpt", "next", "previous")
"""Of a post: they would lead on to every other post."""


@filters("size")
def size(context: Context, value: object) -> object:
    return context.find(value, "size", True) or 0


@filters("first")
def first(context: Context, value: object) -> object:
    return context.find(value, "first", True) if not isinstance(value, str) else None


@filters("last")
def last(context: Context, value: object) -> object:
    return context.find(value, "last", True) if not isinstance(value, str) else None


@filters("join")
def join(_: Context, value: object, glue: object = " ") -> str:
    return to_s(glue).join(to_s(item) for item in items(value))


@filters("reverse")
def reverse(_: Context, value: object) -> list[object]:
    return items(value)[::-1]


@filters("compact")
def compact(context: Context, value: object, key: object = None) -> list[object]:
    found = items(value)
    return [item for item in found if member(item, key, context) is not None]


@filters("concat")
def concat(_: Context, value: object, more: object) -> list[object]:
    if not isinstance(more, list):
        raise Failure("it takes a list")
    return [*items(value), *more]


@filters("uniq")
def uniq(context: Context, value: object, key: object = None) -> list[object]:
    seen: dict[str, object] = {}
    for item in items(value):
        seen.setdefault(_identity(member(item, key, context)), item)
    return list(seen.values())


def _identity(value: object) -> str:
    return f"drop {id(value)}" if isinstance(value, Drop) else inspect(value)


@filters("map")
def mapped(context: Context, value: object, key: object) -> list[object]:
    return [member(item, key, context) for item in items(value)]


@filters("sort_natural")
def sort_natural(context: Context, value: object, key: object = None) -> list[object]:
    def natural(item: object) -> tuple[bool, str]:
        found = member(item, key, context)
        return found is None, _lower(to_s(found))

    return sorted(items(value), key=natural)


def _lower(text: str) -> str:
    """Ruby's ``casecmp`` folds ASCII alone."""
    return "".join(char.lower() if char.isascii() else char for char in text)


@filters("slice")
def sliced(_: Context, value: object, start: object, length: object = None) -> object:
    found: Any = value if isinstance(value, list) else to_s(value)
    begin, count = strict_integer(start), 1 if length is None else strict_integer(length)
    begin = begin + len(found) if begin < 0 else begin
    return found[begin : begin + count] if begin >= 0 <= count else found[:0]


@filters("default")
def default(_: Context, value: object, other: object = "", options: object = None) -> object:
    allows = isinstance(options, dict) and is_true(options.get("allow_false"))
    missing = value is None if allows else not is_true(value)
    return other if missing or value in ("", [], {}) else value


@filters("sort")
def sort(context: Context, value: object, key: object = None, nils: object = "first") -> object:
    if value is None:
        raise Failure("there is nothing to sort")
    if nils not in ("first", "last"):
        raise Failure("nils stand first or last")
    found = [*map(list, value.items())] if isinstance(value, dict) else items(value)
    if key is None:
        return sorted(found, key=cmp_to_key(_strictly))
    order = -1 if nils == "first" else 1
    pairs = [(property_of(item, key, context), item) for item in found]

    def compared(left: tuple[object, object], right: tuple[object, object]) -> int:
        if (left[0] is None) != (right[0] is None):
            return order if left[0] is None else -order
        found = compare(left[0], right[0])
        return compare(to_s(left[0]), to_s(right[0])) or 0 if found is None else found

    return [item for _, item in sorted(pairs, key=cmp_to_key(compared))]


def _strictly(left: object, right: object) -> int:
    found = compare(left, right)
    if found is None:
        raise Failure("its items cannot be compared with each other")
    return found


@filters("push")
def push(_: Context, value: object, item: object) -> object:
    return [*value, item] if isinstance(value, list) else value


@filters("unshift")
def unshift(_: Context, value: object, item: object) -> object:
    return [item, *value] if isinstance(value, list) else value


@filters("pop")
def pop(_: Context, value: object, count: object = 1) -> object:
    return value[: max(len(value) - strict_integer(count), 0)] if isinstance(value, list) else value


@filters("shift")
def shift(_: Context, value: object, count: object = 1) -> object:
    return value[strict_integer(count) :] if isinstance(value, list) else value


@filters("sample")
def sample(_: Context, value: object, count: object = 1) -> object:
    """Take the first: chance would give other bytes with every build."""
    if not isinstance(value, list):
        return value
    wanted = strict_integer(count)
    return (value[0] if value else None) if wanted == 1 else value[:wanted]


@filters("array_to_sentence_string")
def array_to_sentence_string(_: Context, value: object, joint: object = "and") -> str:
    if not isinstance(value, list):
        raise Failure("it takes a list")
    words = [to_s(item) for item in value]
    if len(words) < 3:
        return f" {to_s(joint)} ".join(words)
    return f"{', '.join(words[:-1])}, {to_s(joint)} {words[-1]}"


@filters("jsonify")
def jsonify(context: Context, value: object) -> str:
    return json.dumps(_jsonable(value, context), ensure_ascii=False, separators=(",", ":"))


def _jsonable(value: object, context: Context, depth: int = 0) -> object:
    context.scene.library.budget.spend(1)
    if depth > _DEEPEST:
        raise Failure("a value refers to itself")
    if isinstance(value, Drop):
        value = {key: value[key] for key in value if key not in _NOT_IN_JSON}
    if isinstance(value, Mapping):
        return {to_s(key): _jsonable(item, context, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_jsonable(item, context, depth + 1) for item in value]
    return value if isinstance(value, str | int | float | None) else to_s(value)


def property_of(item: object, key: object, context: Context) -> object:
    """Return what an item has under a key, ``image.path``; numbers in text as numbers."""
    found = item
    for part in to_s(key).split("."):
        found = member(found, part, context)
    return numeric(found)


def member(item: object, key: object, context: Context) -> object:
    """Return what an item has under a key: a text, the part of it that is the key."""
    if key is None:
        return item
    if isinstance(item, str):
        return key if isinstance(key, str) and key in item else None
    return context.find(item, key, False)


def numeric(value: object) -> object:
    """Return a number that is written as text as a number."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    bare = text.removeprefix("-")
    if bare.isascii() and bare.isdigit() and len(bare) < 1000:
        return int(text)
    left, dot, right = bare.partition(".")
    if dot and (left + right).isascii() and (left + right).isdigit() and len(bare) < 300:
        return float(text)
    return value
