"""Values written out in Python, told without running it.

Literals, names assigned before, sums of strings and lists, items of mappings, and
f-strings without calls. Whatever needs more than that is not known.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_LARGEST = 100_000
"""Characters or items: sums of sums could fill the memory."""


class NotWritten(Exception):
    """The value is computed, by something that only running the file could tell."""


class Literals:
    """Evaluates expressions with the names known so far."""

    def __init__(self, names: Mapping[str, Any]) -> None:
        self._names = names

    def value(self, node: ast.expr) -> Any:
        """Return the expression's value; raises :class:`NotWritten`."""
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name) if name in self._names:
                return self._names[name]
            case ast.Tuple(elts=elts):
                return tuple(self._items(elts))
            case ast.List(elts=elts):
                return list(self._items(elts))
            case ast.Set(elts=elts):
                return [hashable(item) for item in self._items(elts)]
            case ast.Dict(keys=keys, values=values):
                return self._mapping(keys, values)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return added(self.value(left), self.value(right))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -_number(self.value(operand))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return not self.value(operand)
            case ast.JoinedStr(values=values):
                return bounded("".join(map(self._piece, values)))
            case ast.Subscript(value=holder, slice=key):
                return _item(self.value(holder), self.value(key))
        raise NotWritten

    def _items(self, nodes: Iterable[ast.expr]) -> Iterator[Any]:
        for node in nodes:
            if isinstance(node, ast.Starred):
                found = self.value(node.value)
                if not isinstance(found, list | tuple):
                    raise NotWritten
                yield from found
            else:
                yield self.value(node)

    def _mapping(self, keys: list[ast.expr | None], values: list[ast.expr]) -> dict[Any, Any]:
        result: dict[Any, Any] = {}
        for key, node in zip(keys, values, strict=True):
            value = self.value(node)
            if key is not None:
                result[hashable(self.value(key))] = value
            elif isinstance(value, dict):
                result.update(value)
            else:
                raise NotWritten
        bounded(result)
        return result

    def _piece(self, node: ast.expr) -> str:
        match node:
            case ast.Constant(value=str(text)):
                return text
            case ast.FormattedValue(value=value, conversion=-1, format_spec=None):
                found = self.value(value)
                if isinstance(found, str | int | float):
                    return str(found)
        raise NotWritten


def added(left: Any, right: Any) -> Any:
    match left, right:
        case (str(), str()) | (list(), list()) | (tuple(), tuple()):
            return bounded(left + right)
    return _number(left) + _number(right)


def _number(value: Any) -> int | float:
    if isinstance(value, int | float):
        return value
    raise NotWritten


def _item(holder: Any, key: Any) -> Any:
    if not isinstance(holder, Mapping | list | tuple):
        raise NotWritten
    try:
        return holder[hashable(key)]
    except (LookupError, TypeError) as error:
        raise NotWritten from error


def hashable(value: Any) -> Any:
    try:
        hash(value)
    except TypeError as error:
        raise NotWritten from error
    return value


def bounded(value: Any) -> Any:
    if len(value) > _LARGEST:
        raise NotWritten
    return value
