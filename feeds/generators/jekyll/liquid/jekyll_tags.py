"""Jekyll's own tags: highlight, include, link, post_url."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, TextIO

from liquid.ast import BlockNode, Node
from liquid.exceptions import LiquidSyntaxError
from liquid.stream import TokenStream
from liquid.tag import Tag
from liquid.token import Token

from feeds.generators.jekyll.liquid import ruby
from feeds.generators.jekyll.liquid.context import LiquidContext
from feeds.generators.jekyll.liquid.expressions import LiquidExpression, Literal, operand
from feeds.generators.jekyll.liquid.tags import TextNode, markup, whole_body

if TYPE_CHECKING:
    from liquid.context import RenderContext

_LANGUAGE = re.compile(
    r'([a-zA-Z0-9.+#_-]+)((?:\s+\w+(?:=(?:\w+|"(?:[0-9]+\s)*[0-9]+"))?)*)', re.ASCII
)
_BLANK_LINE = re.compile(r"\n(?=[ \t]*(?:\n|\Z))")
_QUOTED = r"""(?:"([^"\\]*(?:\\.[^"\\]*)*)"|'([^'\\]*(?:\\.[^'\\]*)*)'|([\w.-]+))"""
_PARAMETER = re.compile(rf"([\w-]+)\s*=\s*{_QUOTED}", re.DOTALL | re.ASCII)
_PARAMETERS = re.compile(rf"\s*(?:{_PARAMETER.pattern}(?=\s|\Z)\s*)*", re.DOTALL | re.ASCII)
_NAME = re.compile(r"((?:\{\{.*?\}\}|[^\s{])+)\s*(.*)", re.DOTALL | re.ASCII)
_FILE_NAME = re.compile(r"[\w/.\-()+~#@]+", re.ASCII)
_UPWARDS = re.compile(r"[./]{2,}")


class HighlightTag(Tag):
    """A block of code. It stays text: feed readers show no colours."""

    name = "highlight"
    end = "endhighlight"

    def parse(self, stream: TokenStream) -> Node:
        token, text = markup(stream)
        found = _LANGUAGE.fullmatch(text)
        if found is None:
            message = "highlight has no language; write {% highlight python %}"
            raise LiquidSyntaxError(message, token=token)
        block = whole_body(self, stream, token)
        options = [option.partition("=")[0] for option in found[2].split()]
        return _HighlightNode(token, found[1].lower(), "linenos" in options, block)


class _HighlightNode(TextNode):
    def __init__(self, token: Token, language: str, numbers: bool, block: BlockNode) -> None:
        super().__init__(token)
        self._language, self._numbers, self._block = language, numbers, block

    def text(self, context: LiquidContext) -> str:
        buffer = context.get_buffer()
        self._block.render(context, buffer)
        code = html.escape(buffer.getvalue().strip("\r\n"), quote=False)
        if self._numbers:
            code = _numbered(code)
        language = html.escape(self._language)
        attributes = f'class="language-{language.replace("+", "-")}" data-lang="{language}"'
        # Markdown ends a block of HTML at a blank line.
        shown = _BLANK_LINE.sub("&#10;", code)
        return f'<figure class="highlight"><pre><code {attributes}>{shown}</code></pre></figure>'


def _numbered(code: str) -> str:
    numbers = "\n".join(str(number) for number in range(1, code.count("\n") + 2))
    return (
        '<table class="rouge-table"><tbody><tr><td class="gutter gl">'
        f'<pre class="lineno">{numbers}\n</pre></td><td class="code"><pre>{code}\n</pre></td>'
        "</tr></tbody></table>"
    )


class IncludeTag(Tag):
    """``{% include name.html parameter="value" %}``. The name may contain ``{{ outputs }}``."""

    name = "include"
    block = False

    def parse(self, stream: TokenStream) -> Node:
        token, text = markup(stream)
        found = _NAME.match(text)
        if found is None:
            message = f"{self.name} has no file name; write {{% {self.name} file.html %}}"
            raise LiquidSyntaxError(message, token=token)
        if not _PARAMETERS.fullmatch(found[2]):
            message = f'the parameters of {self.name} are not valid; write name="value"'
            raise LiquidSyntaxError(message, token=token)
        return _IncludeNode(token, found[1], found[2], self.name == "include_relative")


class IncludeRelativeTag(IncludeTag):
    """Includes a file from the folder of the post."""

    name = "include_relative"


class IncludeCachedTag(IncludeTag):
    """The tag of the plugin jekyll-include-cache; its cache does not change the text."""

    name = "include_cached"


class _IncludeNode(Node):
    def __init__(self, token: Token, name: str, parameters: str, relative: bool) -> None:
        super().__init__(token)
        self.blank = False
        self._name, self._relative = name, relative
        self._parameters = {
            found[1]: _parameter(token, found) for found in _PARAMETER.finditer(parameters)
        }
        self._has_parameters = bool(parameters.strip())

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        assert isinstance(context, LiquidContext)
        context.lookups.spend(1)
        try:
            nodes = self._nodes(context)
        except ruby.Failure as failure:
            context.report(self.token, str(failure))
            return 0
        given = {name: one.resolve(context) for name, one in self._parameters.items()}
        before = len(context.problems)
        with context.extend({"include": given} if self._has_parameters else {}):
            count = sum(node.render(context, buffer) for node in nodes)
        inner = context.problems[before:]
        context.problems[before:] = [
            (self.token, f"in {self._name}: {message}") for _, message in inner
        ]
        return count

    def _nodes(self, context: LiquidContext) -> list[Node]:
        name = _expanded(self._name, context, self.token)
        if not _FILE_NAME.fullmatch(name) or _UPWARDS.search(name):
            raise ruby.Failure(f"{name[:60]!r} is not a valid file name; name a file in _includes")
        folder = context.folder if self._relative else None
        text = context.lookups.include(name, folder)
        if text is None:
            place = "the post's folder" if self._relative else "_includes"
            raise ruby.Failure(f"the file {name} does not exist in {place}; correct its name")
        return context.nodes(text, f"the file {name}", self.token)


def _parameter(token: Token, found: re.Match[str]) -> LiquidExpression:
    _, quoted, single, variable = found.groups()
    if quoted is not None:
        return Literal(token, quoted.replace('\\"', '"'))
    if single is not None:
        return Literal(token, single.replace("\\'", "'"))
    return operand(token, variable)


def _expanded(text: str, context: LiquidContext, token: Token) -> str:
    """Render the outputs in a tag's markup."""
    if "{{" not in text:
        return text
    buffer = context.get_buffer()
    for node in context.nodes(text, "the tag", token):
        node.render(context, buffer)
    return buffer.getvalue()


class LinkTag(Tag):
    """``{% link path/of/page.md %}``: the URL of the file's page."""

    name = "link"
    block = False

    def parse(self, stream: TokenStream) -> Node:
        return _LinkNode(*markup(stream))


class _LinkNode(TextNode):
    def __init__(self, token: Token, path: str) -> None:
        super().__init__(token)
        self._path = path

    def text(self, context: LiquidContext) -> str:
        path = _expanded(self._path, context, self.token)
        url, exists = context.lookups.page_url(path)
        if not exists:
            message = (
                f"the linked file {path[:200]} does not exist; correct its path (URL used: {url})"
            )
            context.report(self.token, message)
        return context.lookups.urls.relative(url)


class PostUrlTag(Tag):
    """``{% post_url 2026-11-23-name %}``: the URL of the post."""

    name = "post_url"
    block = False

    def parse(self, stream: TokenStream) -> Node:
        return _PostUrlNode(*markup(stream))


class _PostUrlNode(TextNode):
    def __init__(self, token: Token, name: str) -> None:
        super().__init__(token)
        self._post = name

    def text(self, context: LiquidContext) -> str:
        url = context.lookups.post_url(self._post)
        if url is None:
            message = f"the post {self._post[:200]} does not exist or is not published"
            raise ruby.Failure(f"{message}; correct its name")
        return context.lookups.urls.relative(url)


TAGS = (HighlightTag, IncludeTag, IncludeRelativeTag, IncludeCachedTag, LinkTag, PostUrlTag)
