"""Liquid's expressions taken apart: strictly, else as leniently as Ruby's does by default.

Operands stay text; :mod:`feeds.generators.jekyll.liquid.expressions` makes values of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple, TypeVar

QUOTED = r""""[^"]*"|'[^']*'"""
FRAGMENT = rf"""(?:{QUOTED}|(?:[^\s,|'"]|{QUOTED})+)"""
_FLAGS = re.DOTALL | re.ASCII

_TOKEN = re.compile(
    r"(?P<operator>==|!=|<>|<=|>=|<|>|contains(?=\s))|(?P<string>\"[^\"]*\"|'[^']*')"
    r"|(?P<number>-?[0-9]+(?:\.[0-9]+)?)|(?P<word>[a-zA-Z_][\w-]*\??)|(?P<range>\.\.)"
    r"|(?P<mark>[|.:,\[\]()?-])",
    re.ASCII,
)
_SPACES = re.compile(r"\s*", re.ASCII)
_OUTPUT = re.compile(rf"({FRAGMENT})(.*)", _FLAGS)
_FILTER = re.compile(rf"(?:\s+|{FRAGMENT}|,)+", _FLAGS)
_NAME = re.compile(r"\w+", re.ASCII)
_ARGUMENT = re.compile(rf"[:,]\s*((?:\w+\s*:\s*)?{FRAGMENT})", _FLAGS)
NAMED = re.compile(rf"(\w[\w-]*)\s*:\s*({FRAGMENT})", _FLAGS)
_JOINT = r"\b(?:\s?and\s?|\s?or\s?)\b"
_CONDITIONS = re.compile(rf"{_JOINT}|(?:\s*(?!{_JOINT})(?:{FRAGMENT}|\S+)\s*)+", _FLAGS)
_CONDITION = re.compile(rf"({FRAGMENT})\s*([=!<>a-z_]+)?\s*({FRAGMENT})?", _FLAGS)
_LOOP = re.compile(rf"([\w-]+)\s+in\s+({FRAGMENT}+)\s*(reversed)?", _FLAGS)
_LOOKS_ON = ("[", ".")


class NoSyntax(ValueError):
    """This is no expression of that kind."""


class Filter(NamedTuple):
    """A filter's name and what stands behind its colon."""

    name: str
    arguments: list[str]
    named: list[tuple[str, str]]


class Comparison(NamedTuple):
    """``left operator right``, or ``left`` alone; joined with the next by ``and`` or ``or``."""

    left: str
    operator: str | None
    right: str | None
    joint: str | None = None


class Loop(NamedTuple):
    """``variable in collection reversed limit: 2``."""

    variable: str
    collection: str
    is_reversed: bool
    attributes: list[tuple[str, str]]


_T = TypeVar("_T")


def _either(strict: Callable[[_Reader], _T], lax: Callable[[str], _T], markup: str) -> _T:
    try:
        return strict(_Reader(markup))
    except NoSyntax:
        return lax(markup)


def output(markup: str) -> tuple[str | None, list[Filter]]:
    """Take ``name | filter: argument`` apart; None where there is no name."""
    return _either(_Reader.output, _lax_output, markup)


def condition(markup: str) -> list[Comparison]:
    """Take ``a == b and c`` apart. :class:`NoSyntax` where it compares nothing."""
    return _either(_Reader.condition, _lax_condition, markup)


def loop(markup: str) -> Loop:
    """Take what ``for`` says apart. :class:`NoSyntax` where nothing is gone through."""
    return _either(_Reader.loop, _lax_loop, markup)


class _Reader:
    """The strict grammar, token by token."""

    def __init__(self, markup: str) -> None:
        self._tokens: list[tuple[str, str]] = []
        self._at = 0
        end = _SPACES.match(markup).end()  # type: ignore[union-attr]
        while end < len(markup):
            found = _TOKEN.match(markup, end)
            if found is None:
                raise NoSyntax(markup)
            self._tokens.append((found.lastgroup or "", found[0]))
            end = _SPACES.match(markup, found.end()).end()  # type: ignore[union-attr]

    def output(self) -> tuple[str | None, list[Filter]]:
        if not self._tokens:
            return None, []
        name, filters = self._operand(), []
        while self._takes("|"):
            filters.append(self._filter())
        self._finish()
        return name, filters

    def condition(self) -> list[Comparison]:
        found = [self._comparison()]
        while self._sees("and", "or"):
            found[-1] = found[-1]._replace(joint=self._next())
            found.append(self._comparison())
        self._finish()
        return found

    def loop(self) -> Loop:
        variable = self._expect("word")
        if self._next() != "in":
            raise NoSyntax(variable)
        collection = self._operand()
        is_reversed = self._takes("reversed")
        attributes = []
        while self._sees("limit", "offset"):
            name = self._next()
            self._require(":")
            attributes.append((name, self._operand()))
        self._finish()
        return Loop(variable, collection, is_reversed, attributes)

    def _filter(self) -> Filter:
        found = Filter(self._expect("word"), [], [])
        if self._takes(":"):
            self._argument(found)
            while self._takes(","):
                self._argument(found)
        return found

    def _argument(self, filter: Filter) -> None:
        ahead = self._tokens[self._at : self._at + 2]
        if len(ahead) == 2 and ahead[0][0] == "word" and ahead[1][1] == ":":
            self._at += 2
            filter.named.append((ahead[0][1], self._operand()))
        else:
            filter.arguments.append(self._operand())

    def _comparison(self) -> Comparison:
        left = self._operand()
        if self._kind() != "operator":
            return Comparison(left, None, None)
        return Comparison(left, self._next(), self._operand())

    def _operand(self) -> str:
        kind = self._kind()
        if kind in ("string", "number"):
            return self._next()
        if kind == "word":
            return self._next() + self._lookups()
        if self._sees("["):
            return self._lookups()
        self._require("(")
        first = self._operand()
        self._require("..")
        last = self._operand()
        self._require(")")
        return f"({first}..{last})"

    def _lookups(self) -> str:
        found = []
        while self._sees(*_LOOKS_ON):
            if self._takes("."):
                found.append(f".{self._expect('word')}")
            else:
                self._require("[")
                found.append(f"[{self._operand()}]")
                self._require("]")
        return "".join(found)

    def _kind(self) -> str:
        return self._tokens[self._at][0] if self._at < len(self._tokens) else ""

    def _sees(self, *texts: str) -> bool:
        return self._at < len(self._tokens) and self._tokens[self._at][1] in texts

    def _takes(self, text: str) -> bool:
        seen = self._sees(text)
        self._at += seen
        return seen

    def _next(self) -> str:
        if self._at >= len(self._tokens):
            raise NoSyntax("the end")
        self._at += 1
        return self._tokens[self._at - 1][1]

    def _expect(self, kind: str) -> str:
        if self._kind() != kind:
            raise NoSyntax(kind)
        return self._next()

    def _require(self, text: str) -> None:
        if not self._takes(text):
            raise NoSyntax(text)

    def _finish(self) -> None:
        if self._at < len(self._tokens):
            raise NoSyntax(self._next())


def _lax_output(markup: str) -> tuple[str | None, list[Filter]]:
    found = _OUTPUT.search(markup)
    if found is None:
        return None, []
    _, bar, rest = found[2].partition("|")
    return found[1], [*map(_lax_filter, _named(rest))] if bar else []


def _named(rest: str) -> list[str]:
    return [one for one in _FILTER.findall(rest) if _NAME.search(one)]


def _lax_filter(markup: str) -> Filter:
    name = _NAME.search(markup)
    assert name is not None
    filter = Filter(name[0], [], [])
    for argument in _ARGUMENT.findall(markup):
        found = NAMED.fullmatch(argument)
        if found:
            filter.named.append((found[1], found[2]))
        else:
            filter.arguments.append(argument)
    return filter


def _lax_condition(markup: str) -> list[Comparison]:
    pieces = _CONDITIONS.findall(markup)
    found = []
    for index in range(0, len(pieces), 2):
        match = _CONDITION.search(pieces[index])
        joint = pieces[index + 1].strip() if index + 1 < len(pieces) else None
        if match is None or joint not in (None, "and", "or"):
            raise NoSyntax(markup)
        found.append(Comparison(match[1], match[2], match[3], joint))
    if not found or found[-1].joint:
        raise NoSyntax(markup)
    return found


def _lax_loop(markup: str) -> Loop:
    found = _LOOP.match(markup)
    if found is None:
        raise NoSyntax(markup)
    return Loop(found[1], found[2], bool(found[3]), NAMED.findall(markup))
