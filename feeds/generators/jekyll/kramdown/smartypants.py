"""kramdown's smart punctuation, and the ``smartify`` filter.

The filter is kramdown with only its parsers of quotes, entities, typographic symbols and HTML.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from html.entities import name2codepoint

import msgspec

from feeds.generators.jekyll.kramdown.html import (
    BLOCKS,
    CLOSING_TAG,
    COMMENT,
    KNOWN,
    PARSED,
    SPANS,
    TAG,
    VOID,
    element_name,
)

SYMBOLS = {
    "---": "\N{EM DASH}",
    "--": "\N{EN DASH}",
    "...": "\N{HORIZONTAL ELLIPSIS}",
    "\\<<": "&lt;&lt;",
    "\\>>": "&gt;&gt;",
    "<<": "«",
    ">>": "»",
    "<< ": "«\N{NO-BREAK SPACE}",
    " >>": "\N{NO-BREAK SPACE}»",
}
"""The HTML of each typographic symbol."""
SYMBOL = re.compile(r"---|--|\.\.\.|\\<<|\\>>|<< | >>|<<|>>")
QUOTE = re.compile(r"[^\\]?[\"']", re.DOTALL)

_OPENING = {"'": "\N{LEFT SINGLE QUOTATION MARK}", '"': "\N{LEFT DOUBLE QUOTATION MARK}"}
_CLOSING = {"'": "\N{RIGHT SINGLE QUOTATION MARK}", '"': "\N{RIGHT DOUBLE QUOTATION MARK}"}


def _ascii(pattern: str) -> str:
    """Limit a pattern's classes to ASCII, as in Ruby; its word boundaries are of Unicode."""
    classes = {
        r"\s": r"[ \t\r\n\f\v]",
        r"\S": r"[^ \t\r\n\f\v]",
        r"\w": "[A-Za-z0-9_]",
        r"\d": "[0-9]",
    }
    for name, written in classes.items():
        pattern = pattern.replace(name, written)
    return pattern


_RULES: tuple[tuple[re.Pattern[str], tuple[int, ...], str], ...] = tuple(
    (re.compile(_ascii(pattern), re.DOTALL), groups, kind)
    for pattern, groups, kind in (
        (r"(\"|')(?=[_*]{1,2}\S)", (0, 1), "open"),
        (r"(\"|')(?=[!\"#$%'()*+,\-./:;<=>?@\[\\\]^_`{|}~](?!\.\.)\B)", (0, 1), "close"),
        (r"(\s?)\"'(?=\w)", (1, 0), "\N{LEFT DOUBLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}"),
        (r"(\s?)'\"(?=\w)", (1, 0), "\N{LEFT SINGLE QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}"),
        (r"(\s?)'(?=\d\ds)", (1, 0), "\N{RIGHT SINGLE QUOTATION MARK}"),
        (r"(\s)('|\")(?=\w)", (1, 2), "open"),
        (r"([^ \\\t\r\n\[{(-])('|\")", (1, 2), "close"),
        (r"(\"|')(?=\s|s\b|\n|\Z)", (0, 1), "close"),
        (r"(.?)'", (1, 0), "\N{LEFT SINGLE QUOTATION MARK}"),
        (r"(.?)\"", (1, 0), "\N{LEFT DOUBLE QUOTATION MARK}"),
    )
)
"""The first pattern that matches sets a quote.

With it: the groups of the text before and of the quote, and what the quote becomes.
"""
_ENTITY = re.compile(r"&([A-Za-z0-9_:][-A-Za-z0-9_.:]*);|&#([0-9]+);|&#x([0-9a-fA-F]+);")
_START = re.compile(r"[^\\]?[\"']|&|--|\.\.\.|(?:\\| )?(?:<<|>>)|<", re.DOTALL)
_HTML_START = re.compile("<")
_UNESCAPED = re.compile(r"<|>|&(?!(?:[\w:][-\w.:]*|#[0-9]+|#x[0-9a-fA-F]+);)")
_SPECIAL = re.compile(r"[\"'&<>\\]|--|\.\.\.")
_SPACES = re.compile(r"[ \t\n\v\f\r]+")
_HIDDEN = re.compile(r"<script.*?</script>|<!--.*?-->|<style.*?</style>", re.DOTALL)
_ANY_TAG = re.compile(r"<.*?>", re.DOTALL)


class Quote(msgspec.Struct, frozen=True):
    """A curled quote."""

    before: str
    """The text before it that its rule took."""
    set: str
    """The quote as HTML."""
    end: int
    """Where the source continues."""


def quote(source: str, at: int) -> Quote | None:
    """Curl the quote at ``at`` or one character after it, where :data:`QUOTE` matches."""
    for pattern, (before, mark), kind in _RULES:
        if found := pattern.match(source, at):
            taken = found[before] if before else ""
            return Quote(taken, _curled(kind, found[mark] if mark else ""), found.end())
    return None


def _curled(kind: str, mark: str) -> str:
    if kind == "open":
        return _OPENING[mark]
    return _CLOSING[mark] if kind == "close" else kind


@lru_cache(maxsize=1024)
def plain_title(text: str) -> str:
    """Return a title as jekyll-feed shows it, in one line of plain text.

    In Liquid: ``smartify | strip_html | normalize_whitespace``.
    """
    if not _SPECIAL.search(text):
        return _squeezed(text)
    bare = _ANY_TAG.sub("", _HIDDEN.sub("", smartify(text)))
    return unescape(_squeezed(bare))


def _squeezed(text: str) -> str:
    return _SPACES.sub(" ", text).strip(" \0")


def smartify(text: str) -> str:
    """Return the HTML of a title without tags; the content of elements stays."""
    return _Smartener(f"{text.rstrip(chr(10))}\n").html()


class _Smartener:
    """Reads a title once, and writes its HTML without the tags of elements."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._pieces: list[str] = []

    def html(self) -> str:
        self._block()
        self._spans(None, raw=False)
        return "".join(self._pieces)

    def _block(self) -> None:
        """Read the block of HTML that the title begins with, if any."""
        indentation = len(self._source) - len(self._source.lstrip(" "))
        found = TAG.match(self._source, indentation)
        if found and indentation <= 3 and found["name"].lower() not in SPANS:
            self._at = found.end()
            self._element(found, element_name(found["name"]), in_raw=False)

    def _spans(self, stop: re.Pattern[str] | None, *, raw: bool) -> bool:
        """Parse up to ``stop``; say whether it was found."""
        start = _HTML_START if raw else _START
        while self._at < len(self._source):
            found = start.search(self._source, self._at)
            stopped = stop.search(self._source, self._at) if stop else None
            if stopped and (not found or stopped.start() <= found.start()):
                self._text(stopped.start())
                return True
            if not found:
                if stop is None:
                    self._text(len(self._source))
                return False
            self._text(found.start())
            self._special(raw=raw)
        return False

    def _text(self, end: int) -> None:
        self._pieces.append(_escaped(self._source[self._at : end]))
        self._at = end

    def _special(self, *, raw: bool) -> None:
        if not raw and QUOTE.match(self._source, self._at):
            self._quote()
        elif not raw and (found := _ENTITY.match(self._source, self._at)):
            self._entity(found)
        elif not raw and (found := SYMBOL.match(self._source, self._at)):
            self._pieces.append(SYMBOLS[found[0]])
            self._at = found.end()
        elif self._source[self._at] == "<":
            self._tag(raw=raw)
        else:
            self._text(self._at + 1)

    def _quote(self) -> None:
        if found := quote(self._source, self._at):
            self._pieces += (_escaped(found.before), found.set)
            self._at = found.end

    def _entity(self, found: re.Match[str]) -> None:
        self._at = found.end()
        name, decimal, hexadecimal = found.groups()
        known = not name or name in name2codepoint or name == "apos"
        if known and int(decimal or hexadecimal or "0", 16 if hexadecimal else 10) < 0x110000:
            self._pieces.append(found[0])
        else:
            self._pieces.append(f"&amp;{found[0][1:]}")

    def _tag(self, *, raw: bool) -> None:
        comment = COMMENT.match(self._source, self._at)
        closing = CLOSING_TAG.match(self._source, self._at)
        opening = TAG.match(self._source, self._at)
        if comment:
            self._at = comment.end()
        elif closing:
            self._text(closing.end())
        elif opening and element_name(opening["name"]) in BLOCKS:
            self._text(opening.end())
        elif opening:
            self._at = opening.end()
            self._element(opening, element_name(opening["name"]), in_raw=raw)
        else:
            self._text(self._at + 1)

    def _element(self, opening: re.Match[str], name: str, *, in_raw: bool) -> None:
        if opening["closed"] or name in VOID:
            return
        flags = re.IGNORECASE if name in KNOWN else 0
        stop = re.compile(rf"</{re.escape(name)}\s*>", flags)
        hidden = name in ("script", "style")
        pieces = len(self._pieces)
        closed = self._spans(stop, raw=in_raw or name not in PARSED)
        if closed:
            found = stop.match(self._source, self._at)
            self._at = found.end() if found else self._at
        else:
            self._text(len(self._source))
        if hidden:
            del self._pieces[pieces:]


def _escaped(text: str) -> str:
    return _UNESCAPED.sub(lambda found: escape(found[0], quote=False), text)
