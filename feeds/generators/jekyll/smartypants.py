"""Smart punctuation as the ``smartify`` filter sets it.

That is kramdown with its parsers of quotes, entities, typographic symbols and HTML only.
"""

from __future__ import annotations

import html
import re
from html.entities import name2codepoint

from feeds.generators.jekyll.kramdown.punctuation import QUOTE, SYMBOL, SYMBOLS, quote

_NAME = r"(?:[^\W\d][\w.\-]*:)?[^\W\d][\w.\-]*"
_TAG = re.compile(
    rf"<((?>{_NAME}))\s*((?>\s+{_NAME}(?:\s*=\s*(?:\w+|(\"|').*?\3))?)*)\s*(/)?>", re.DOTALL
)
_CLOSING_TAG = re.compile(rf"</({_NAME})\s*>")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ENTITY = re.compile(r"&([A-Za-z0-9_:][-A-Za-z0-9_.:]*);|&#([0-9]+);|&#x([0-9a-fA-F]+);")
_START = re.compile(r"[^\\]?[\"']|&|--|\.\.\.|(?:\\| )?(?:<<|>>)|<", re.DOTALL)
_HTML_START = re.compile("<")
_UNESCAPED = re.compile(r"<|>|&(?!(?:[\w:][-\w.:]*|#[0-9]+|#x[0-9a-fA-F]+);)")


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_RAW = _names("script style math option textarea pre code kbd samp var")
_PARSED = _names(
    "address applet article aside blockquote body dd details div dl fieldset figure figcaption "
    "footer form header hgroup iframe li main map menu nav noscript object section summary td "
    "a abbr acronym b bdo big button cite caption del dfn dt em h1 h2 h3 h4 h5 h6 i ins label "
    "legend optgroup p q rb rbc rp rt rtc ruby select small span strong sub sup th tt"
)
_SPANS = _names(
    "a abbr acronym b big bdo br button cite code del dfn em i img input ins kbd label mark "
    "option q rb rbc rp rt rtc ruby samp select small span strong sub sup tt u var"
)
_BLOCKS = _names(
    "address article aside applet body blockquote caption col colgroup dd div dl dt fieldset "
    "figcaption footer form h1 h2 h3 h4 h5 h6 header hgroup hr html head iframe legend menu li "
    "main map nav ol optgroup p pre section summary table tbody td th thead tfoot tr ul"
)
_VOID = _names(
    "area base br col command embed hr img input keygen link meta param source track wbr"
)
_KNOWN = _RAW | _PARSED | _SPANS | _BLOCKS | _VOID


def _escaped(text: str) -> str:
    return _UNESCAPED.sub(lambda found: html.escape(found[0], quote=False), text)


def smartify(text: str) -> str:
    """Return the HTML of a title, the tags of elements left out, their content kept."""
    return _Smartener(f"{text.rstrip(chr(10))}\n").html()


class _Smartener:
    """One pass over a title, from text to HTML without the tags of known or unknown elements."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._pieces: list[str] = []

    def html(self) -> str:
        self._block()
        self._spans(None, raw=False)
        return "".join(self._pieces)

    def _block(self) -> None:
        """An element that opens the title and is none of a sentence holds it as a block."""
        indentation = len(self._source) - len(self._source.lstrip(" "))
        found = _TAG.match(self._source, indentation)
        if found and indentation <= 3 and found[1].lower() not in _SPANS:
            self._at = found.end()
            self._element(found, _known_name(found[1]), in_raw=False)

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
        comment = _COMMENT.match(self._source, self._at)
        closing = _CLOSING_TAG.match(self._source, self._at)
        opening = _TAG.match(self._source, self._at)
        if comment:
            self._at = comment.end()
        elif closing:
            self._text(closing.end())
        elif opening and _known_name(opening[1]) in _BLOCKS:
            self._text(opening.end())
        elif opening:
            self._at = opening.end()
            self._element(opening, _known_name(opening[1]), in_raw=raw)
        else:
            self._text(self._at + 1)

    def _element(self, opening: re.Match[str], name: str, *, in_raw: bool) -> None:
        if opening[4] or name in _VOID:
            return
        flags = re.IGNORECASE if name in _KNOWN else 0
        stop = re.compile(rf"</{re.escape(name)}\s*>", flags)
        hidden = name in ("script", "style")
        pieces = len(self._pieces)
        closed = self._spans(stop, raw=in_raw or name not in _PARSED)
        if closed:
            found = stop.match(self._source, self._at)
            self._at = found.end() if found else self._at
        else:
            self._text(len(self._source))
        if hidden:
            del self._pieces[pieces:]


def _known_name(name: str) -> str:
    return name.lower() if name.lower() in _KNOWN else name
