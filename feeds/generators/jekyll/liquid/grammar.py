"""Parse templates into tokens, and expressions into their parts.

Expressions are parsed strictly, and if that fails in the lax mode of Liquid for Ruby.
Operands stay text; :mod:`feeds.generators.jekyll.liquid.expressions` makes values of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeVar

import msgspec
from liquid.exceptions import LiquidSyntaxError
from liquid.token import TOKEN_CONTENT, TOKEN_EXPRESSION, TOKEN_OUTPUT, TOKEN_TAG, Token

from feeds.generators.jekyll.liquid.inputs import split_template

_T = TypeVar("_T")

_FLAGS = re.DOTALL | re.ASCII

# The tokens of templates.
_TAG = re.compile(r"\{%-?\s*(#|\w+)\s*(.*?)-?%\}", _FLAGS)
_OUTPUT = re.compile(r"\{\{-?(.*?)-?\}\}", re.DOTALL)
_END = re.compile(r"\{%-?\s*(end(?:raw|comment)|comment)\b.*?%\}\Z", _FLAGS)
_WITHOUT_MARKUP = re.compile(r"end|else$")
"""Tags whose markup is ignored."""
_SPACE = " \t\n\v\f\r\0"

# Strict expressions.
_TOKEN = re.compile(
    r"(?P<operator>==|!=|<>|<=|>=|<|>|contains(?=\s))|(?P<string>\"[^\"]*\"|'[^']*')"
    r"|(?P<number>-?[0-9]+(?:\.[0-9]+)?)|(?P<word>[a-zA-Z_][\w-]*\??)|(?P<range>\.\.)"
    r"|(?P<mark>[|.:,\[\]()?-])",
    re.ASCII,
)
_SPACES = re.compile(r"\s*", re.ASCII)

# Expressions in lax mode.
_QUOTED = r""""[^"]*"|'[^']*'"""
FRAGMENT = rf"""(?:{_QUOTED}|(?:[^\s,|'"]|{_QUOTED})+)"""
_FILTERED = re.compile(rf"({FRAGMENT})(.*)", _FLAGS)
_FILTER = re.compile(rf"(?:\s+|{FRAGMENT}|,)+", _FLAGS)
_NAME = re.compile(r"\w+", re.ASCII)
_ARGUMENT = re.compile(rf"[:,]\s*((?:\w+\s*:\s*)?{FRAGMENT})", _FLAGS)
_NAMED = re.compile(rf"(\w[\w-]*)\s*:\s*({FRAGMENT})", _FLAGS)
_JOINT = r"\b(?:\s?and\s?|\s?or\s?)\b"
_CONDITIONS = re.compile(rf"{_JOINT}|(?:\s*(?!{_JOINT})(?:{FRAGMENT}|\S+)\s*)+", _FLAGS)
_CONDITION = re.compile(rf"({FRAGMENT})\s*([=!<>a-z_]+)?\s*({FRAGMENT})?", _FLAGS)
_LOOP = re.compile(rf"([\w-]+)\s+in\s+({FRAGMENT}+)\s*(reversed)?", _FLAGS)


class NoSyntax(ValueError):
    """Text is not an expression of the kind that is wanted."""


class FilterMarkup(msgspec.Struct, frozen=True):
    """``name: argument, named: argument``."""

    name: str
    arguments: list[str]
    named: list[tuple[str, str]]


class ComparisonMarkup(msgspec.Struct, frozen=True):
    """``left operator right``, or ``left`` alone."""

    left: str
    operator: str | None
    right: str | None
    joint: str | None
    """``and`` or ``or``, which joins it with the next one; None for the last."""


class LoopMarkup(msgspec.Struct, frozen=True):
    """``variable in collection reversed limit: 2``."""

    variable: str
    collection: str
    is_reversed: bool
    attributes: list[tuple[str, str]]


def tokens(source: str) -> Iterator[Token]:
    """Yield the tokens of a template: text, tags and outputs, and the markup of each.

    Comments are left out, and so is white space next to a hyphen; raw text is text. Raises
    :class:`~liquid.exceptions.LiquidSyntaxError` for a part that is not closed.
    """
    return _Lexer(source).tokens()


class _Lexer:
    def __init__(self, source: str) -> None:
        self._source = source
        self._parts = split_template(source)
        self._trims = False
        """The previous tag ends in a hyphen, so white space after it is left out."""

    def tokens(self) -> Iterator[Token]:
        pending: Token | None = None
        for start, part in self._parts:
            if not part.startswith(("{%", "{{")):
                text = part.lstrip(_SPACE) if self._trims else part
                self._trims = False
                pending = Token(TOKEN_CONTENT, text, start, self._source)
                continue
            if pending is not None:
                text = pending.value.rstrip(_SPACE) if part[2:3] == "-" else pending.value
                yield from [pending._replace(value=text)] if text else []
                pending = None
            self._trims = part[-3:-2] == "-"
            yield from self._tag(start, part) if part[1] == "%" else self._output(start, part)
        if pending is not None and pending.value:
            yield pending

    def _output(self, start: int, part: str) -> Iterator[Token]:
        found = _OUTPUT.fullmatch(part)
        if found is None:
            raise self._error("{{ is not closed; end it with }}", start)
        yield Token(TOKEN_OUTPUT, part, start, self._source)
        yield Token(TOKEN_EXPRESSION, found[1].strip(_SPACE), start, self._source)

    def _tag(self, start: int, part: str) -> Iterator[Token]:
        found = _TAG.fullmatch(part)
        if found is None:
            raise self._error("{% has no tag name or is not closed; end it with %}", start)
        name = found[1]
        if name == "#":
            return
        if name == "comment":
            self._skip_comment(start)
        elif name == "raw":
            yield Token(TOKEN_CONTENT, self._raw(start), start, self._source)
        else:
            yield Token(TOKEN_TAG, name, start, self._source)
            markup = found[2].strip(_SPACE)
            if markup and not _WITHOUT_MARKUP.match(name):
                yield Token(TOKEN_EXPRESSION, markup, start, self._source)

    def _raw(self, start: int) -> str:
        text: list[str] = []
        for _, part in self._parts:
            end = _END.search(part, max(part.rfind("{%"), 0)) if part.startswith("{") else None
            if end and end[1] == "endraw":
                return "".join([*text, part[: end.start()]])
            text.append(part)
        raise self._error("{% raw %} is not closed; end it with {% endraw %}", start)

    def _skip_comment(self, start: int) -> None:
        depth = 1
        for _, part in self._parts:
            found = _END.match(part)
            if found and found[1] != "endraw":
                depth += 1 if found[1] == "comment" else -1
                if not depth:
                    self._trims = part[-3:-2] == "-"
                    return
        raise self._error("{% comment %} is not closed; end it with {% endcomment %}", start)

    def _error(self, message: str, start: int) -> LiquidSyntaxError:
        return LiquidSyntaxError(message, token=Token(TOKEN_TAG, "", start, self._source))


def output(markup: str) -> tuple[str | None, list[FilterMarkup]]:
    """Parse ``operand | filter: argument``. The operand is None if there is none."""
    return _either(_StrictParser.output, _lax_output, markup)


def condition(markup: str) -> list[ComparisonMarkup]:
    """Parse ``a == b and c``. Raises :class:`NoSyntax` if nothing is compared."""
    return _either(_StrictParser.condition, _lax_condition, markup)


def loop(markup: str) -> LoopMarkup:
    """Parse the markup of ``for``. Raises :class:`NoSyntax` without ``variable in list``."""
    return _either(_StrictParser.loop, _lax_loop, markup)


def _either(strict: Callable[[_StrictParser], _T], lax: Callable[[str], _T], markup: str) -> _T:
    try:
        return strict(_StrictParser(markup))
    except NoSyntax:
        return lax(markup)


class _StrictParser:
    """Parses an expression strictly. Raises :class:`NoSyntax` if it does not fit."""

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

    def output(self) -> tuple[str | None, list[FilterMarkup]]:
        if not self._tokens:
            return None, []
        name, filters = self._operand(), []
        while self._takes("|"):
            filters.append(self._filter())
        self._finish()
        return name, filters

    def condition(self) -> list[ComparisonMarkup]:
        found = []
        joint: str | None = ""
        while joint is not None:
            left, operator, right = self._operand(), None, None
            if self._kind() == "operator":
                operator, right = self._next(), self._operand()
            joint = self._next() if self._sees("and", "or") else None
            found.append(ComparisonMarkup(left, operator, right, joint))
        self._finish()
        return found

    def loop(self) -> LoopMarkup:
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
        return LoopMarkup(variable, collection, is_reversed, attributes)

    def _filter(self) -> FilterMarkup:
        name, arguments, named = self._expect("word"), [], []
        has_argument = self._takes(":")
        while has_argument:
            key = self._argument_name()
            if key is None:
                arguments.append(self._operand())
            else:
                named.append((key, self._operand()))
            has_argument = self._takes(",")
        return FilterMarkup(name, arguments, named)

    def _argument_name(self) -> str | None:
        ahead = self._tokens[self._at : self._at + 2]
        if len(ahead) < 2 or ahead[0][0] != "word" or ahead[1][1] != ":":
            return None
        self._at += 2
        return ahead[0][1]

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
        while self._sees("[", "."):
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


def _lax_output(markup: str) -> tuple[str | None, list[FilterMarkup]]:
    found = _FILTERED.search(markup)
    if found is None:
        return None, []
    filters = _FILTER.findall(found[2].partition("|")[2])
    return found[1], [_lax_filter(one) for one in filters if _NAME.search(one)]


def _lax_filter(markup: str) -> FilterMarkup:
    name = _NAME.search(markup)
    assert name is not None
    arguments = []
    named = []
    for argument in _ARGUMENT.findall(markup):
        found = _NAMED.fullmatch(argument)
        if found:
            named.append((found[1], found[2]))
        else:
            arguments.append(argument)
    return FilterMarkup(name[0], arguments, named)


def _lax_condition(markup: str) -> list[ComparisonMarkup]:
    pieces = _CONDITIONS.findall(markup)
    found = []
    for index in range(0, len(pieces), 2):
        match = _CONDITION.search(pieces[index])
        joint = pieces[index + 1].strip() if index + 1 < len(pieces) else None
        if match is None or joint not in (None, "and", "or"):
            raise NoSyntax(markup)
        found.append(ComparisonMarkup(match[1], match[2], match[3], joint))
    if not found or found[-1].joint:
        raise NoSyntax(markup)
    return found


def _lax_loop(markup: str) -> LoopMarkup:
    found = _LOOP.match(markup)
    if found is None:
        raise NoSyntax(markup)
    return LoopMarkup(found[1], found[2], bool(found[3]), _NAMED.findall(markup))
