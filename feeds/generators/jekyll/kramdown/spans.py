"""A sentence of kramdown's Markdown, written so that a CommonMark engine reads it as kramdown does.

Code, tags, math and automatic links become tokens for finished HTML, emphasis becomes tags,
quotes and dashes become characters, and what is none of these is escaped. Links, images,
footnote marks and line breaks are left to the engine. The rules are those of kramdown's span
parsers, https://kramdown.gettalong.org/syntax.html.
"""

from __future__ import annotations

import re
from html import escape
from html.entities import name2codepoint
from typing import ClassVar

from feeds.generators.jekyll.kramdown import elements, links
from feeds.generators.jekyll.kramdown.scanner import SPACES, SPECIAL, Scanner
from feeds.markup.cuttings import Cuttings
from feeds.markup.references import decoded

_TICKS = re.compile("`+")
_AUTOLINK = re.compile(r"<((?:mailto|https?|ftps?):[^\n>]{1,2000}|[^\W_][\w.\-]*@[\w.\-]+)>")
_ENTITY = re.compile(r"&(?:([A-Za-z0-9_:][-A-Za-z0-9_.:]*)|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});")
_ESCAPED = re.compile(r"\\([\\.*_+`<>()\[\]{}#!:|\"'$=\-])")
_STRUCK = re.compile(r"~~(?![\s~])((?:[^~]|~(?!~))*?[^\s~])~~", re.DOTALL)
_ANY = r"(?:\\\}|[^}])"
_ATTRIBUTES = re.compile(rf"\{{:{_ANY}{{1,1000}}\}}")
_EXTENSION = re.compile(rf"\{{::(\w{{1,20}})(?:\s{_ANY}{{0,1000}}?)?(/)?\}}")
_LOOSE = re.compile(r"&(?!#?\w+;)|<(?![A-Za-z/!])")


class Spans:
    """The rules of one document: ``gfm`` as Jekyll's default input has them."""

    def __init__(
        self, cuttings: Cuttings, names: links.Names, *, gfm: bool, quotes: dict[int, str]
    ) -> None:
        self.cuttings = cuttings
        self.names = names
        self.gfm = gfm
        self.quotes = quotes

    def needed(self, body: str) -> bool:
        """Say, cheaply, whether a body may hold a sentence that the two read in different ways."""
        return SPECIAL.search(body) is not None

    def translated(self, text: str) -> str:
        """Return the text of one block in CommonMark."""
        if not SPECIAL.search(text):
            return text
        return _Scanner(self, text).whole()


class _Scanner(Scanner):
    def __init__(self, rules: Spans, source: str) -> None:
        super().__init__(source, rules.cuttings, rules.names, rules.quotes)
        self._rules = rules

    def _code(self) -> bool:
        source, begin = self._source, self._at
        ticks = _TICKS.match(source, begin)
        mark = ticks[0] if ticks else ""
        start = begin + len(mark)
        after = source[start : start + 1]
        loose = (begin == 0 or source[begin - 1] in SPACES) and after in SPACES
        end = -1 if len(mark) == 1 and loose else self._find(mark, start)
        if end < 0:
            self._literal(mark)
            return True
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
        if found := elements.TAG.match(self._source, self._at):
            return self._tag(found)
        return False

    def _comment(self) -> bool:
        end = self._find("-->", self._at + 4)
        return end >= 0 and self._element("", end + 3)

    def _tag(self, tag: re.Match[str]) -> bool:
        name = elements.element_name(tag["name"])
        if name in elements.BLOCKS:
            self._literal(tag[0])
            return True
        if tag["closed"] or name in elements.VOID:
            return self._kept(tag[0], tag.end())
        stop = re.compile(rf"</{re.escape(name)}\s*>", re.IGNORECASE)
        if name not in elements.PARSED or not self._may_try():
            return self._raw(tag, stop)
        self._kept(links.without_markdown(tag[0]), tag.end())
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
            end = None if found[2] else stop.search(source, found.end())
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
        if _ESCAPED.match(source, at) or (self._rules.gfm and source.startswith("\\~", at)):
            self._pieces.append(source[at : at + 2])
            self._at += 2
            self._after_text = True
            return True
        if source.startswith("\\\n", at) and self._rules.gfm:
            return self._element("\\", at + 1)
        return False

    def _struck(self) -> bool:
        if not self._rules.gfm or ("~~",) in self._hopeless:
            return False
        found = _STRUCK.match(self._source, self._at)
        if not found:
            return False
        inner = self._rules.translated(found[1])
        return self._element(f"<del>{inner}</del>", found.end())

    rules: ClassVar = {
        "*": Scanner._emphasis,
        "_": Scanner._emphasis,
        "`": _code,
        "<": _angle,
        "[": Scanner._bracket,
        "!": Scanner._bracket,
        "&": _entity,
        "$": _math,
        "{": _extension,
        "\\": _escape,
        "~": _struck,
    }
