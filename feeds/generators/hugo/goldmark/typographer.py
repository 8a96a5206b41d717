"""Curly quotes, as Goldmark's typographer makes them.

comrak curls every straight quote outside code and raw HTML. This module decides again which way
each one turns, or whether it stays straight, from what is around it in the source.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

_MADE = {
    "\N{LEFT SINGLE QUOTATION MARK}": "&lsquo;",
    "\N{RIGHT SINGLE QUOTATION MARK}": "&rsquo;",
    "\N{LEFT DOUBLE QUOTATION MARK}": "&ldquo;",
    "\N{RIGHT DOUBLE QUOTATION MARK}": "&rdquo;",
    "\N{EN DASH}": "&ndash;",
    "\N{EM DASH}": "&mdash;",
    "\N{HORIZONTAL ELLIPSIS}": "&hellip;",
}
"""The marks that comrak makes, and how Goldmark writes them."""
_CURLED = re.compile(f"[{''.join(_MADE)}]")
_NAMED = re.compile("|".join(_MADE.values()))
_CHARACTERS = {name: character for character, name in _MADE.items()}
_BY_HAND = str.maketrans("".join(_MADE), "\u2e02\u2e03\u2e04\u2e05\u2e3a\u2e3b\u205d")
"""Replacements for marks that the author wrote: of the same classes, and never used."""
_RESTORED = {new: chr(old) for old, new in _BY_HAND.items()}
_SOURCE = str.maketrans("".join(list(_MADE)[:4]), "''\"\"")
_DASHES = re.compile("[\N{EN DASH}\N{EM DASH}]{2,}")
_STRAIGHT = {"\N{EN DASH}": "--", "\N{EM DASH}": "---", "\N{HORIZONTAL ELLIPSIS}": "..."}
_PIECE = re.compile(
    r"</?([a-zA-Z][a-zA-Z0-9]*)[^<>]*>|<!--[^<>]*>|&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);|[^<&]+|[<&]"
)
_RUN = re.compile("'+|\"+")
_INLINE = {"em": "*", "strong": "**", "del": "~~", "code": "´"}
_OTHERS = {"a": ("[", "](x)"), "sup": ("[^", "]"), "img": ("![](x)", "")}
"""Elements that Markdown makes, and the source of their opening and closing tags."""
_TEXT_TAGS = frozenset(("b", "i", "u", "s", "span", "small", "sub", "kbd", "mark", "q", "abbr"))
_END = "\0"


def shielded(body: str) -> str:
    """Replace the author's own curled quotes, so that they are not taken for comrak's."""
    return body.translate(_BY_HAND) if _CURLED.search(body) else body


def curled(html: str, was_shielded: bool) -> str:
    """Write the quotes in comrak's smart HTML as Goldmark does, as entities."""
    if _CURLED.search(html):
        html = _decided(_DASHES.sub(_dashes, html))
    return html.translate(_RESTORED) if was_shielded else html


def decoded(html: str) -> str:
    """Replace the entities that :func:`curled` makes with characters."""
    return _NAMED.sub(lambda found: _CHARACTERS[found[0]], html)


def _dashes(found: re.Match[str]) -> str:
    """Return the dashes that Goldmark makes of hyphens: as many em dashes as possible first."""
    length = sum(len(_STRAIGHT[one]) for one in found[0])
    return "\N{EM DASH}" * (length // 3) + ("", "-", "\N{EN DASH}")[length % 3]


@dataclass(slots=True)
class _Shadow:
    """The source as far as it matters for quotes, and the places of the curled ones in it."""

    text: list[str] = field(default_factory=list)
    length: int = 0
    places: list[tuple[int, int]] = field(default_factory=list)
    """Of each curled quote: its offset in the source, and its offset in the HTML."""

    def add(self, text: str) -> None:
        self.text.append(text)
        self.length += len(text)


def _decided(html: str) -> str:
    shadow = _Shadow()
    shadow.add(_END)
    for piece in _PIECE.finditer(html):
        _note(piece, shadow)
    shadow.add(_END)
    source = "".join(shadow.text)
    ends = {place: run.end() for run in _RUN.finditer(source) for place in range(*run.span())}
    parts, last = [], 0
    counts = {"'": 0, '"': 0}  # Goldmark does not start again with each block
    for place, index in shadow.places:
        parts += [html[last:index], _written(source, place, ends, counts)]
        last = index + 1
    return "".join([*parts, html[last:]])


def _note(piece: re.Match[str], shadow: _Shadow) -> None:
    text = piece[0]
    if piece[1]:
        shadow.add(_mark(text, piece[1].lower()))
    elif text[0] in "<&":
        shadow.add('"' if text == "&quot;" else text[0])
    else:
        quotes = _CURLED.finditer(text)
        places = [(shadow.length + one.start(), piece.start() + one.start()) for one in quotes]
        shadow.places += places
        shadow.add(text.translate(_SOURCE))


def _mark(tag: str, name: str) -> str:
    """Return the source of a tag; the end of a block for the tags of blocks."""
    if name == "br":
        return ""
    if name in _INLINE:
        return _INLINE[name]
    if name in _OTHERS:
        return _OTHERS[name][tag[1] == "/"]
    return "<b>" if name in _TEXT_TAGS else _END


def _written(source: str, place: int, ends: Mapping[int, int], counts: dict[str, int]) -> str:
    mark = source[place]
    if mark in _STRAIGHT:
        return _MADE[mark]
    return _turned(source, place, ends[place], counts)


def _turned(source: str, place: int, end: int, counts: dict[str, int]) -> str:
    """Return what a straight quote becomes, and count the open ones."""
    line = source[place : place + 6]
    line = line[: line.index("\n") + 1] if "\n" in line else line
    line = line.partition(_END)[0]
    before = source[place - 1].replace(_END, "\n")
    opens, closes = _flanks(before, source[end])
    if line[0] == "'":
        return _single(line, before, opens, closes, counts)
    if opens and not closes:
        counts['"'] += 1
        return "&ldquo;"
    if counts['"'] and _ends(line, opens, closes) and not (line[1:2] == '"' and before.isdigit()):
        counts['"'] -= 1
        return "&rdquo;"
    return "&quot;"


def _flanks(before: str, after: str) -> tuple[bool, bool]:
    """Say whether a run of quotes is left- and right-flanking (CommonMark 6.2)."""
    after = " " if after == _END else after
    opens = not after.isspace() and (not _is_mark(after) or before.isspace() or _is_mark(before))
    closes = not before.isspace() and (not _is_mark(before) or after.isspace() or _is_mark(after))
    return opens, closes


def _single(line: str, before: str, opens: bool, closes: bool, counts: dict[str, int]) -> str:
    if _is_apostrophe(line, before, opens and not closes):
        return "&rsquo;"
    if opens and not closes:
        if _is_ending(line):
            return "&rsquo;"
        counts["'"] += 1
        return "&lsquo;"
    if len(line.encode()) > 2 and not line[1].isdecimal():
        return "&rsquo;"
    if counts["'"] and _ends(line, opens, closes):
        counts["'"] -= 1
        return "&rsquo;"
    return "'"


def _is_apostrophe(line: str, before: str, opens: bool) -> bool:
    following = line[1:2]
    if opens and re.match(r"'[0-9][0-9]s(?:$|\W|_)", line):
        return True  # '90s
    if (before.isspace() or _is_punctuation(before)) and following in tuple("tenl"):
        return True  # 'twas, 'em
    return before.isalnum() and following.isalpha()


def _is_ending(line: str) -> bool:
    """Say whether the rest of a contracted word follows: 's, 've."""
    found = re.match(r"'(?:[smtd]|ve|ll|re)(.?)", line, re.DOTALL)
    return found is not None and (not found[1] or _is_ascii_mark(found[1]))


def _ends(line: str, opens: bool, closes: bool) -> bool:
    if closes and not opens:
        return True
    written = line.encode()  # Goldmark looks at the third byte, not the third character
    both = closes and len(line) > 1 and _is_punctuation(line[1])
    return both and (len(written) == 2 or _is_ascii_mark(chr(written[2])))


def _is_ascii_mark(character: str) -> bool:
    return character.isascii() and (character.isspace() or _is_mark(character))


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] == "P"
