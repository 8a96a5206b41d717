"""Filters that ask lists of things: Jekyll's where, find, group_by and theirs by expression."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from liquid.token import TOKEN_EXPRESSION, Token

from feeds.generators.jekyll.liquid.context import Context
from feeds.generators.jekyll.liquid.expressions import Condition, Filtered
from feeds.generators.jekyll.liquid.filters.arrays import property_of
from feeds.generators.jekyll.liquid.filters.registry import filters
from feeds.generators.jekyll.liquid.ruby import Nothing, items, shown, to_s

_Asks = Callable[[object], bool]


@filters("where")
def where(context: Context, value: object, key: object, target: object) -> object:
    if not _can_be_asked(value, key, target):
        return value
    return [item for item in _members(value) if _fits(property_of(item, key, context), target)]


@filters("find")
def find(context: Context, value: object, key: object, target: object) -> object:
    if not _can_be_asked(value, key, target):
        return value
    fitting = (one for one in _members(value) if _fits(property_of(one, key, context), target))
    return next(fitting, None)


@filters("where_exp")
def where_exp(context: Context, value: object, variable: object, expression: object) -> object:
    if not isinstance(value, list | dict | range):
        return value
    return list(filter(_asker(context, variable, expression), _members(value)))


@filters("find_exp")
def find_exp(context: Context, value: object, variable: object, expression: object) -> object:
    if not isinstance(value, list | dict | range):
        return value
    return next(filter(_asker(context, variable, expression), _members(value)), None)


@filters("group_by")
def group_by(context: Context, value: object, key: object) -> object:
    if not isinstance(value, list | dict | range):
        return value
    return _grouped((to_s(property_of(one, key, context)), one) for one in _members(value))


@filters("group_by_exp")
def group_by_exp(context: Context, value: object, variable: object, expression: object) -> object:
    if not isinstance(value, list | dict | range):
        return value
    parsed = Filtered(_token(expression), to_s(expression))
    pairs = []
    for item in _members(value):
        with context.extend({to_s(variable): item}):
            pairs.append((parsed.of(context), item))
    return _grouped(pairs)


def _can_be_asked(value: object, key: object, target: object) -> bool:
    asked = isinstance(value, list | dict | range)
    return asked and bool(key) and not isinstance(target, list | dict)


def _members(value: object) -> list[object]:
    if isinstance(value, Mapping):
        return list(value.values())
    return value if isinstance(value, list) else items(value)


def _fits(found: object, target: object) -> bool:
    if target is None:
        return found is None
    wanted = to_s(target)
    if isinstance(target, Nothing):
        return "".join(map(to_s, found if isinstance(found, list) else [found])) == ""
    if isinstance(found, str):
        return found == wanted
    inside = found if isinstance(found, list) else [] if found is None else [found]
    return any(to_s(one) == wanted for one in inside)


def _asker(context: Context, variable: object, expression: object) -> _Asks:
    condition = Condition(_token(expression), to_s(expression))
    name = to_s(variable)

    def asks(item: object) -> bool:
        with context.extend({name: item}):
            return condition.of(context)

    return asks


def _token(expression: object) -> Token:
    return Token(TOKEN_EXPRESSION, to_s(expression), 0, to_s(expression))


def _grouped(pairs: Iterable[tuple[object, object]]) -> list[object]:
    groups: dict[str, tuple[object, list[object]]] = {}
    for name, item in pairs:
        groups.setdefault(shown(name), (name, []))[1].append(item)
    return [
        {"name": name, "items": members, "size": len(members)} for name, members in groups.values()
    ]
