"""Filters for lists, and Jekyll's queries such as ``where``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cmp_to_key
from typing import Any

from liquid.token import TOKEN_EXPRESSION, Token

from feeds.generators.jekyll.liquid.context import FilterTable, LiquidContext
from feeds.generators.jekyll.liquid.expressions import Condition, FilteredValue
from feeds.generators.jekyll.liquid.ruby import (
    Drop,
    EmptyValue,
    Failure,
    compare,
    inspect,
    is_true,
    items,
    shown,
    strict_integer,
    to_s,
)

FILTERS = FilterTable()

_DEEPEST = 50
_NOT_IN_JSON = ("content", "output", "excerpt", "next", "previous")
"""Keys of posts that would lead to every other post."""


@FILTERS.named("size")
def size(context: LiquidContext, value: object) -> object:
    return context.find(value, "size", True) or 0


@FILTERS.named("first")
def first(context: LiquidContext, value: object) -> object:
    return context.find(value, "first", True) if not isinstance(value, str) else None


@FILTERS.named("last")
def last(context: LiquidContext, value: object) -> object:
    return context.find(value, "last", True) if not isinstance(value, str) else None


@FILTERS.named("join")
def join(_: LiquidContext, value: object, glue: object = " ") -> str:
    return to_s(glue).join(to_s(item) for item in items(value))


@FILTERS.named("reverse")
def reverse(_: LiquidContext, value: object) -> list[object]:
    return items(value)[::-1]


@FILTERS.named("compact")
def compact(context: LiquidContext, value: object, key: object = None) -> list[object]:
    found = items(value)
    return [item for item in found if _member(item, key, context) is not None]


@FILTERS.named("concat")
def concat(_: LiquidContext, value: object, more: object) -> list[object]:
    if not isinstance(more, list):
        raise Failure("its argument must be a list")
    return [*items(value), *more]


@FILTERS.named("uniq")
def uniq(context: LiquidContext, value: object, key: object = None) -> list[object]:
    seen: dict[str, object] = {}
    for item in items(value):
        seen.setdefault(_identity(_member(item, key, context)), item)
    return list(seen.values())


def _identity(value: object) -> str:
    return f"drop {id(value)}" if isinstance(value, Drop) else inspect(value)


@FILTERS.named("map")
def mapped(context: LiquidContext, value: object, key: object) -> list[object]:
    return [_member(item, key, context) for item in items(value)]


@FILTERS.named("sort_natural")
def sort_natural(context: LiquidContext, value: object, key: object = None) -> list[object]:
    def natural(item: object) -> tuple[bool, str]:
        found = _member(item, key, context)
        return found is None, _lower(to_s(found))

    return sorted(items(value), key=natural)


def _lower(text: str) -> str:
    """Return text in lower case as Ruby's ``casecmp`` does: only ASCII letters change."""
    return "".join(char.lower() if char.isascii() else char for char in text)


@FILTERS.named("slice")
def sliced(_: LiquidContext, value: object, start: object, length: object = None) -> object:
    found: Any = value if isinstance(value, list) else to_s(value)
    begin, count = strict_integer(start), 1 if length is None else strict_integer(length)
    begin = begin + len(found) if begin < 0 else begin
    return found[begin : begin + count] if begin >= 0 <= count else found[:0]


@FILTERS.named("default")
def default(_: LiquidContext, value: object, other: object = "", options: object = None) -> object:
    allows = isinstance(options, dict) and is_true(options.get("allow_false"))
    missing = value is None if allows else not is_true(value)
    return other if missing or value in ("", [], {}) else value


@FILTERS.named("sort")
def sort(
    context: LiquidContext, value: object, key: object = None, nils: object = "first"
) -> object:
    if value is None:
        raise Failure("its input must be a list")
    if nils not in ("first", "last"):
        raise Failure('its second argument must be "first" or "last"')
    found = [*map(list, value.items())] if isinstance(value, dict) else items(value)
    if key is None:
        return sorted(found, key=cmp_to_key(_strictly))
    order = -1 if nils == "first" else 1
    pairs = [(_property_of(item, key, context), item) for item in found]

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


@FILTERS.named("push")
def push(_: LiquidContext, value: object, item: object) -> object:
    return [*value, item] if isinstance(value, list) else value


@FILTERS.named("unshift")
def unshift(_: LiquidContext, value: object, item: object) -> object:
    return [item, *value] if isinstance(value, list) else value


@FILTERS.named("pop")
def pop(_: LiquidContext, value: object, count: object = 1) -> object:
    return value[: max(len(value) - strict_integer(count), 0)] if isinstance(value, list) else value


@FILTERS.named("shift")
def shift(_: LiquidContext, value: object, count: object = 1) -> object:
    return value[strict_integer(count) :] if isinstance(value, list) else value


@FILTERS.named("sample")
def sample(_: LiquidContext, value: object, count: object = 1) -> object:
    """Return the first items: random ones would change the feeds with every build."""
    if not isinstance(value, list):
        return value
    wanted = strict_integer(count)
    return (value[0] if value else None) if wanted == 1 else value[:wanted]


@FILTERS.named("array_to_sentence_string")
def array_to_sentence_string(_: LiquidContext, value: object, joint: object = "and") -> str:
    if not isinstance(value, list):
        raise Failure("its input must be a list")
    words = [to_s(item) for item in value]
    if len(words) < 3:
        return f" {to_s(joint)} ".join(words)
    return f"{', '.join(words[:-1])}, {to_s(joint)} {words[-1]}"


@FILTERS.named("jsonify")
def jsonify(context: LiquidContext, value: object) -> str:
    return json.dumps(_jsonable(value, context), ensure_ascii=False, separators=(",", ":"))


def _jsonable(value: object, context: LiquidContext, depth: int = 0) -> object:
    context.lookups.spend(1)
    if depth > _DEEPEST:
        raise Failure("a value contains itself")
    if isinstance(value, Drop):
        value = {key: value[key] for key in value if key not in _NOT_IN_JSON}
    if isinstance(value, Mapping):
        return {to_s(key): _jsonable(item, context, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_jsonable(item, context, depth + 1) for item in value]
    return value if isinstance(value, str | int | float | None) else to_s(value)


def _property_of(item: object, key: object, context: LiquidContext) -> object:
    """Return what an item has under a key such as ``image.path``.

    Text that is a number becomes one.
    """
    found = item
    for part in to_s(key).split("."):
        found = _member(found, part, context)
    return _numeric(found)


def _member(item: object, key: object, context: LiquidContext) -> object:
    """Return what an item has under a key; a string has the parts of its text."""
    if key is None:
        return item
    if isinstance(item, str):
        return key if isinstance(key, str) and key in item else None
    return context.find(item, key, False)


def _numeric(value: object) -> object:
    """Return the number that a text is, else the value itself."""
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


@FILTERS.named("where")
def where(context: LiquidContext, value: object, key: object, target: object) -> object:
    if not _can_compare(value, key, target):
        return value
    return [item for item in _members(value) if _matches(_property_of(item, key, context), target)]


@FILTERS.named("find")
def find(context: LiquidContext, value: object, key: object, target: object) -> object:
    if not _can_compare(value, key, target):
        return value
    matches = (one for one in _members(value) if _matches(_property_of(one, key, context), target))
    return next(matches, None)


@FILTERS.named("where_exp")
def where_exp(
    context: LiquidContext, value: object, variable: object, expression: object
) -> object:
    if not isinstance(value, list | dict | range):
        return value
    return list(filter(_predicate(context, variable, expression), _members(value)))


@FILTERS.named("find_exp")
def find_exp(context: LiquidContext, value: object, variable: object, expression: object) -> object:
    if not isinstance(value, list | dict | range):
        return value
    return next(filter(_predicate(context, variable, expression), _members(value)), None)


@FILTERS.named("group_by")
def group_by(context: LiquidContext, value: object, key: object) -> object:
    if not isinstance(value, list | dict | range):
        return value
    return _grouped((to_s(_property_of(one, key, context)), one) for one in _members(value))


@FILTERS.named("group_by_exp")
def group_by_exp(
    context: LiquidContext, value: object, variable: object, expression: object
) -> object:
    if not isinstance(value, list | dict | range):
        return value
    parsed = FilteredValue(_token(expression), to_s(expression))
    pairs = []
    for item in _members(value):
        with context.extend({to_s(variable): item}):
            pairs.append((parsed.resolve(context), item))
    return _grouped(pairs)


def _can_compare(value: object, key: object, target: object) -> bool:
    is_list = isinstance(value, list | dict | range)
    return is_list and bool(key) and not isinstance(target, list | dict)


def _members(value: object) -> list[object]:
    if isinstance(value, Mapping):
        return list(value.values())
    return value if isinstance(value, list) else items(value)


def _matches(found: object, target: object) -> bool:
    if target is None:
        return found is None
    wanted = to_s(target)
    if isinstance(target, EmptyValue):
        return "".join(map(to_s, found if isinstance(found, list) else [found])) == ""
    if isinstance(found, str):
        return found == wanted
    inside = found if isinstance(found, list) else [] if found is None else [found]
    return any(to_s(one) == wanted for one in inside)


def _predicate(
    context: LiquidContext, variable: object, expression: object
) -> Callable[[object], bool]:
    condition = Condition(_token(expression), to_s(expression))
    name = to_s(variable)

    def holds(item: object) -> bool:
        with context.extend({name: item}):
            return condition.resolve(context)

    return holds


def _token(expression: object) -> Token:
    return Token(TOKEN_EXPRESSION, to_s(expression), 0, to_s(expression))


def _grouped(pairs: Iterable[tuple[object, object]]) -> list[object]:
    groups: dict[str, tuple[object, list[object]]] = {}
    for name, item in pairs:
        groups.setdefault(shown(name), (name, []))[1].append(item)
    return [
        {"name": name, "items": members, "size": len(members)} for name, members in groups.values()
    ]
