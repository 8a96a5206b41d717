"""Liquid's expressions as values that a context gives: lookups, filters, conditions, loops."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from liquid.exceptions import LiquidSyntaxError
from liquid.expression import Expression
from liquid.token import Token

from feeds.generators.jekyll.liquid import grammar, ruby

if TYPE_CHECKING:
    from liquid.context import RenderContext

    from feeds.generators.jekyll.liquid.context import Context

_PART = re.compile(r"\[[^\]]+\]|[\w-]+\??", re.ASCII)
_INTEGER = re.compile(r"-?[0-9]{1,1000}")
_FLOAT = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)[0-9.]*")
_RANGE = re.compile(r"\(\s*(\S+?)\s*\.\.\s*(\S+)\s*\)", re.ASCII)
_LITERALS: Mapping[str, object] = {
    "": None,
    "nil": None,
    "null": None,
    "true": True,
    "false": False,
    "blank": ruby.Nothing(),
    "empty": ruby.Nothing(),
}
_COMMANDS = ("size", "first", "last")


class Value(Expression):
    """An expression; ``of`` gives what it stands for."""

    @abstractmethod
    def of(self, context: Context) -> object:
        """Return what it stands for."""

    def evaluate(self, context: RenderContext) -> object:
        return self.of(context)  # type: ignore[arg-type]

    def children(self) -> list[Expression]:
        return []


class Known(Value):
    """A literal."""

    def __init__(self, token: Token, value: object) -> None:
        super().__init__(token)
        self.value = value

    def of(self, context: Context) -> object:
        del context
        return self.value


class Range(Value):
    """``(1..10)``."""

    def __init__(self, token: Token, first: Value, last: Value) -> None:
        super().__init__(token)
        self._first, self._last = first, last

    def of(self, context: Context) -> object:
        first, last = ruby.integer(self._first.of(context)), ruby.integer(self._last.of(context))
        return range(first, max(last + 1, first))


class Lookup(Value):
    """A variable and the keys that lead on from it: ``page.tags[0]``."""

    def __init__(self, token: Token, text: str) -> None:
        super().__init__(token)
        self._keys = [_key(token, part) for part in _PART.findall(text)]

    def of(self, context: Context) -> object:
        if not self._keys:
            return None
        value = context.variable(self._keys[0][0].of(context))
        for key, is_command in self._keys[1:]:
            value = context.find(value, key.of(context), is_command)
        return value


def _key(token: Token, part: str) -> tuple[Value, bool]:
    if part.startswith("["):
        return value(token, part[1:-1]), False
    return Known(token, part), part in _COMMANDS


def value(token: Token, text: str | None) -> Value:
    """Read one operand: a literal, a range or a variable."""
    text = (text or "").strip()
    if len(text) > 1 and text[0] in "\"'" and text[-1] == text[0]:
        return Known(token, text[1:-1])
    if text in _LITERALS:
        return Known(token, _LITERALS[text])
    if _INTEGER.fullmatch(text):
        return Known(token, int(text))
    found = _RANGE.fullmatch(text)
    if found:
        return Range(token, value(token, found[1]), value(token, found[2]))
    found = _FLOAT.fullmatch(text)
    return Known(token, float(found[1])) if found else Lookup(token, text)


class Filtered(Value):
    """A value and the filters it goes through."""

    def __init__(self, token: Token, markup: str) -> None:
        super().__init__(token)
        name, filters = grammar.output(markup)
        self._value = value(token, name)
        self._filters = [_Filter(token, one) for one in filters]

    @property
    def names(self) -> list[str]:
        """The filters' names."""
        return [one.name for one in self._filters]

    def of(self, context: Context) -> object:
        result = self._value.of(context)
        for filter in self._filters:
            result = filter.apply(result, context)
        return result


class _Filter:
    def __init__(self, token: Token, filter: grammar.Filter) -> None:
        self.name = filter.name
        self._token = token
        self._arguments = [value(token, one) for one in filter.arguments]
        self._named = {name: value(token, one) for name, one in filter.named}

    def apply(self, input: object, context: Context) -> object:
        arguments = [one.of(context) for one in self._arguments]
        if self._named:
            arguments.append({name: one.of(context) for name, one in self._named.items()})
        return context.apply(self.name, input, arguments, self._token)


class _Emptiness(Known):
    """``empty`` or ``blank``, which a condition asks of the other side."""


class Condition(Value):
    """Comparisons joined by ``and`` and ``or``, from the left, each as far as it must."""

    def __init__(self, token: Token, markup: str) -> None:
        super().__init__(token)
        try:
            found = grammar.condition(markup)
        except grammar.NoSyntax as error:
            raise LiquidSyntaxError("a condition compares nothing", token=token) from error
        self._comparisons = [
            (_side(token, one.left), one.operator, _side(token, one.right), one.joint)
            for one in found
        ]

    def of(self, context: Context) -> bool:
        try:
            return self._of(context)
        except ruby.Failure as failure:
            context.remark(self.token, str(failure))
            return False

    def _of(self, context: Context) -> bool:
        result = False
        for left, operator, right, joint in self._comparisons:
            result = _holds(left, operator, right, context)
            if result == (joint == "or"):
                break
        return result


def _side(token: Token, text: str | None) -> Value:
    return _Emptiness(token, text) if text in ("empty", "blank") else value(token, text)


def _holds(left: Value, operator: str | None, right: Value, context: Context) -> bool:
    if operator is None:
        return ruby.is_true("" if isinstance(left, _Emptiness) else left.of(context))
    if operator in ("==", "!=", "<>"):
        return _are_equal(left, right, context) == (operator == "==")
    compared = _COMPARED.get(operator)
    if compared is None:
        raise ruby.Failure(f"{operator} compares nothing; write == or contains")
    return compared(left.of(context), right.of(context))


def _are_equal(left: Value, right: Value, context: Context) -> bool:
    for side, other in ((left, right), (right, left)):
        if isinstance(side, _Emptiness):
            found = other.of(context)
            return side.value == "empty" and isinstance(found, str | list | dict) and not found
    return ruby.equal(left.of(context), right.of(context))


def _ordered(accepts: Callable[[int], bool]) -> Callable[[object, object], bool]:
    def compared(left: object, right: object) -> bool:
        if isinstance(left, list | bool) or isinstance(right, list | bool) or left is None:
            return False
        order = ruby.compare(left, right)
        return order is not None and not isinstance(left, Mapping) and accepts(order)

    return compared


def _contains(left: object, right: object) -> bool:
    if not ruby.is_true(left) or not ruby.is_true(right):
        return False
    if isinstance(left, str):
        return ruby.to_s(right) in left
    if isinstance(left, Mapping):
        return isinstance(right, str | int | float) and right in left
    return isinstance(left, list | range) and any(ruby.equal(one, right) for one in left)


_COMPARED: Mapping[str, Callable[[object, object], bool]] = {
    "<": _ordered(lambda order: order < 0),
    ">": _ordered(lambda order: order > 0),
    "<=": _ordered(lambda order: order <= 0),
    ">=": _ordered(lambda order: order >= 0),
    "contains": _contains,
}


class Loop(Value):
    """What ``for`` and ``tablerow`` go through."""

    def __init__(self, token: Token, markup: str) -> None:
        super().__init__(token)
        try:
            found = grammar.loop(markup)
        except grammar.NoSyntax as error:
            raise LiquidSyntaxError(
                "a loop goes through nothing; write item in list", token=token
            ) from error
        self.identifier = found.variable
        self.iterable = found.collection
        attributes = dict(found.attributes)
        self._reversed = found.is_reversed
        self._collection = value(token, found.collection)
        self._continues = attributes.get("offset") == "continue"
        self._offset = value(token, attributes.get("offset"))
        self._limit = value(token, attributes.get("limit"))
        self.cols = value(token, attributes["cols"]) if "cols" in attributes else None

    def of(self, context: Context) -> tuple[Iterator[object], int]:
        try:
            return self._of(context)
        except ruby.Failure as failure:
            context.remark(self.token, str(failure))
            return iter(()), 0

    def _of(self, context: Context) -> tuple[Iterator[object], int]:
        key = f"{self.identifier}-{self.iterable}"
        start = context.stopindex(key) if self._continues else _bound(self._offset, context) or 0
        limit = _bound(self._limit, context)
        stop = None if limit is None else max(limit + start, 0)
        found = _each(self._collection.of(context))[max(start, 0) : stop]
        context.stopindex(key, start + len(found))
        return iter(found[::-1] if self._reversed else found), len(found)


def _bound(bound: Value, context: Context) -> int | None:
    found = bound.of(context)
    return None if found is None else ruby.strict_integer(found)


def _each(found: object) -> list[object] | range:
    if isinstance(found, list | range):
        return found
    if isinstance(found, Mapping):
        return [[key, item] for key, item in found.items()]
    return [found] if isinstance(found, str) and found else []
