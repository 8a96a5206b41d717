"""HTML as Hugo has it where it counts words: with its own attributes, and code coloured.

Colours count: the tags between two words may make them one, or add one. Pygments, whose rules
Hugo's Chroma has taken over, says which parts of the code have a colour in Hugo's usual style.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape, unescape

from pygments import lex
from pygments.lexers import get_lexer_by_name
from pygments.token import Token, _TokenType, is_token_subtype
from pygments.util import ClassNotFound

_CODE = re.compile(r'<pre(?: [^>]*)?><code(?: class="language-([^"]*)")?>([^<]*)</code></pre>\n?')
_BACK = re.compile(r' data-footnote-(?:ref|backref)(?:-idx="[^"]*")?| aria-label="[^"]*"')
_NAME = Token.Name
_COLOURED = (
    *(Token.Keyword, Token.Literal, Token.Operator, Token.Comment, Token.Error),
    *(_NAME.Attribute, _NAME.Class, _NAME.Constant, _NAME.Decorator, _NAME.Exception),
    *(_NAME.Function, _NAME.Other, _NAME.Tag, Token.Generic.Deleted, Token.Generic.Emph),
    *(Token.Generic.Inserted, Token.Generic.Strong, Token.Generic.Subheading),
)
_MOST = 10_000
"""Characters of code that are looked at: they hold more words than any summary."""
_COLOUR = 'style="color:#f8f8f2"'
_LINE, _LINE_END = '<span style="display:flex;"><span>', "</span></span>"


def as_counted(html: str) -> str:
    """Return what Hugo would count the words of."""
    html = _BACK.sub("", html.replace(" />", ">"))
    return _CODE.sub(_code, html) if "<code" in html else html


def _code(found: re.Match[str]) -> str:
    language, text = found.groups(default="")
    coloured = _coloured(language, unescape(text[:_MOST])) if language else None
    named = f' class="language-{language}" data-lang="{language}"' if language else ""
    if coloured is None:
        return f'<pre tabindex="0"><code{named}>{text}</code></pre>'
    opening = f'<div class="highlight"><pre tabindex="0" {_COLOUR}><code{named}>'
    return f"{opening}{coloured}</code></pre></div>"


def _coloured(language: str, text: str) -> str | None:
    """Return code with its colours; None for a language that nobody knows."""
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
    html = "".join(_tokens(lex(text, lexer)))
    return "".join(f"{_LINE}{line}{_LINE_END}" for line in html.splitlines(keepends=True))


def _tokens(tokens: Iterable[tuple[_TokenType, str]]) -> Iterator[str]:
    for kind, text in tokens:
        coloured = any(is_token_subtype(kind, one) for one in _COLOURED)
        for line in text.splitlines(keepends=True):
            bare = line.rstrip("\n")
            shown = escape(bare)
            shown = f"<span {_COLOUR}>{shown}</span>" if coloured and bare else shown
            yield shown + line[len(bare) :]
