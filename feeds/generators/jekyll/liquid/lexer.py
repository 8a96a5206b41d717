"""A template's text, cut as Liquid for Ruby cuts it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from liquid.exceptions import LiquidSyntaxError
from liquid.token import TOKEN_CONTENT, TOKEN_EXPRESSION, TOKEN_OUTPUT, TOKEN_TAG, Token

from feeds.generators.jekyll.liquid.parts import parts

_TAG = re.compile(r"\{%-?\s*(#|\w+)\s*(.*?)-?%\}", re.DOTALL | re.ASCII)
_OUTPUT = re.compile(r"\{\{-?(.*?)-?\}\}", re.DOTALL)
_END = re.compile(r"\{%-?\s*(end(?:raw|comment)|comment)\b.*?%\}\Z", re.DOTALL | re.ASCII)
_BARE = re.compile(r"end|else$")
"""Tags whose own words count for nothing."""

_SPACE = " \t\n\v\f\r\0"


def tokens(source: str) -> Iterator[Token]:
    """Cut a template into text, tags and outputs, each with its markup.

    Comments go, raw text stays text, white space goes where a hyphen asks for it. Raises
    :class:`~liquid.exceptions.LiquidSyntaxError` for what is not closed.
    """
    return _Lexer(source).tokens()


class _Lexer:
    def __init__(self, source: str) -> None:
        self._source = source
        self._parts = parts(source)
        self._trims = False
        """The tag before asked for no white space behind it."""

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
            raise self._error("{{ is not closed by }}", start)
        yield Token(TOKEN_OUTPUT, part, start, self._source)
        yield Token(TOKEN_EXPRESSION, found[1].strip(_SPACE), start, self._source)

    def _tag(self, start: int, part: str) -> Iterator[Token]:
        found = _TAG.fullmatch(part)
        if found is None:
            raise self._error("{% is not closed by %}, or names no tag", start)
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
            if markup and not _BARE.match(name):
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
