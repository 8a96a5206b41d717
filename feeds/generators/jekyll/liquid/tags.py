"""Liquid's own tags, with the markup that Liquid for Ruby accepts."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Container
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
from feeds.generators.jekyll.liquid.context import Context
from feeds.generators.jekyll.liquid.expressions import Condition, Filtered, Known, Loop, Value

if TYPE_CHECKING:
    from liquid.context import RenderContext

_FLAGS = re.DOTALL | re.ASCII
_ASSIGN = re.compile(r"([\w\-.\[\]()]+)\s*=\s*(.*)", _FLAGS)
_NAME = re.compile(r"[\w\-.\[\]()]+", re.ASCII)


def markup(stream: TokenStream) -> tuple[Token, str]:
    """Return a tag's token and markup; the stream then stands at the tag's last token."""
    token = stream.current
    if stream.peek.kind != TOKEN_EXPRESSION:
        return token, ""
    next(stream)
    return token, stream.current.value


def body(tag: Tag, stream: TokenStream, ends: Container[str]) -> BlockNode:
    """Parse up to one of these tags, where the stream then stands."""
    next(stream)
    return get_parser(tag.env).parse_block(stream, ends)


def whole(tag: Tag, stream: TokenStream, token: Token) -> BlockNode:
    """Parse up to the tag's end. White space alone counts too, as in conditions it does not."""
    block = body(tag, stream, (tag.end,))
    require_end(tag, stream, token)
    block.blank = False
    return block


def require_end(tag: Tag, stream: TokenStream, token: Token) -> None:
    """Refuse a block that its end does not follow."""
    if not stream.current.is_tag(tag.end):
        message = f"{tag.name} is not closed; end it with {{% {tag.end} %}}"
        raise LiquidSyntaxError(message, token=token)


class Written(Node):
    """A node that writes one text; what fails in it leaves nothing, and a remark."""

    def __init__(self, token: Token) -> None:
        super().__init__(token)
        self.blank = False

    @abstractmethod
    def written(self, context: Context) -> str:
        """Return the text."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        assert isinstance(context, Context)
        context.scene.library.budget.spend(1)
        try:
            return buffer.write(self.written(context))
        except ruby.Failure as failure:
            context.remark(self.token, str(failure))
            return 0


class Output(Tag):
    """``{{ value | filter }}``, and ``{% echo %}``."""

    name = TOKEN_OUTPUT
    block = False

    def parse(self, stream: TokenStream) -> Node:
        token, text = markup(stream)
        return OutputNode(token, filtered(self, token, text))


class Echo(Output):
    name = "echo"


def filtered(tag: Tag, token: Token, text: str) -> Filtered:
    """Read a value with its filters, and note those nobody knows."""
    found = Filtered(token, text)
    for name in found.names:
        if name not in tag.env.filters:
            problems(tag).append((token, f"there is no filter {name}; its input is passed on"))
    return found


def problems(tag: Tag) -> list[tuple[Token, str]]:
    """Return where the environment keeps what it finds wrong while it parses."""
    found: list[tuple[Token, str]] = tag.env.problems  # type: ignore[attr-defined]
    return found


class OutputNode(Written):
    def __init__(self, token: Token, expression: Value) -> None:
        super().__init__(token)
        self._expression = expression

    def written(self, context: Context) -> str:
        return ruby.shown(self._expression.of(context))


class Assign(Tag):
    name = "assign"
    block = False

    def parse(self, stream: TokenStream) -> Node:
        token, text = markup(stream)
        found = _ASSIGN.search(text)
        if found is None:
            raise LiquidSyntaxError("assign sets nothing; write name = value", token=token)
        return _AssignNode(token, found[1], filtered(self, token, found[2]))


class _AssignNode(Node):
    def __init__(self, token: Token, name: str, expression: Value) -> None:
        super().__init__(token)
        self._name, self._expression = name, expression

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        del buffer
        assert isinstance(context, Context)
        context.scene.library.budget.spend(1)
        context.assign(self._name, self._expression.of(context))
        return 0


class Capture(Tag):
    name = "capture"
    end = "endcapture"

    def parse(self, stream: TokenStream) -> Node:
        token, text = markup(stream)
        found = _NAME.search(text)
        if found is None:
            raise LiquidSyntaxError("capture names no variable", token=token)
        return CaptureNode(token, found[0], whole(self, stream, token))  # type: ignore[arg-type]


class If(Tag):
    name = "if"
    end = "endif"
    node: type[IfNode] | type[UnlessNode] = IfNode

    def parse(self, stream: TokenStream) -> Node:
        ends = (self.end, "elsif", "else")
        token, text = markup(stream)
        condition = Condition(token, text)
        consequence = body(self, stream, ends)
        alternatives: list[ConditionalBlockNode] = []
        while not stream.current.is_tag(self.end):
            if stream.current.kind != TOKEN_TAG:
                require_end(self, stream, token)
            inner, text = markup(stream)
            test: Value = Known(inner, True) if inner.value == "else" else Condition(inner, text)
            alternatives.append(ConditionalBlockNode(inner, test, body(self, stream, ends)))
        return self.node(token, condition, consequence, alternatives, None)


class Unless(If):
    name = "unless"
    end = "endunless"
    node = UnlessNode


class For(Tag):
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
        return ForNode(token, Loop(token, text), block, default)  # type: ignore[arg-type]


class Tablerow(Tag):
    name = "tablerow"
    end = "endtablerow"

    def parse(self, stream: TokenStream) -> Node:
        token, text = markup(stream)
        loop = Loop(token, text)
        return TablerowNode(token, loop, whole(self, stream, token))  # type: ignore[arg-type]


class IfChanged(Tag):
    name = "ifchanged"
    end = "endifchanged"

    def parse(self, stream: TokenStream) -> Node:
        token, _ = markup(stream)
        return IfChangedNode(token, whole(self, stream, token))


class Unknown(Tag):
    """A tag nobody knows: what stands between it and its end stays."""

    name = TOKEN_ILLEGAL
    block = False

    def parse(self, stream: TokenStream) -> Node:
        token, _ = markup(stream)
        name = token.value
        if name.startswith("end"):
            known = name[3:] in self.env.unknown  # type: ignore[attr-defined]
            message = f"{name} closes nothing; take it out"
        else:
            self.env.unknown.add(name)  # type: ignore[attr-defined]
            known, message = False, f"there is no tag {name}; what it encloses is kept"
        if not known:
            problems(self).append((token, message))
        return _Nothing(token)


class _Nothing(Node):
    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        del context, buffer
        return 0


TAGS = (
    *(Output, Echo, Assign, Capture, If, Unless, For, Tablerow),
    *(IfChanged, Unknown),
)
