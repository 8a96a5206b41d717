"""Evaluate literals, variables, filters, conditions and loops."""

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

    from feeds.generators.jekyll.liquid.context import LiquidContext

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
    "blank": ruby.EmptyValue(),
    "empty": ruby.EmptyValue(),
}
_COMMANDS = ("size", "first", "last")


class LiquidExpression(Expression):
    """An expression of a template."""

    @abstractmethod
    def resolve(self, context: LiquidContext) -> object:
        """Return its value in a context."""

    def evaluate(self, context: RenderContext) -> object:
        return self.resolve(context)  # type: ignore[arg-type]

    def children(self) -> list[Expression]:
        return []


class Literal(LiquidExpression):
    """A literal."""

    def __init__(self, token: Token, value: object) -> None:
        super().__init__(token)
        self.value = value

    def resolve(self, context: LiquidContext) -> object:
        del context
        return self.value


class RangeLiteral(LiquidExpression):
    """``(1..10)``."""

    def __init__(self, token: Token, first: LiquidExpression, last: LiquidExpression) -> None:
        super().__init__(token)
        self._first, self._last = first, last

    def resolve(self, context: LiquidContext) -> object:
        first = ruby.integer(self._first.resolve(context))
        last = ruby.integer(self._last.resolve(context))
        return range(first, max(last + 1, first))


class Variable(LiquidExpression):
    """A variable and the keys behind it: ``page.tags[0]``."""

    def __init__(self, token: Token, text: str) -> None:
        super().__init__(token)
        self._keys = [_key(token, part) for part in _PART.findall(text)]

    def resolve(self, context: LiquidContext) -> object:
        if not self._keys:
            return None
        value = context.variable(self._keys[0][0].resolve(context))
        for key, is_command in self._keys[1:]:
            value = context.find(value, key.resolve(context), is_command)
        return value


def _key(token: Token, part: str) -> tuple[LiquidExpression, bool]:
    if part.startswith("["):
        return operand(token, part[1:-1]), False
    return Literal(token, part), part in _COMMANDS


def operand(token: Token, text: str | None) -> LiquidExpression:
    """Return the expression of an operand: a literal, a range or a variable."""
    text = (text or "").strip()
    if len(text) > 1 and text[0] in "\"'" and text[-1] == text[0]:
        return Literal(token, text[1:-1])
    if text in _LITERALS:
        return Literal(token, _LITERALS[text])
    if _INTEGER.fullmatch(text):
        return Literal(token, int(text))
    found = _RANGE.fullmatch(text)
    if found:
        return RangeLiteral(token, operand(token, found[1]), operand(token, found[2]))
    found = _FLOAT.fullmatch(text)
    return Literal(token, float(found[1])) if found else Variable(token, text)


class FilteredValue(LiquidExpression):
    """A value and its filters: ``page.title | upcase``."""

    def __init__(self, token: Token, markup: str) -> None:
        super().__init__(token)
        left, filters = grammar.output(markup)
        self._left = operand(token, left)
        self._filters = [_FilterCall(token, one) for one in filters]

    @property
    def names(self) -> list[str]:
        """The names of the filters."""
        return [one.name for one in self._filters]

    def resolve(self, context: LiquidContext) -> object:
        result = self._left.resolve(context)
        for filter in self._filters:
            result = filter.apply(result, context)
        return result


class _FilterCall:
    def __init__(self, token: Token, filter: grammar.FilterMarkup) -> None:
        self.name = filter.name
        self._token = token
        self._arguments = [operand(token, one) for one in filter.arguments]
        self._named = {name: operand(token, one) for name, one in filter.named}

    def apply(self, input: object, context: LiquidContext) -> object:
        arguments = [one.resolve(context) for one in self._arguments]
        if self._named:
            arguments.append({name: one.resolve(context) for name, one in self._named.items()})
        return context.apply(self.name, input, arguments, self._token)


class _Emptiness(Literal):
    """``empty`` or ``blank`` in a condition: a question about the other side."""


class Condition(LiquidExpression):
    """Comparisons joined by ``and`` and ``or``, evaluated from the left until one decides."""

    def __init__(self, token: Token, markup: str) -> None:
        super().__init__(token)
        try:
            found = grammar.condition(markup)
        except grammar.NoSyntax as error:
            raise LiquidSyntaxError(
                "a condition is not complete; write one such as a == b", token=token
            ) from error
        self._comparisons = [
            (_side(token, one.left), one.operator, _side(token, one.right), one.joint)
            for one in found
        ]

    def resolve(self, context: LiquidContext) -> bool:
        try:
            return self._resolve(context)
        except ruby.Failure as failure:
            context.report(self.token, str(failure))
            return False

    def _resolve(self, context: LiquidContext) -> bool:
        result = False
        for left, operator, right, joint in self._comparisons:
            result = _holds(left, operator, right, context)
            if result == (joint == "or"):
                break
        return result


def _side(token: Token, text: str | None) -> LiquidExpression:
    return _Emptiness(token, text) if text in ("empty", "blank") else operand(token, text)


def _holds(
    left: LiquidExpression, operator: str | None, right: LiquidExpression, context: LiquidContext
) -> bool:
    if operator is None:
        return ruby.is_true("" if isinstance(left, _Emptiness) else left.resolve(context))
    if operator in ("==", "!=", "<>"):
        return _are_equal(left, right, context) == (operator == "==")
    holds = _OPERATORS.get(operator)
    if holds is None:
        raise ruby.Failure(
            f"the operator {operator} does not exist; write one such as == or contains"
        )
    return holds(left.resolve(context), right.resolve(context))


def _are_equal(left: LiquidExpression, right: LiquidExpression, context: LiquidContext) -> bool:
    for side, other in ((left, right), (right, left)):
        if isinstance(side, _Emptiness):
            found = other.resolve(context)
            return side.value == "empty" and isinstance(found, str | list | dict) and not found
    return ruby.equal(left.resolve(context), right.resolve(context))


def _ordered(accepts: Callable[[int], bool]) -> Callable[[object, object], bool]:
    def holds(left: object, right: object) -> bool:
        if isinstance(left, list | bool) or isinstance(right, list | bool) or left is None:
            return False
        order = ruby.compare(left, right)
        return order is not None and not isinstance(left, Mapping) and accepts(order)

    return holds


def _contains(left: object, right: object) -> bool:
    if not ruby.is_true(left) or not ruby.is_true(right):
        return False
    if isinstance(left, str):
        return ruby.to_s(right) in left
    if isinstance(left, Mapping):
        return isinstance(right, str | int | float) and right in left
    return isinstance(left, list | range) and any(ruby.equal(one, right) for one in left)


_OPERATORS: Mapping[str, Callable[[object, object], bool]] = {
    "<": _ordered(lambda order: order < 0),
    ">": _ordered(lambda order: order > 0),
    "<=": _ordered(lambda order: order <= 0),
    ">=": _ordered(lambda order: order >= 0),
    "contains": _contains,
}


class LoopExpression(LiquidExpression):
    """The items that ``for`` and ``tablerow`` go through."""

    def __init__(self, token: Token, markup: str) -> None:
        super().__init__(token)
        try:
            found = grammar.loop(markup)
        except grammar.NoSyntax as error:
            message = "a loop is not complete; write {% for item in list %}"
            raise LiquidSyntaxError(message, token=token) from error
        self.identifier = found.variable
        self.iterable = found.collection
        attributes = dict(found.attributes)
        self._reversed = found.is_reversed
        self._collection = operand(token, found.collection)
        self._continues = attributes.get("offset") == "continue"
        self._offset = operand(token, attributes.get("offset"))
        self._limit = operand(token, attributes.get("limit"))
        self.cols = operand(token, attributes["cols"]) if "cols" in attributes else None

    def resolve(self, context: LiquidContext) -> tuple[Iterator[object], int]:
        try:
            return self._resolve(context)
        except ruby.Failure as failure:
            context.report(self.token, str(failure))
            return iter(()), 0

    def _resolve(self, context: LiquidContext) -> tuple[Iterator[object], int]:
        key = f"{self.identifier}-{self.iterable}"
        start = context.stopindex(key) if self._continues else _bound(self._offset, context) or 0
        limit = _bound(self._limit, context)
        stop = None if limit is None else max(limit + start, 0)
        found = _each(self._collection.resolve(context))[max(start, 0) : stop]
        context.stopindex(key, start + len(found))
        return iter(found[::-1] if self._reversed else found), len(found)


def _bound(bound: LiquidExpression, context: LiquidContext) -> int | None:
    found = bound.resolve(context)
    return None if found is None else ruby.strict_integer(found)


def _each(found: object) -> list[object] | range:
    if isinstance(found, list | range):
        return found
    if isinstance(found, Mapping):
        return [[key, item] for key, item in found.items()]
    return [found] if isinstance(found, str) and found else []
