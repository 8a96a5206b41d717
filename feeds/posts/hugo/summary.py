"""The part of a body that stands for the whole: up to ``<!--more-->``, or by counting words.

Hugo counts in the HTML it has made, and cuts after the paragraph that reaches the number.
So the HTML is made here too, with the line on which each paragraph ends, and the body is
cut there.
"""

from __future__ import annotations

import re

import comrak

MORE = "<!--more-->"
_PLACE = re.compile(r' data-sourcepos="(\d+):\d+-(\d+):\d+"')
_HEADING = re.compile(r"<(h[1-6])(?: data-sourcepos=\"[^\"]*\")?>")
_TAG = re.compile(r"</?[A-Za-z]+>?")
_ATTRIBUTE = re.compile(r"[A-Za-z]+=[\"']")
_MARKUP = re.compile(r"<[^>]*>")
_CODE = re.compile(
    r'<pre( data-sourcepos="[^"]*")?><code( class="language-[^"]*")?>([^<]*)</code></pre>\n?'
)
_UNSTYLED = re.compile(r"[^\w\s\"'&]+")
_ELEMENT = re.compile(r"<(/?)([a-z][a-z0-9]*)\b[^>]*?(/?)>", re.IGNORECASE)
_VOID_TAGS = "area base br col embed hr img input link meta source track wbr"
_VOID = frozenset(_VOID_TAGS.split())
_NOTE = re.compile(r"\[\^([^\]\s]+)\](:?)")
_REFERENCE = re.compile(r"^ {0,3}\[(?!\^)[^\]\n]+\]:[ \t]*\S.*$", re.MULTILINE)


def cut(body: str, words: int, counts_letters: bool, raw: bool = True) -> str:
    """Return the start of a body in Markdown that has at least so many words, in paragraphs.

    ``counts_letters`` is for languages that set no words apart; ``raw`` says that HTML in the
    Markdown is kept. The whole body is returned where it has fewer.
    """
    if words <= 0:
        return ""
    html = _html(body, raw)
    end = _paragraph(_PLACE.sub("", html), words, counts_letters)
    if end is None:
        return body
    places = [(int(place[1]), int(place[2])) for place in _PLACE.finditer(html)]
    wanted = _last_line(html, body, end)
    around = [last for first, last in places if first <= wanted <= last]
    return _until(body, max(around, default=wanted))


def _last_line(html: str, body: str, paragraph: int) -> int:
    """Return the line on which a paragraph, counted from 0, ends in the body."""
    ends = [found.start() for found in re.finditer("</p>", html)]
    raw = -1
    for index, end in enumerate(ends[: paragraph + 1]):
        opening = html.rfind("<p", 0, end)
        place = _PLACE.match(html, opening + 2)
        raw += place is None
        if index == paragraph and place:
            return int(place[2])
    written = [found.start() for found in re.finditer("</p>", body)]
    return 1 + body.count("\n", 0, written[raw]) if raw < len(written) else body.count("\n") + 1


def _paragraph(html: str, words: int, counts_letters: bool) -> int | None:
    """Return which paragraph, from 0, reaches the number of words; None where none does."""
    count, start = 0, 0
    for index, found in enumerate(re.finditer("</p>", html)):
        count += _words(html[start : found.start()], words - count, counts_letters)
        if count >= words:
            return index
        start = found.end() - 1
    return None


def cut_html(html: str, words: int, counts_letters: bool) -> str:
    """Return the start of a body in HTML, by the same rule."""
    if words <= 0:
        return ""
    paragraph = _paragraph(html, words, counts_letters)
    if paragraph is None:
        return html
    end = [found.end() for found in re.finditer("</p>", html)][paragraph]
    return html[: _closed(html, end)]


def _closed(html: str, end: int) -> int:
    """Return where the outermost element ends that is still open there."""
    depth = 0
    for tag in _ELEMENT.finditer(html):
        if tag[2].lower() not in _VOID and not tag[3]:
            depth += -1 if tag[1] else 1
        if tag.end() >= end and depth <= 0:
            return tag.end()
    return end


def _html(body: str, raw: bool) -> str:
    extensions = comrak.ExtensionOptions()
    extensions.strikethrough = extensions.tasklist = extensions.footnotes = True
    extensions.table = extensions.autolink = True
    rendering = comrak.RenderOptions()
    rendering.unsafe_, rendering.sourcepos = raw, True
    html = comrak.render_markdown(body, extensions, comrak.ParseOptions(), rendering)
    return _CODE.sub(_code, _HEADING.sub(r'<\1 id="x">', html.replace(" />", ">")))


def _code(found: re.Match[str]) -> str:
    """Of coloured code, only what stands without colour counts: marks between the words."""
    place, language, text = found.groups(default="")
    if language:
        text = " ".join(["", *filter(_UNSTYLED.fullmatch, text.split()), ""])
    return f'<pre{place} tabindex="0"><code{language}>{text}</code></pre>'


def _words(html: str, wanted: int, counts_letters: bool) -> int:
    """Count as Hugo does: a tag's parts that look like markup are no words."""
    count = 0
    last = len(html) - 1
    start = 0
    for index, character in enumerate(html):
        if character.isspace() or index == last:
            count += _word(html[start:index].strip(), counts_letters)
            start = index
            if count >= wanted:
                break
    return count


def _word(word: str, counts_letters: bool) -> int:
    if not word or word == ">" or _TAG.fullmatch(word) or _ATTRIBUTE.match(word):
        return 0
    if not counts_letters:
        return 1
    bare = _MARKUP.sub("", word)
    return 1 if bare.isascii() else len(bare)


def _until(body: str, line: int) -> str:
    """Return the lines of a body up to one, and the link definitions that follow it."""
    lines = body.split("\n")
    head, rest = "\n".join(lines[:line]), "\n".join(lines[line:])
    definitions = _REFERENCE.findall(rest)
    return "\n".join([head, "", *definitions]) if definitions else head


def divided(body: str) -> str | None:
    """Return what stands before ``<!--more-->``; None where there is no such mark.

    A mark within a paragraph takes what stands before it there.
    """
    head, mark, rest = body.partition(MORE)
    if not mark:
        return None
    definitions = _REFERENCE.findall(rest)
    return "\n\n".join([head, *definitions]) if definitions else head


def with_numbers(excerpt: str, body: str) -> str:
    """Write the numbers of footnotes whose text is not in the excerpt."""
    if "[^" not in excerpt:
        return excerpt
    found = list(_NOTE.finditer(body))
    defined = {note[1] for note in found if note[2]}
    used = dict.fromkeys(note[1] for note in found if not note[2] and note[1] in defined)
    numbers = {name: number for number, name in enumerate(used, 1)}
    inside = {note[1] for note in _NOTE.finditer(excerpt) if note[2]}

    def number(note: re.Match[str]) -> str:
        known = note[1] in numbers and note[1] not in inside and not note[2]
        return f"{numbers[note[1]]}" if known else note[0]

    return _NOTE.sub(number, excerpt)
