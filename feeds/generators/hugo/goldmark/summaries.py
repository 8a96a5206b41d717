"""The part of a page's HTML that stands for the whole, cut as Hugo cuts it.

That is what stands before ``<!--more-->``, or else the start, up to the end of the paragraph
that reaches a number of words (resources/page/page_markup.go in Hugo's source).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from feeds.generators.hugo.goldmark.codewords import as_counted

MORE = "<!--more-->"
_DIVIDER = "HUGOMORE42"
_TAG = re.compile(r"</?[A-Za-z]+>?")
_ATTRIBUTE = re.compile(r"[A-Za-z]+=[\"']")
_LINE_END = re.compile("</p>|<br>")
_MARKUP = re.compile(r"<[A-Za-z/!][^>]*(?:>|$)")
_PARAGRAPH = re.compile(r"<p[^<>]*>\s*")
_FRAME = re.compile(r"<iframe\b[^<>]*>(?:[^<]|<(?!/?iframe))*+</iframe>", re.IGNORECASE)
_ELEMENT = re.compile(r"<(/?)([a-z][a-z0-9]*)\b[^<>]*?(/?)>", re.IGNORECASE)
_VOID_TAGS = "area base br col embed hr img input link meta source track wbr"
_VOID = frozenset(_VOID_TAGS.split())


def summary(render: Callable[[str], str], words: int, letters: bool, body: str) -> str:
    """Render the summary of a body.

    ``words`` is the least number of words. With ``letters`` each letter of languages that do
    not separate words counts as one. Embedded pages, which show no text, are left out.
    """
    head, mark, rest = body.partition(MORE)
    if mark:
        html = _before_divider(render(f"{head}\n\n{_DIVIDER}\n\n{rest}"))
    else:
        html = _start(render(body), words, letters)
    return _FRAME.sub("", html)


def _before_divider(html: str) -> str:
    """Leave out the divider's own paragraph; close the one it stands in."""
    head, _, rest = html.partition(_DIVIDER)
    opening = head.rfind("<p")
    if opening >= 0 and _PARAGRAPH.fullmatch(head, opening):
        return head[:opening]
    return head + rest[: rest.find("</p>") + 4] if "</p>" in rest else head


def _start(html: str, words: int, letters: bool) -> str:
    if words <= 0:
        return ""
    count, start, end = 0, 0, html.find("</p>")
    while end >= 0:
        count += _words(as_counted(html[start:end]), words - count, letters)
        if count >= words:
            return html[: _closed(html, end + 4)]
        start = end + 3
        end = html.find("</p>", end + 4)
    return html


def _closed(html: str, end: int) -> int:
    """Return where the outermost element ends that is still open there."""
    depth = 0
    for tag in _ELEMENT.finditer(html):
        if tag[2].lower() not in _VOID and not tag[3]:
            depth += -1 if tag[1] else 1
        if tag.end() >= end and depth <= 0:
            return tag.end()
    return end


def _words(html: str, wanted: int, letters: bool) -> int:
    """Count as Hugo does: a tag's parts that look like markup are no words."""
    count = start = 0
    last = len(html) - 1
    for index, character in enumerate(html):
        if character.isspace() or index == last:
            count += _word(html[start:index].strip(), letters)
            start = index
            if count >= wanted:
                break
    return count


def _word(word: str, letters: bool) -> int:
    if not word or word == ">" or _TAG.fullmatch(word) or _ATTRIBUTE.match(word):
        return 0
    if not letters:
        return 1
    bare = _MARKUP.sub("", _LINE_END.sub("\n", word))
    return 1 if bare.isascii() else len(bare)
