"""Liquid's ``case`` and ``cycle``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TextIO

from liquid.ast import BlockNode, Node
from liquid.exceptions import LiquidSyntaxError
from liquid.stream import TokenStream
from liquid.tag import Tag
from liquid.token import TOKEN_TAG, Token

from feeds.generators.jekyll.liquid import ruby
from feeds.generators.jekyll.liquid.context import Context
from feeds.generators.jekyll.liquid.expressions import Condition, Known, Value, value
from feeds.generators.jekyll.liquid.grammar import FRAGMENT
from feeds.generators.jekyll.liquid.tags import Written, body, markup, require_end

if TYPE_CHECKING:
    from liquid.context import RenderContext

_FLAGS = re.DOTALL | re.ASCII
_CASE = re.compile(FRAGMENT, _FLAGS)
_WHEN = re.compile(rf"({FRAGMENT})(?:(?:\s+or\s+|\s*,\s*)({FRAGMENT}.*))?", _FLAGS)
_CYCLE = re.compile(rf"({FRAGMENT})\s*:\s*(.*)", _FLAGS)


class Case(Tag):
    name = "case"
    end = "endcase"

    def parse(self, stream: TokenStream) -> Node:
        token, text = markup(stream)
        found = _CASE.search(text)
        if found is None:
            raise LiquidSyntaxError("case looks at nothing", token=token)
        ends = ("endcase", "when", "else")
        body(self, stream, ends)
        choices: list[tuple[Value | None, BlockNode]] = []
        while not stream.current.is_tag("endcase"):
            if stream.current.kind != TOKEN_TAG:
                require_end(self, stream, token)
            inner, text = markup(stream)
            block = body(self, stream, ends)
            tests = [None] if inner.value == "else" else _when(inner, found[0], text)
            choices += [(test, block) for test in tests]
        return _CaseNode(token, choices)


def _when(token: Token, left: str, text: str) -> list[Value | None]:
    tests: list[Value | None] = []
    rest: str | None = text
    while rest:
        found = _WHEN.search(rest)
        if found is None:
            raise LiquidSyntaxError("when names nothing to compare with", token=token)
        tests.append(Condition(token, f"{left} == {found[1]}"))
        rest = found[2]
    return tests


class _CaseNode(Node):
    def __init__(self, token: Token, choices: list[tuple[Value | None, BlockNode]]) -> None:
        super().__init__(token)
        self._choices = choices
        self.blank = all(block.blank for _, block in choices)
        for _, block in choices:
            block.blank = self.blank

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        assert isinstance(context, Context)
        context.scene.library.budget.spend(1)
        chosen, count = False, 0
        for test, block in self._choices:
            if (test is None and not chosen) or (test is not None and test.of(context)):
                chosen = chosen or test is not None
                count += block.render(context, buffer)
        return count


class Cycle(Tag):
    name = "cycle"
    block = False

    def parse(self, stream: TokenStream) -> Node:
        token, text = markup(stream)
        found = _CYCLE.match(text)
        pieces = map(_CASE.search, (found[2] if found else text).split(","))
        values = [value(token, piece[0]) for piece in pieces if piece]
        if not values:
            raise LiquidSyntaxError("cycle goes round nothing", token=token)
        return _CycleNode(token, value(token, found[1]) if found else Known(token, text), values)


class _CycleNode(Written):
    def __init__(self, token: Token, group: Value, values: list[Value]) -> None:
        super().__init__(token)
        self._group, self._values = group, values

    def written(self, context: Context) -> str:
        index = context.cycle(ruby.inspect(self._group.of(context)), len(self._values))
        return ruby.shown(self._values[index].of(context)) if index < len(self._values) else ""


TAGS = (Case, Cycle)
