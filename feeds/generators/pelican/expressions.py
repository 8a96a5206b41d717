"""Evaluate Python expressions of literals, without running code."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_LARGEST = 100_000
"""Characters or items of a value: sums of sums could fill the memory."""
_SEQUENCES: Mapping[str, type] = {"list": list, "set": list, "tuple": tuple}
_SAME_PATH = frozenset(
    {"abspath", "realpath", "normpath", "str"}
    | {"absolute", "resolve", "as_posix", "getcwd", "cwd"}
)
"""Functions and methods that give the same place in another form."""


class Computed(Exception):
    """Only running the file would give the value."""


class Expressions:
    """Evaluates expressions that are written out, with the names known so far."""

    def __init__(self, names: Mapping[str, Any], path: str) -> None:
        """``path`` is the file's own, from the top of the tree."""
        self._names = names
        self._path = path

    def value(self, node: ast.expr) -> Any:
        """Return the value of an expression; raises :class:`Computed`."""
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
                return bounded_value("".join(map(self._piece, values)))
            case ast.Subscript(value=holder, slice=key):
                return _item(self.value(holder), self.value(key))
            case ast.Call(func=ast.Name(id="dict"), args=args, keywords=keywords):
                return self._dict(args, keywords)
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in _SEQUENCES:
                return self._sequence(_SEQUENCES[name], args)
        return self._file_path(node)

    def _dict(self, args: list[ast.expr], keywords: list[ast.keyword]) -> dict[Any, Any]:
        """Return what ``dict(…)`` gives of a mapping or of pairs, and of keywords."""
        if len(args) > 1:
            raise Computed
        found = self.value(args[0]) if args else {}
        result: dict[Any, Any] = {}
        for key, value in found.items() if isinstance(found, dict) else _pairs(found):
            result[hashable(key)] = value
        keys = [ast.Constant(one.arg) if one.arg else None for one in keywords]
        result.update(self._mapping(list(keys), [one.value for one in keywords]))
        return result

    def _sequence(self, kind: type, args: list[ast.expr]) -> Any:
        found = self.value(args[0]) if len(args) == 1 else ()
        if len(args) > 1 or not isinstance(found, list | tuple | dict):
            raise Computed
        return kind(found)

    def _file_path(self, node: ast.expr) -> str:
        """Return a path that ``os.path`` or ``pathlib`` puts together.

        It is relative to the tree, whose top is where the file is and where Pelican is run.
        """
        match node:
            case ast.Name(id="__file__"):
                return self._path
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                return _joined([self.value(left), self.value(right)])
            case ast.Attribute(value=holder, attr="parent"):
                return _folder(self.value(holder))
            case ast.Attribute(value=ast.Name(id="os"), attr="curdir"):
                return "."
            case ast.Call(func=ast.Attribute(value=holder, attr=verb), args=[], keywords=[]) if (
                verb in _SAME_PATH
            ):
                return "." if verb in ("getcwd", "cwd") else _joined([self.value(holder)])
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
                return self._path_call(name, args)
            case ast.Call(
                func=ast.Attribute(
                    value=ast.Name(id="path" | "pathlib") | ast.Attribute(attr="path"), attr=name
                ),
                args=args,
                keywords=[],
            ):
                return self._path_call(name, args)
        raise Computed

    def _path_call(self, name: str, args: list[ast.expr]) -> str:
        parts = [self.value(one) for one in args]
        if name in ("join", "Path") and parts:
            return _joined(parts)
        if len(parts) != 1 or not isinstance(parts[0], str):
            raise Computed
        if name == "dirname":
            return _folder(parts[0])
        if name in _SAME_PATH:
            return parts[0]
        raise Computed

    def _items(self, nodes: Iterable[ast.expr]) -> Iterator[Any]:
        for node in nodes:
            if isinstance(node, ast.Starred):
                found = self.value(node.value)
                if not isinstance(found, list | tuple):
                    raise Computed
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
                raise Computed
        bounded_value(result)
        return result

    def _piece(self, node: ast.expr) -> str:
        match node:
            case ast.Constant(value=str(text)):
                return text
            case ast.FormattedValue(value=value, conversion=-1, format_spec=None):
                found = self.value(value)
                if isinstance(found, str | int | float):
                    return str(found)
        raise Computed


def added(left: Any, right: Any) -> Any:
    match left, right:
        case (str(), str()) | (list(), list()) | (tuple(), tuple()):
            return bounded_value(left + right)
    return _number(left) + _number(right)


def _number(value: Any) -> int | float:
    if isinstance(value, int | float):
        return value
    raise Computed


def _pairs(value: Any) -> Iterator[tuple[Any, Any]]:
    if not isinstance(value, list | tuple):
        raise Computed
    for pair in value:
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise Computed
        yield pair[0], pair[1]


def _joined(parts: list[Any]) -> str:
    if not all(isinstance(part, str) for part in parts):
        raise Computed
    return str(bounded_value(posixpath.normpath(posixpath.join(*parts))))


def _folder(path: Any) -> str:
    if not isinstance(path, str):
        raise Computed
    return posixpath.normpath(posixpath.join(path or ".", ".."))


def _item(holder: Any, key: Any) -> Any:
    if not isinstance(holder, Mapping | list | tuple):
        raise Computed
    try:
        return holder[hashable(key)]
    except (LookupError, TypeError) as error:
        raise Computed from error


def hashable(value: Any) -> Any:
    try:
        hash(value)
    except TypeError as error:
        raise Computed from error
    return value


def bounded_value(value: Any) -> Any:
    if len(value) > _LARGEST:
        raise Computed
    return value
