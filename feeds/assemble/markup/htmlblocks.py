"""Blocks of HTML, which kramdown reads by their tags and CommonMark by their lines."""

from __future__ import annotations

import re
from collections.abc import Callable

from feeds.assemble.markup import elements
from feeds.assemble.markup.cuttings import Cuttings
from feeds.assemble.markup.links import without_markdown

_START = re.compile(r" {0,3}(?=<(?:[^\W\d_]|!--))")
_MARKDOWN = re.compile(r"\smarkdown\s*=\s*[\"']?(0|1|block|span)\b")
_INTERRUPTING = re.compile(r"[ \t]*\n")

Inline = Callable[[str], str]


class HtmlBlocks:
    """Keeps blocks of HTML as tokens; what is Markdown inside them stays in the body."""

    def __init__(self, cuttings: Cuttings, inline: Inline) -> None:
        self._cuttings = cuttings
        self._inline = inline
        self.parses_all = False
        """Whether the content of every block is Markdown (``parse_block_html``)."""

    def cut(self, body: str, at: int) -> tuple[str, int] | None:
        """Return what replaces the block that begins at ``at``, and where it ends."""
        start = _START.match(body, at)
        if not start:
            return None
        indent = start[0]
        if comment := elements.COMMENT.match(body, start.end()):
            return f"\n{indent}{self._cuttings.keep_block(comment[0])}\n\n", _after(
                body, comment.end()
            )
        tag = elements.TAG.match(body, start.end())
        if not tag or elements.element_name(tag["name"]) in elements.SPANS:
            return None
        end = _end_of(body, tag)
        return f"\n{self._element(body, tag, end, indent)}\n", _after(body, end[1])

    def _element(self, body: str, tag: re.Match[str], end: tuple[int, int], indent: str) -> str:
        inner, model = body[tag.end() : end[0]], _model(tag, default=self.parses_all)
        opening, closing = without_markdown(tag[0]), body[end[0] : end[1]] or f"</{tag['name']}>"
        if end == (tag.end(), tag.end()):
            return f"{indent}{self._cuttings.keep_block(opening)}\n"
        if model == "block":
            return (
                f"{indent}{self._cuttings.keep_block(opening)}\n\n{inner.strip(chr(10))}\n\n"
                f"{indent}{self._cuttings.keep_block(closing)}\n"
            )
        if model == "span":
            return f"{indent}{self._cuttings.keep_block(opening + self._inline(inner) + closing)}\n"
        return self._raw(opening, inner, closing, indent)

    def _raw(self, opening: str, inner: str, closing: str, indent: str) -> str:
        """Raw HTML may hold elements whose content is Markdown again."""
        at, pieces, html = 0, [], opening
        while found := _next_marked(inner, at):
            end = _end_of(inner, found)
            pieces.append(
                f"{indent}{self._cuttings.keep_block(html + inner[at : found.start()])}\n\n"
            )
            pieces.append(f"{self._element(inner, found, end, indent)}\n")
            at, html = end[1], ""
        pieces.append(f"{indent}{self._cuttings.keep_block(html + inner[at:] + closing)}\n")
        return "".join(pieces)


def _next_marked(html: str, at: int) -> re.Match[str] | None:
    while found := _MARKDOWN.search(html, at):
        begin = html.rfind("<", at, found.start())
        tag = elements.TAG.match(html, begin) if begin >= 0 else None
        if tag and tag.end() > found.end():
            return tag
        at = found.end()
    return None


def _model(tag: re.Match[str], *, default: bool) -> str:
    found = _MARKDOWN.search(f" {tag['attributes']}")
    name, value = elements.element_name(tag["name"]), found[1] if found else "01"[default]
    if value == "0":
        return "raw"
    if value != "1":
        return value
    if name in elements.PARSED_BLOCKS:
        return "block"
    return "span" if name in elements.PARSED_SPANS else "raw"


def _end_of(body: str, tag: re.Match[str]) -> tuple[int, int]:
    """Where the content ends and where the element does; an unclosed one ends with the body."""
    name = elements.element_name(tag["name"])
    if tag["closed"] or name in elements.VOID:
        return tag.end(), tag.end()
    depth = 1
    for found in _tags(name).finditer(body, tag.end()):
        depth += -1 if found[1] else 0 if found[2] else 1
        if depth == 0 or (found[1] and name in ("script", "style")):
            return found.start(), found.end()
    return len(body), len(body)


def _tags(name: str) -> re.Pattern[str]:
    return re.compile(rf"<(?:(/){name}\s*>|{name}(?=[\s>/])[^<>]*?(/)?>)", re.IGNORECASE)


def _after(body: str, at: int) -> int:
    found = _INTERRUPTING.match(body, at)
    return found.end() if found else at
