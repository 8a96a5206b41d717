"""Rewrite kramdown's inline markup so that CommonMark reads it in the same way.

Code, tags, math and automatic links become tokens for finished HTML, emphasis becomes tags,
quotes and dashes become characters, and what is none of these is escaped. Links, images,
footnote marks and line breaks are left to the engine. The rules are those of kramdown's span
parsers, https://kramdown.gettalong.org/syntax.html.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from html.entities import name2codepoint
from typing import ClassVar

from feeds.generators.jekyll.kramdown import links
from feeds.generators.jekyll.kramdown.common_spans import SPECIAL, hard_lines
from feeds.generators.jekyll.kramdown.html import (
    BLOCKS,
    PARSED,
    TAG,
    VOID,
    element_name,
    without_markdown,
)
from feeds.generators.jekyll.kramdown.marks import Tokens
from feeds.generators.jekyll.kramdown.smartypants import QUOTE, SYMBOL, SYMBOLS, quote
from feeds.markup.html import decoded

_EMPHASIS = re.compile(r"\*\*?|__?")
_BEFORE_UNDERSCORE = re.compile(r"[^\W\d_]-?[^\W\d_]*\Z")
_FOOTNOTE_MARK = re.compile(r"\[\^\w[\w-]*\]")
_TICKS = re.compile("`+")
_AUTOLINK = re.compile(r"<((?:mailto|https?|ftps?):[^\n>]{1,2000}|[^\W_][\w.\-]*@[\w.\-]+)>")
_ENTITY = re.compile(r"&(?:([A-Za-z0-9_:][-A-Za-z0-9_.:]*)|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});")
_STRUCK = re.compile(r"~~(?![\s~])((?:[^~]|~(?!~))*?[^\s~])~~", re.DOTALL)
_ANY = r"(?:\\\}|[^}])"
_ATTRIBUTES = re.compile(rf"\{{:{_ANY}{{1,1000}}\}}")
_EXTENSION = re.compile(rf"\{{::(\w{{1,20}})(?:\s{_ANY}{{0,1000}}?)?(/)?\}}")
_LOOSE = re.compile(r"&(?!#?\w+;)|<(?![A-Za-z/!])")
# White space to Ruby's patterns.
_SPACES = frozenset(" \t\r\n\f\v")
_MOST_DEPTH = 20
_SPARE = 50_000
_LITERAL = {
    "*": "\\*",
    "_": "\\_",
    "`": "\\`",
    "[": "\\[",
    "]": "\\]",
    "<": "&lt;",
    "\\": "\\\\",
    "&": "&amp;",
    "|": "\\|",
    "#": "\\#",
}


class Spans:
    """The sentences of one document."""

    def __init__(
        self, tokens: Tokens, names: links.LinkNames, *, gfm: bool, quotes: dict[int, str]
    ) -> None:
        """``quotes`` replaces the usual quotes, for ``str.translate``."""
        self.tokens = tokens
        self.names = names
        self.gfm = gfm
        self.quotes = quotes
        self._apostrophe = "\N{RIGHT SINGLE QUOTATION MARK}".translate(quotes)

    def translated(self, text: str) -> str:
        """Return the text of one block in CommonMark."""
        if hard_lines(text):
            return _Sentence(self, text).whole()
        return self.curled(text)

    def curled(self, text: str) -> str:
        """Return text that is the same to CommonMark, except for apostrophes."""
        return text.replace("'", self._apostrophe)


class _Sentence:
    """Reads one sentence once, from the left to the right."""

    def __init__(self, document: Spans, source: str) -> None:
        self._document = document
        self._targets = links.LinkTargets(source, document.names)
        self._source = source
        self._at = 0
        self._pieces: list[str] = []
        self._after_text = True
        self._open: list[str] = []
        self._hopeless: set[tuple[str, ...]] = set()
        """Marks that nothing closes, each with what was open there."""
        self._fuel = min(8 * len(source), len(source) + _SPARE)
        """How many more special characters may be read before nothing nests any more."""

    def whole(self) -> str:
        """Return the whole sentence in CommonMark."""
        self._spans(None)
        self._text(len(self._source))
        return "".join(self._pieces)

    def _spans(self, stops: Callable[[], bool] | None) -> bool:
        """Read until ``stops`` returns True, and say whether it did."""
        while found := SPECIAL.search(self._source, self._at):
            self._text(self._begin(found.start()))
            if stops and stops():
                return True
            self._fuel -= 1
            self._special()
        return False

    def _begin(self, at: int) -> int:
        """Return where a special piece begins: a quote can take the character before it."""
        if at == self._at:
            return at
        character, before = self._source[at], self._source[at - 1]
        takes = before == " " if character == ">" else character in "\"'" and before != "\\"
        return at - 1 if takes else at

    def _text(self, end: int) -> None:
        if end > self._at:
            self._pieces.append(self._source[self._at : end])
            self._at = end
            self._after_text = True

    def _special(self) -> None:
        rule = self.rules.get(self._source[self._at])
        if rule is not None and rule(self):
            return
        if QUOTE.match(self._source, self._at):
            self._quote()
        elif found := SYMBOL.match(self._source, self._at):
            self._element(SYMBOLS[found[0]], found.end())
        else:
            self._literal(self._source[self._at])

    def _literal(self, text: str) -> bool:
        """Add text, escaped for the engine."""
        self._pieces.append("".join(_LITERAL.get(character, character) for character in text))
        self._at += len(text)
        self._after_text = True
        return True

    def _element(self, piece: str, end: int) -> bool:
        """Add a piece that is not text; an attribute list can follow it."""
        self._pieces.append(piece)
        self._at = end
        self._after_text = False
        return True

    def _kept(self, html: str, end: int) -> bool:
        return self._element(self._document.tokens.keep(html), end)

    def _quote(self) -> None:
        found = quote(self._source, self._at)
        if found is None:
            self._literal(self._source[self._at])
            return
        if found.before:
            self._literal(found.before)
        self._element(found.set.translate(self._document.quotes), found.end)

    def _emphasis(self) -> bool:
        source, begin = self._source, self._at
        found = _EMPHASIS.match(source, begin)
        mark = found[0] if found else ""
        kind = "strong" if len(mark) == 2 else "em"
        inside = mark[0] == "_" and _BEFORE_UNDERSCORE.search(source[max(0, begin - 60) : begin])
        blank = source[begin + len(mark) : begin + len(mark) + 1] in _SPACES
        if inside or blank or kind in self._open or not self._may_try():
            return self._literal(mark)
        done = self._emphasised(mark, kind)
        if not done and kind == "strong" and (not self._open or self._open[-1] != "em"):
            done = self._emphasised(mark[0], "em")
        return done or self._literal(mark)

    def _may_try(self) -> bool:
        """Say whether another element may be opened; deep or long searches end here."""
        return self._fuel > 0 and len(self._open) < _MOST_DEPTH

    def _emphasised(self, mark: str, kind: str) -> bool:
        """Read emphasis up to its closing mark; without one, go back and return False."""
        state = self._at, len(self._pieces)
        context = (mark, kind, *self._open)
        if context in self._hopeless:
            return False
        self._at += len(mark)
        self._pieces.append(f"<{kind}>")
        self._after_text = True
        first = len(self._pieces)
        self._open.append(kind)
        found = self._spans(lambda: self._closes(mark, kind, first))
        self._open.pop()
        if found:
            return self._element(f"</{kind}>", self._at + len(mark))
        self._hopeless.add(context)
        self._at, pieces = state
        del self._pieces[pieces:]
        return False

    def _closes(self, mark: str, kind: str, first: int) -> bool:
        source, at = self._source, self._at
        if not source.startswith(mark, at) or len(self._pieces) == first:
            return False
        after = source[at + len(mark) : at + len(mark) + 1]
        if source[at - 1] in _SPACES or (mark[0] == "_" and after.isalnum()):
            return False
        is_double = source.startswith(mark * 2, at) and not source.startswith(mark * 3, at)
        return kind != "em" or not is_double

    def _find(self, mark: str, start: int) -> int:
        """Return where a mark is next, or -1; a mark that was not found is not searched again."""
        if (mark,) in self._hopeless:
            return -1
        end = self._source.find(mark, start)
        if end < 0:
            self._hopeless.add((mark,))
        return end

    def _bracket(self) -> bool:
        """Read a link, an image or a footnote's mark; anything else is text."""
        source, begin = self._source, self._at
        image = source[begin] == "!"
        start = begin + image + 1
        if image and source[begin + 1] != "[":
            return False
        if source.startswith("[^", begin):
            if mark := _FOOTNOTE_MARK.match(source, begin):
                return self._element(mark[0], mark.end())
        elif (image or "a" not in self._open) and self._may_try():
            kind = "img" if image else "a"
            if self._link(kind, start):
                return True
        return self._literal(source[begin:start])

    def _link(self, kind: str, start: int) -> bool:
        state = self._at, len(self._pieces)
        if self._find("]", start) < 0:
            return False
        self._pieces.append(self._source[self._at : start])
        self._at, self._after_text = start, True
        self._open.append(kind)
        depth = [1]
        closes = self._spans(lambda: self._bracket_closes(depth))
        self._open.pop()
        target = self._targets.at(self._at, start) if closes else None
        if target is None:
            self._at, pieces = state
            del self._pieces[pieces:]
            return False
        if kind == "img":  # its text is not Markdown
            text, end = self._source[start : self._at], target.end
            del self._pieces[state[1] :]
            attributes: dict[str, str] = {}
            while found := _ATTRIBUTES.match(self._source, end):
                attributes |= links.attribute_list(found[0][2:-1])
                end = found.end()
            return self._kept(target.image(text, attributes), end)
        return self._element(target.markdown, target.end)

    def _bracket_closes(self, depth: list[int]) -> bool:
        character = self._source[self._at]
        if character == "]":
            depth[0] -= 1
        elif character == "[":
            depth[0] += 1
        return depth[0] == 0

    def _code(self) -> bool:
        source, begin = self._source, self._at
        ticks = _TICKS.match(source, begin)
        mark = ticks[0] if ticks else ""
        start = begin + len(mark)
        after = source[start : start + 1]
        loose = (begin == 0 or source[begin - 1] in _SPACES) and after in _SPACES
        end = -1 if len(mark) == 1 and loose else self._find(mark, start)
        if end < 0:
            return self._literal(mark)
        text = source[start:end]
        if len(mark) > 1:
            text = text.removeprefix(" ").removesuffix(" ")
        return self._kept(f"<code>{escape(text, quote=False)}</code>", end + len(mark))

    def _angle(self) -> bool:
        if found := _AUTOLINK.match(self._source, self._at):
            target = found[1] if ":" in found[1] else f"mailto:{found[1]}"
            text = escape(decoded(found[1]).removeprefix("mailto:"))
            return self._kept(f'<a href="{escape(decoded(target))}">{text}</a>', found.end())
        if self._source.startswith("<!--", self._at):
            return self._comment()
        if found := TAG.match(self._source, self._at):
            return self._tag(found)
        return False

    def _comment(self) -> bool:
        end = self._find("-->", self._at + 4)
        return end >= 0 and self._element("", end + 3)

    def _tag(self, tag: re.Match[str]) -> bool:
        name = element_name(tag["name"])
        if name in BLOCKS:
            return self._literal(tag[0])
        if tag["closed"] or name in VOID:
            return self._kept(tag[0], tag.end())
        stop = re.compile(rf"</{re.escape(name)}\s*>", re.IGNORECASE)
        if name not in PARSED or not self._may_try():
            return self._raw(tag, stop)
        self._kept(without_markdown(tag[0]), tag.end())
        self._after_text = True
        self._open.append("html")
        found = self._spans(lambda: stop.match(self._source, self._at) is not None)
        self._open.pop()
        if not found:
            self._text(len(self._source))
        end = stop.match(self._source, self._at)
        return self._kept(f"</{name}>", end.end() if end else self._at)

    def _raw(self, tag: re.Match[str], stop: re.Pattern[str]) -> bool:
        found = stop.search(self._source, tag.end())
        start, end = (found.start(), found.end()) if found else (len(self._source),) * 2
        inner = self._source[tag.end() : start]
        inner = _LOOSE.sub(lambda loose: escape(loose[0]), inner)
        return self._kept(f"{tag[0]}{inner}</{tag['name']}>", end)

    def _entity(self) -> bool:
        found = _ENTITY.match(self._source, self._at)
        known = found and (not found[1] or found[1] in name2codepoint or found[1] == "apos")
        return bool(found and known and self._element(found[0], found.end()))

    def _math(self) -> bool:
        if not self._source.startswith("$$", self._at):
            return False
        end = self._find("$$", self._at + 2)
        if end < 0:
            return False
        formula = escape(self._source[self._at + 2 : end].strip(), quote=False)
        return self._kept(f"\\({formula}\\)", end + 2)

    def _extension(self) -> bool:
        source = self._source
        if found := _EXTENSION.match(source, self._at):
            stop = re.compile(r"\{:/(?:" + found[1] + r")?\}")
            hopeless = found[2] or ("{:/", found[1]) in self._hopeless
            end = None if hopeless else stop.search(source, found.end())
            if not end:
                self._hopeless.add(("{:/", found[1]))
            if found[2] or (end and found[1] in ("comment", "nomarkdown", "options")):
                body = source[found.end() : end.start()] if end else ""
                html = body if found[1] == "nomarkdown" else ""
                return self._kept(html, end.end() if end else found.end())
        elif not self._after_text and (found := _ATTRIBUTES.match(source, self._at)):
            return self._element("", found.end())
        return False

    def _escape(self) -> bool:
        source, at = self._source, self._at
        if source.startswith(("\\<<", "\\>>"), at):
            return False
        if source.startswith("\\\\\n", at):
            return self._element("\\", at + 2)
        if links.ESCAPED.match(source, at) or (self._document.gfm and source.startswith("\\~", at)):
            self._pieces.append(source[at : at + 2])
            self._at += 2
            self._after_text = True
            return True
        if source.startswith("\\\n", at) and self._document.gfm:
            return self._element("\\", at + 1)
        return False

    def _struck(self) -> bool:
        if not self._document.gfm or ("~~",) in self._hopeless:
            return False
        found = _STRUCK.match(self._source, self._at)
        if not found:
            return False
        inner = self._document.translated(found[1])
        return self._element(f"<del>{inner}</del>", found.end())

    rules: ClassVar[Mapping[str, Callable[[_Sentence], bool]]] = {
        "*": _emphasis,
        "_": _emphasis,
        "`": _code,
        "<": _angle,
        "[": _bracket,
        "!": _bracket,
        "&": _entity,
        "$": _math,
        "{": _extension,
        "\\": _escape,
        "~": _struck,
    }
