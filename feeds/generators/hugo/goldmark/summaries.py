"""Cut the summary of a page from its HTML, as Hugo does.

It is what comes before ``<!--more-->``, or else the start, up to the end of the paragraph in
which a number of words is reached (resources/page/page_markup.go in Hugo's source).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape, unescape

from pygments import lex
from pygments.lexers import get_lexer_by_name
from pygments.token import Token, _TokenType, is_token_subtype
from pygments.util import ClassNotFound

MORE = "<!--more-->"
DIVIDER = "HUGOMORE42"
"""Marks the place of ``<!--more-->`` while a body is rendered."""
_TAG = re.compile(r"</?[A-Za-z]+>?")
_ATTRIBUTE = re.compile(r"[A-Za-z]+=[\"']")
_LINE_END = re.compile("</p>|<br>")
_MARKUP = re.compile(r"<[A-Za-z/!][^>]*(?:>|$)")
_PARAGRAPH = re.compile(r"<p[^<>]*>\s*")
_ELEMENT = re.compile(r"<(/?)([a-z][a-z0-9]*)\b[^<>]*?(/?)>", re.IGNORECASE)
_VOID_TAGS = "area base br col embed hr img input link meta source track wbr"
_VOID = frozenset(_VOID_TAGS.split())


def divided(html: str, is_html: bool) -> tuple[str, str]:
    """Return a page's HTML without the divider, and what is before it.

    If the page is Markdown, the divider's paragraph is dropped, or closed where it has more
    words.
    """
    low = html.find(DIVIDER)
    if low < 0:
        return html, ""
    high = low + len(DIVIDER)
    if is_html:
        return html[:low] + html[high:], html[:low].strip()
    closing = html.find("</p>", high)
    end = len(html) if closing < 0 else closing + 4
    opening = html.rfind("<p", 0, low)
    if opening >= 0 and _PARAGRAPH.fullmatch(html, opening, low):
        low = opening
    elif html[:low].strip():
        return (html[:low] + html[high:]).strip(), (html[:low] + html[high:end]).strip()
    return (html[:low] + html[end:].removeprefix("\n")).strip(), html[:low].strip()


def start(html: str, words: int, letters: bool) -> str:
    """Return the summary that is cut from a page's HTML.

    ``words`` is the least number of words. With ``letters`` each letter of languages that do not
    separate words counts as one.
    """
    if words <= 0:
        return ""
    count, start, end = 0, 0, html.find("</p>")
    while end >= 0:
        count += _words(_as_counted(html[start:end]), words - count, letters)
        if count >= words:
            return html[: _closed(html, end + 4)]
        start = end + 3
        end = html.find("</p>", end + 4)
    return html


def _closed(html: str, end: int) -> int:
    """Return the end of the outermost element that is still open at ``end``."""
    depth = 0
    for tag in _ELEMENT.finditer(html):
        if tag[2].lower() not in _VOID and not tag[3]:
            depth += -1 if tag[1] else 1
        if tag.end() >= end and depth <= 0:
            return tag.end()
    return end


def _words(html: str, wanted: int, letters: bool) -> int:
    """Count as Hugo does: parts of tags that look like markup are not words."""
    count = 0
    for word in html[:-1].split():  # Hugo leaves out the last character
        count += _word(word, letters)
        if count >= wanted:
            break
    return count


def _word(word: str, letters: bool) -> int:
    if word == ">" or _TAG.fullmatch(word) or _ATTRIBUTE.match(word):
        return 0
    if not letters:
        return 1
    bare = _MARKUP.sub("", _LINE_END.sub("\n", word))
    return 1 if bare.isascii() else len(bare)


_CODE = re.compile(r'<pre(?: [^>]*)?><code(?: class="language-([^"]*)")?>([^<]*)</code></pre>\n?')
_COLOURED = (
    Token.Keyword,
    Token.Literal,
    Token.Operator,
    Token.Comment,
    Token.Error,
    Token.Name.Attribute,
    Token.Name.Class,
    Token.Name.Constant,
    Token.Name.Decorator,
    Token.Name.Exception,
    Token.Name.Function,
    Token.Name.Other,
    Token.Name.Tag,
    Token.Generic.Deleted,
    Token.Generic.Emph,
    Token.Generic.Inserted,
    Token.Generic.Strong,
    Token.Generic.Subheading,
)
_MOST = 10_000
"""Characters of code that are coloured; they have more words than any summary."""
_COLOUR = 'style="color:#f8f8f2"'
_CODE_LINE, _CODE_LINE_END = '<span style="display:flex;"><span>', "</span></span>"


def _as_counted(html: str) -> str:
    """Return the HTML that Hugo would count the words of: its attributes, its coloured code.

    The tags of colours between two words may make them one word, or add one. Pygments, whose
    rules Hugo's Chroma has copied, finds what has a colour in Hugo's default style.
    """
    html = html.replace(" />", ">")
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
    """Return code with its colours; None if the language is unknown."""
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
    html = "".join(_tokens(lex(text, lexer)))
    return "".join(f"{_CODE_LINE}{line}{_CODE_LINE_END}" for line in html.splitlines(keepends=True))


def _tokens(tokens: Iterable[tuple[_TokenType, str]]) -> Iterator[str]:
    for kind, text in tokens:
        coloured = any(is_token_subtype(kind, one) for one in _COLOURED)
        for line in text.splitlines(keepends=True):
            bare = line.rstrip("\n")
            shown = escape(bare)
            shown = f"<span {_COLOUR}>{shown}</span>" if coloured and bare else shown
            yield shown + line[len(bare) :]
