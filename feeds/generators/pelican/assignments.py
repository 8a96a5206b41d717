"""Find what a Python file assigns to a name, without running the file.

Only values that are written out are known: literals, names assigned before, sums of strings
and lists, f-strings without calls, items of mappings, ``dict(…)`` and similar calls, paths that
``os.path`` and ``pathlib`` put together, and ``from x import *`` of another file of the tree. A
value that must be computed in another way is unknown.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from feeds.generators.pelican.expressions import (
    Computed,
    Expressions,
    added,
    bounded_value,
    hashable,
)

_DEEPEST_IMPORT = 8

Loader = Callable[[str], str | None]
"""Returns a file's text by its path in the tree; None if there is no such file."""


class BrokenPython(Exception):
    """The file is not valid Python; carries its path, the line and what is wrong."""

    def __init__(self, path: str, line: int, problem: str) -> None:
        super().__init__(path, line, problem)
        self.path = path
        self.line = line
        self.problem = problem


@dataclass(slots=True)
class Namespace:
    """What a file assigns."""

    values: dict[str, Any] = field(default_factory=dict)
    places: dict[str, tuple[str, int]] = field(default_factory=dict)
    """The file and the line of each name's last assignment."""
    unknown: set[str] = field(default_factory=set)
    """Names whose last assignment must be computed."""


def namespace(load: Loader, path: str) -> Namespace | None:
    """Return what the file at ``path`` assigns; None if there is no such file.

    Raises :class:`BrokenPython`.
    """
    return _read(load, path, 0)


def _read(load: Loader, path: str, depth: int) -> Namespace | None:
    text = load(path)
    if text is None:
        return None
    statements = _Statements(load, path, depth)
    statements.follow(_parsed(text, path).body)
    return statements.found


def _parsed(text: str, path: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # such as for "\d" in a regular expression
            return ast.parse(text)
    except SyntaxError as error:
        raise BrokenPython(path, error.lineno or 1, error.msg) from error
    except (MemoryError, RecursionError, ValueError) as error:
        raise BrokenPython(path, 1, "nested too deeply, or contains a NUL") from error


class _Statements:
    """Follows the statements of one file."""

    def __init__(self, load: Loader, path: str, depth: int) -> None:
        self.found = Namespace()
        self._expressions = Expressions(self.found.values, path)
        self._load = load
        self._path = path
        self._depth = depth

    def follow(self, statements: Iterable[ast.stmt]) -> None:
        for statement in statements:
            try:
                self._statement(statement)
            except (Computed, RecursionError):
                self._forget(statement)

    def _statement(self, node: ast.stmt) -> None:
        match node:
            case ast.Assign(targets=targets, value=value):
                found = self._expressions.value(value)
                for target in targets:
                    self._assign(target, found, node.lineno)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._assign(target, self._expressions.value(value), node.lineno)
            case ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=value):
                if name not in self.found.values:
                    raise Computed
                total = added(self.found.values[name], self._expressions.value(value))
                self._bind(name, total, node.lineno)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                self._import(module, names)
            case ast.If(test=test, body=body, orelse=orelse):
                self.follow(body if self._expressions.value(test) else orelse)
            case ast.Try(body=body, orelse=orelse, finalbody=final):
                self.follow([*body, *orelse, *final])
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=target, attr=verb)) as call):
                self._change(target, verb, call, node.lineno)
            case ast.Expr() | ast.Import() | ast.ImportFrom() | ast.Pass():
                pass
            case _:
                raise Computed

    def _assign(self, target: ast.expr, value: Any, line: int) -> None:
        match target:
            case ast.Name(id=name):
                self._bind(name, value, line)
            case ast.Tuple(elts=elts) | ast.List(elts=elts):
                if not isinstance(value, tuple | list) or len(value) != len(elts):
                    raise Computed
                for one, item in zip(elts, value, strict=True):
                    self._assign(one, item, line)
            case ast.Subscript(value=holder, slice=key):
                mapping, name = self._expressions.value(holder), self._expressions.value(key)
                if not isinstance(mapping, dict):
                    raise Computed
                mapping[hashable(name)] = value
            case _:
                raise Computed

    def _bind(self, name: str, value: Any, line: int) -> None:
        self.found.values[name] = value
        self.found.places[name] = (self._path, line)
        self.found.unknown.discard(name)

    def _change(self, target: ast.expr, verb: str, call: ast.Call, line: int) -> None:
        """Follow ``NAME.append(…)`` and similar calls; other calls change no setting."""
        name = next((name for name, _ in _changed(target, line)), "")
        if name not in self.found.values:
            return
        holder = self._expressions.value(target)
        given = [self._expressions.value(argument) for argument in call.args]
        match holder, verb, given:
            case list(), "append", [item]:
                holder.append(item)
            case list(), "extend", [list() | tuple() as items]:
                holder.extend(items)
            case dict(), "update", [dict() as items]:
                holder.update(items)
            case _:
                raise Computed
        bounded_value(holder)
        self.found.places[name] = (self._path, line)

    def _import(self, module: str, names: list[ast.alias]) -> None:
        if self._depth >= _DEEPEST_IMPORT:
            return
        folder, slash, _ = self._path.rpartition("/")
        path = f"{folder}{slash}{module.replace('.', '/')}.py"
        other = _read(self._load, path, self._depth + 1)
        if other is None:
            return
        for alias in names:
            for name in _public(other) if alias.name == "*" else [alias.name]:
                self._take(other, name, alias.asname or name)

    def _take(self, other: Namespace, name: str, own: str) -> None:
        if name in other.unknown:
            self.found.unknown.add(own)
            self.found.values.pop(own, None)
        elif name in other.values:
            self.found.values[own] = other.values[name]
            self.found.unknown.discard(own)
        if name in other.places:
            self.found.places[own] = other.places[name]

    def _forget(self, statement: ast.stmt) -> None:
        """Record as unknown every name that the statement may have assigned."""
        for name, line in _assigned(statement):
            self.found.unknown.add(name)
            self.found.values.pop(name, None)
            self.found.places[name] = (self._path, line)


def _public(other: Namespace) -> list[str]:
    names = sorted({*other.values, *other.unknown})
    return [name for name in names if not name.startswith("_")]


def _assigned(statement: ast.stmt) -> Iterator[tuple[str, int]]:
    """Yield each name that a statement may assign or change, and its line."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            yield from _changed(node.value, node.lineno)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            function = node.value.func
            if isinstance(function, ast.Attribute):
                yield from _changed(function.value, node.lineno)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, node.lineno


def _changed(holder: ast.expr, line: int) -> Iterator[tuple[str, int]]:
    while isinstance(holder, ast.Subscript):
        holder = holder.value
    if isinstance(holder, ast.Name):
        yield holder.id, line
