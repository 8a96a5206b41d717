"""Evaluate Liquid and Nunjucks expressions that need no JavaScript.

Both languages are read with one grammar: neither uses a form that means something else in the
other, except that filters' arguments follow a colon in Liquid and are in parentheses in Nunjucks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from feeds.generators.eleventy.filters import FILTERS, METHODS, UNKNOWABLE
from feeds.generators.eleventy.scope import Missing, Scope, Undecided, member

_LONGEST = 1_000
"""Characters of an expression."""
_MOST_TOKENS = 200
_DEEPEST = 15
"""Brackets within brackets."""
_LONGEST_VALUE = 50_000
"""Characters of a text that a filter returns."""
_TOKEN = re.compile(
    r"\s*(?:(?P<text>\"(?:\\.|[^\"\\])*+\"|'(?:\\.|[^'\\])*+')|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<name>[A-Za-z_][\w-]*)|(?P<sign>[=!]==?|[<>]=?|[-+~|.,:()\[\]]))",
    re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_CONTROL = {"n": "\n", "t": "\t", "r": "\r"}
_WORDS = {
    "true": True,
    "false": False,
    "none": None,
    "null": None,
    "nil": None,
    "undefined": None,
    "empty": "",
    "blank": "",
}
_COMPARED: Mapping[str, Callable[[Any, Any], Any]] = {
    **{sign: lambda left, right: left == right for sign in ("==", "===")},
    **{sign: lambda left, right: left != right for sign in ("!=", "!==")},
    "<": lambda left, right: left < right,
    ">": lambda left, right: left > right,
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
    "contains": lambda left, right: right in left,
    "in": lambda left, right: left in right,
}


Evaluate = Callable[[Scope], Any]


def evaluate(expression: str, scope: Scope) -> Any:
    """Return the value of an expression. Raises :class:`Undecided`."""
    return compiled(expression)(scope)


def holds(condition: str, scope: Scope) -> bool:
    """Say whether a condition is true; undefined is false. Raises :class:`Undecided`."""
    try:
        return scope.is_true(evaluate(condition, scope))
    except Missing:
        return False


@lru_cache(1_000)
def compiled(expression: str) -> Evaluate:
    """Return a function that evaluates an expression.

    That function raises :class:`Undecided` at once if the expression uses an unknown filter.
    """
    parser = _ExpressionParser(expression)
    try:
        found = parser.whole()
    except Undecided as error:
        reason = Undecided(error.name, error.is_filter)

        def refuse(_: Scope) -> Any:
            raise Undecided(reason.name, reason.is_filter)

        return refuse
    return found


class _ExpressionParser:
    """Turns an expression into functions. Raises :class:`Undecided` for what it cannot read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens: list[tuple[str, str]] = []
        self._at = 0
        self._depth = 0
        at, end = 0, len(text.rstrip())
        if end > _LONGEST:
            raise Undecided(self._text[:20])
        while at < end:
            found = _TOKEN.match(text, at)
            if found is None or len(self._tokens) >= _MOST_TOKENS:
                self._tokens = [("sign", "?")]
                break
            self._tokens.append((str(found.lastgroup), found[str(found.lastgroup)]))
            at = found.end()

    def whole(self) -> Evaluate:
        found = self._choice()
        if self._at < len(self._tokens):
            raise self._refused()
        return found

    def _refused(self) -> Undecided:
        name = re.match(r"\s*([\w.-]+)", self._text)
        return Undecided(name[1] if name else self._text.strip()[:20])

    def _next(self, *wanted: str) -> str | None:
        """Read the next token if it is one of these signs or words."""
        kind, text = self._tokens[self._at] if self._at < len(self._tokens) else ("", "")
        if kind not in ("sign", "name") or text not in wanted:
            return None
        self._at += 1
        return text

    def _require(self, sign: str) -> None:
        if not self._next(sign):
            raise self._refused()

    def _choice(self) -> Evaluate:
        """``a if condition else b``."""
        value = self._either()
        if not self._next("if"):
            return value
        condition = self._either()
        other = self._choice() if self._next("else") else lambda _: None
        return lambda scope: value(scope) if _truth(condition, scope) else other(scope)

    def _either(self) -> Evaluate:
        found = self._both()
        while self._next("or"):
            found = _or(found, self._both())
        return found

    def _both(self) -> Evaluate:
        found = self._negated()
        while self._next("and"):
            found = _and(found, self._negated())
        return found

    def _negated(self) -> Evaluate:
        if self._next("not"):
            inner = self._comparison()
            return lambda scope: not _truth(inner, scope)
        return self._comparison()

    def _comparison(self) -> Evaluate:
        left = self._sum()
        if sign := self._next(*_COMPARED):
            right, compare = self._sum(), _COMPARED[sign]
            return lambda scope: _compared(compare, left, right, scope)
        return left

    def _sum(self) -> Evaluate:
        found = self._filtered()
        while sign := self._next("+", "~"):
            found = _added(found, self._filtered(), sign)
        return found

    def _filtered(self) -> Evaluate:
        found = self._operand()
        while self._next("|"):
            name = self._name()
            arguments: list[Evaluate] = []
            if self._next("("):
                arguments = self._arguments(")")
                self._require(")")
            elif self._next(":"):
                arguments = self._arguments("|")
            if name not in FILTERS["njk"] and name not in UNKNOWABLE:
                raise Undecided(name, is_filter=True)
            found = _applied(name, found, arguments)
        return found

    def _arguments(self, end: str) -> list[Evaluate]:
        found: list[Evaluate] = []
        while self._at < len(self._tokens) and self._tokens[self._at][1] != end:
            found.append(self._operand() if end == "|" else self._choice())
            if not self._next(","):
                break
        return found

    def _name(self) -> str:
        kind, text = self._tokens[self._at] if self._at < len(self._tokens) else ("", "")
        if kind != "name":
            raise self._refused()
        self._at += 1
        return text

    def _operand(self) -> Evaluate:
        self._depth += 1
        kind, text = self._tokens[self._at] if self._at < len(self._tokens) else ("", "")
        if self._depth > _DEEPEST or not kind:
            raise self._refused()
        self._at += 1
        found = self._primary(kind, text)
        path = text
        while sign := self._next(".", "["):
            if sign == ".":
                key = self._tokens[self._at][1] if self._at < len(self._tokens) else ""
                self._at += 1
                path = f"{path}.{key}"
                found = self._step(found, key, path)
            else:
                found = _indexed(found, self._choice(), path)
                self._require("]")
        self._depth -= 1
        return found

    def _step(self, found: Evaluate, key: str, path: str) -> Evaluate:
        if not self._next("("):
            index = int(key) if key.isdigit() else key
            return lambda scope: member(found(scope), index, path)
        arguments = self._arguments(")")
        self._require(")")
        if key not in METHODS:
            raise Undecided(path)
        return _called(METHODS[key], found, arguments, path)

    def _primary(self, kind: str, text: str) -> Evaluate:
        if kind == "text":
            value = _ESCAPED.sub(lambda found: _CONTROL.get(found[1], found[1]), text[1:-1])
            return lambda _: value
        if kind == "number":
            number = float(text) if "." in text else int(text)
            return lambda _: number
        if kind == "name":
            if text in _WORDS:
                return lambda _: _WORDS[text]
            return lambda scope: scope.value(text)
        if text == "(":
            inner = self._choice()
            self._require(")")
            return inner
        if text == "[":
            items = self._arguments("]")
            self._require("]")
            return lambda scope: [one(scope) for one in items]
        if text == "-":
            negative = self._operand()
            return lambda scope: -_number(negative(scope), text)
        raise self._refused()


def _truth(condition: Evaluate, scope: Scope) -> bool:
    try:
        return scope.is_true(condition(scope))
    except Missing:
        return False


def _or(left: Evaluate, right: Evaluate) -> Evaluate:
    def either(scope: Scope) -> Any:
        try:
            value = left(scope)
        except Missing:
            value = None
        if scope.engine == "liquid":
            return scope.is_true(value) or _truth(right, scope)
        return value if scope.is_true(value) else right(scope)

    return either


def _and(left: Evaluate, right: Evaluate) -> Evaluate:
    def both(scope: Scope) -> Any:
        if scope.engine == "liquid":
            return _truth(left, scope) and _truth(right, scope)
        value = left(scope)
        return right(scope) if scope.is_true(value) else value

    return both


def _compared(
    compare: Callable[[Any, Any], Any], left: Evaluate, right: Evaluate, scope: Scope
) -> bool:
    values = []
    for side in (left, right):
        try:
            values.append(side(scope))
        except Missing:
            values.append(None)
    try:
        return bool(compare(*_alike(*values)))
    except TypeError:
        return False


def _alike(left: Any, right: Any) -> tuple[Any, Any]:
    """Return two values as they are compared: front matter has numbers as text."""
    if {type(left), type(right)} not in ({int, str}, {float, str}):
        return left, right
    try:
        return float(left), float(right)
    except ValueError:
        return left, right


def _added(left: Evaluate, right: Evaluate, sign: str) -> Evaluate:
    def added(scope: Scope) -> Any:
        one, other = left(scope), right(scope)
        numbers = all(type(value) in (int, float) for value in (one, other))
        if sign == "+" and numbers:
            return one + other
        return _bounded(METHODS["toString"](one) + METHODS["toString"](other), sign)

    return added


def _indexed(found: Evaluate, key: Evaluate, path: str) -> Evaluate:
    return lambda scope: member(found(scope), key(scope), path)


def _applied(name: str, operand: Evaluate, arguments: list[Evaluate]) -> Evaluate:
    def applied(scope: Scope) -> Any:
        try:
            value = operand(scope)
        except Missing:
            if name not in ("default", "d"):
                raise
            value = None
        if name in UNKNOWABLE:
            raise Undecided(name)
        given = [one(scope) for one in arguments]
        try:
            return _bounded(FILTERS[scope.engine][name](scope, value, *given), name)
        except (TypeError, ValueError, OverflowError) as error:
            raise Undecided(name) from error

    return applied


def _called(
    method: Callable[..., Any], operand: Evaluate, arguments: list[Evaluate], path: str
) -> Evaluate:
    def called(scope: Scope) -> Any:
        try:
            return _bounded(method(operand(scope), *(one(scope) for one in arguments)), path)
        except (TypeError, ValueError) as error:
            raise Undecided(path) from error

    return called


def _number(value: Any, name: str) -> Any:
    if type(value) not in (int, float):
        raise Undecided(name)
    return value


def _bounded(value: Any, name: str) -> Any:
    if isinstance(value, str) and len(value) > _LONGEST_VALUE:
        raise Undecided(name)
    return value
