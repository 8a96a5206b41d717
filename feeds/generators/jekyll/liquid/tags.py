"""Liquid's own tags, with the syntax that Liquid for Ruby accepts."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Container, Iterator
from typing import TYPE_CHECKING, TextIO

from liquid.ast import BlockNode, ConditionalBlockNode, Node
from liquid.builtin.tags.capture_tag import CaptureNode
from liquid.builtin.tags.for_tag import ForNode
from liquid.builtin.tags.if_tag import IfNode
from liquid.builtin.tags.ifchanged_tag import IfChangedNode
from liquid.builtin.tags.tablerow_tag import TablerowNode
from liquid.builtin.tags.unless_tag import UnlessNode
from liquid.exceptions import LiquidSyntaxError
from liquid.parser import get_parser
from liquid.stream import TokenStream
from liquid.tag import Tag
from liquid.token import TOKEN_EXPRESSION, TOKEN_ILLEGAL, TOKEN_OUTPUT, TOKEN_TAG, Token

from feeds.generators.jekyll.liquid import ruby
from feeds.generators.jekyll.liquid.context import LiquidContext
from feeds.generators.jekyll.liquid.expressions import (
    Condition,
    FilteredValue,
    LiquidExpression,
    Literal,
    LoopExpression,
    operand,
)
from feeds.generators.jekyll.liquid.grammar import FRAGMENT

if TYPE_CHECKING:
    from liquid.context import RenderContext

_FLAGS = re.DOTALL | re.ASCII
_ASSIGN = re.compile(r"([\w\-.\[\]()]+)\s*=\s*(.*)", _FLAGS)
_NAME = re.compile(r"[\w\-.\[\]()]+", re.ASCII)
_CASE = re.compile(FRAGMENT, _FLAGS)
_WHEN = re.compile(rf"({FRAGMENT})(?:(?:\s+or\s+|\s*,\s*)({FRAGMENT}.*))?", _FLAGS)
_CYCLE = re.compile(rf"({FRAGMENT})\s*:\s*(.*)", _FLAGS)


def markup(stream: TokenStream) -> tuple[Token, str]:
    """Return the token and the markup of a tag, and move the stream to the tag's last token."""
    token = stream.current
    if stream.peek.kind != TOKEN_EXPRESSION:
        return token, ""
    next(stream)
    return token, stream.current.value


def body(tag: Tag, stream: TokenStream, ends: Container[str]) -> BlockNode:
    """Parse the nodes up to one of the tags ``ends``, and move the stream to it."""
    next(stream)
    return get_parser(tag.env).parse_block(stream, ends)


def whole_body(tag: Tag, stream: TokenStream, token: Token) -> BlockNode:
    """Parse the nodes up to the tag's end. White space alone is kept, unlike in conditions."""
    block = body(tag, stream, (tag.end,))
    require_end(tag, stream, token)
    block.blank = False
    return block


def require_end(tag: Tag, stream: TokenStream, token: Token) -> None:
    """Raise ``LiquidSyntaxError`` if the stream is not at the tag's end."""
    if not stream.current.is_tag(tag.end):
        message = f"{tag.name} is not closed; end it with {{% {tag.end} %}}"
        raise LiquidSyntaxError(message, token=token)


def _branches(tag: Tag, stream: TokenStream, token: Token) -> Iterator[tuple[Token, str]]:
    """Yield the token and markup of each branch; the caller parses its body."""
    while not stream.current.is_tag(tag.end):
        if stream.current.kind != TOKEN_TAG:
            require_end(tag, stream, token)
        yield markup(stream)


class TextNode(Node):
    """A node that writes a text. If that fails, the problem is reported and nothing written."""

    def __init__(self, token: Token) -> None:
        super().__init__(token)
        self.blank = False

    @abstractmethod
    def text(self, context: LiquidContext) -> str:
        """Return the text."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        assert isinstance(context, LiquidContext)
        context.lookups.spend(1)
        try:
            return buffer.write(self.text(context))
        except ruby.Failure as failure:
            context.report(self.token, str(failure))
            return 0


class OutputTag(Tag):
    """``{{ value | filter }}``, and ``{% echo %}``."""

    name = TOKEN_OUTPUT
    block = False

    def parse(self, stream: TokenStream) -> Node:
        token, text = markup(stream)
        return OutputNode(token, filtered(self, token, text))


class EchoTag(OutputTag):
    name = "echo"


def filtered(tag: Tag, token: Token, text: str) -> FilteredValue:
    """Parse a value with its filters, and report unknown filters."""
    found = FilteredValue(token, text)
    for unknown in found.names:
        if unknown not in tag.env.filters:
            message = (
                f"the filter {unknown} is not known, so it changes nothing; correct or remove it"
            )
            problems(tag).append((token, message))
    return found


def problems(tag: Tag) -> list[tuple[Token, str]]:
    """Return the list to which the environment adds problems of the template being parsed."""
    found: list[tuple[Token, str]] = tag.env.problems  # type: ignore[attr-defined]
    return found


class OutputNode(TextNode):
    def __init__(self, token: Token, expression: LiquidExpression) -> None:
        super().__init__(token)
        self._expression = expression

    def text(self, context: LiquidContext) -> str:
        return ruby.shown(self._expression.resolve(context))


class AssignTag(Tag):
    name = "assign"
    block = False

    def parse(self, stream: TokenStream) -> Node:
        token, text = markup(stream)
        found = _ASSIGN.search(text)
        if found is None:
            raise LiquidSyntaxError("assign has no value; write name = value", token=token)
        return _AssignNode(token, found[1], filtered(self, token, found[2]))


class _AssignNode(Node):
    def __init__(self, token: Token, name: str, expression: LiquidExpression) -> None:
        super().__init__(token)
        self._name, self._expression = name, expression

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        del buffer
        assert isinstance(context, LiquidContext)
        context.lookups.spend(1)
        context.assign(self._name, self._expression.resolve(context))
        return 0


class CaptureTag(Tag):
    name = "capture"
    end = "endcapture"

    def parse(self, stream: TokenStream) -> Node:
        token, text = markup(stream)
        found = _NAME.search(text)
        if found is None:
            message = "capture has no variable; write {% capture name %}"
            raise LiquidSyntaxError(message, token=token)
        return CaptureNode(token, found[0], whole_body(self, stream, token))  # type: ignore[arg-type]


class IfTag(Tag):
    name = "if"
    end = "endif"
    node: type[IfNode | UnlessNode] = IfNode

    def parse(self, stream: TokenStream) -> Node:
        ends = (self.end, "elsif", "else")
        token, text = markup(stream)
        condition = Condition(token, text)
        consequence = body(self, stream, ends)
        alternatives: list[ConditionalBlockNode] = []
        for inner, text in _branches(self, stream, token):
            is_else = inner.value == "else"
            test = Literal(inner, True) if is_else else Condition(inner, text)
            alternatives.append(ConditionalBlockNode(inner, test, body(self, stream, ends)))
        return self.node(token, condition, consequence, alternatives, None)


class UnlessTag(IfTag):
    name = "unless"
    end = "endunless"
    node = UnlessNode


class ForTag(Tag):
    name = "for"
    end = "endfor"

    def parse(self, stream: TokenStream) -> Node:
        token, text = markup(stream)
        block = body(self, stream, ("endfor", "else"))
        default = None
        if stream.current.is_tag("else"):
            markup(stream)
            default = body(self, stream, ("endfor",))
        require_end(self, stream, token)
        return ForNode(token, LoopExpression(token, text), block, default)  # type: ignore[arg-type]


class TablerowTag(Tag):
    name = "tablerow"
    end = "endtablerow"

    def parse(self, stream: TokenStream) -> Node:
        token, text = markup(stream)
        loop = LoopExpression(token, text)
        return TablerowNode(token, loop, whole_body(self, stream, token))  # type: ignore[arg-type]


class IfChangedTag(Tag):
    name = "ifchanged"
    end = "endifchanged"

    def parse(self, stream: TokenStream) -> Node:
        token, _ = markup(stream)
        return IfChangedNode(token, whole_body(self, stream, token))


class UnknownTag(Tag):
    """An unknown tag. It is left out; what it encloses is kept."""

    name = TOKEN_ILLEGAL
    block = False

    def parse(self, stream: TokenStream) -> Node:
        token, _ = markup(stream)
        name = token.value
        opened = self.env.unknown  # type: ignore[attr-defined]
        if not name.startswith("end"):
            opened.add(name)
            message = f"the tag {name} is not known, so only its content is shown"
            problems(self).append((token, f"{message}; write its result as HTML"))
        elif name[3:] not in opened:
            problems(self).append((token, f"{name} has no start tag; remove it"))
        return _EmptyNode(token)


class _EmptyNode(Node):
    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        del context, buffer
        return 0


class CaseTag(Tag):
    name = "case"
    end = "endcase"

    def parse(self, stream: TokenStream) -> Node:
        token, text = markup(stream)
        found = _CASE.search(text)
        if found is None:
            raise LiquidSyntaxError("case has no value; write {% case value %}", token=token)
        ends = ("endcase", "when", "else")
        body(self, stream, ends)
        choices: list[tuple[Condition | None, BlockNode]] = []
        for inner, text in _branches(self, stream, token):
            block = body(self, stream, ends)
            tests = [None] if inner.value == "else" else _when(inner, found[0], text)
            choices += [(test, block) for test in tests]
        return _CaseNode(token, choices)


def _when(token: Token, left: str, text: str) -> list[Condition | None]:
    tests: list[Condition | None] = []
    rest: str | None = text
    while rest:
        found = _WHEN.search(rest)
        if found is None:
            raise LiquidSyntaxError("when has no value; write {% when value %}", token=token)
        tests.append(Condition(token, f"{left} == {found[1]}"))
        rest = found[2]
    return tests


class _CaseNode(Node):
    def __init__(self, token: Token, choices: list[tuple[Condition | None, BlockNode]]) -> None:
        super().__init__(token)
        self._choices = choices
        self.blank = all(block.blank for _, block in choices)
        for _, block in choices:
            block.blank = self.blank

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        assert isinstance(context, LiquidContext)
        context.lookups.spend(1)
        chosen, count = False, 0
        for test, block in self._choices:
            if (test is None and not chosen) or (test is not None and test.resolve(context)):
                chosen = chosen or test is not None
                count += block.render(context, buffer)
        return count


class CycleTag(Tag):
    name = "cycle"
    block = False

    def parse(self, stream: TokenStream) -> Node:
        token, text = markup(stream)
        found = _CYCLE.match(text)
        pieces = map(_CASE.search, (found[2] if found else text).split(","))
        values = [operand(token, piece[0]) for piece in pieces if piece]
        if not values:
            message = 'cycle has no values; write {% cycle "a", "b" %}'
            raise LiquidSyntaxError(message, token=token)
        group = operand(token, found[1]) if found else Literal(token, text)
        return _CycleNode(token, group, values)


class _CycleNode(TextNode):
    def __init__(
        self, token: Token, group: LiquidExpression, values: list[LiquidExpression]
    ) -> None:
        super().__init__(token)
        self._group, self._values = group, values

    def text(self, context: LiquidContext) -> str:
        index = context.cycle(ruby.inspect(self._group.resolve(context)), len(self._values))
        return ruby.shown(self._values[index].resolve(context)) if index < len(self._values) else ""


TAGS = (
    OutputTag,
    EchoTag,
    AssignTag,
    CaptureTag,
    IfTag,
    UnlessTag,
    ForTag,
    TablerowTag,
    IfChangedTag,
    UnknownTag,
    CaseTag,
    CycleTag,
)
