"""Render Markdown with pulldown-cmark, as Zola does.

https://www.getzola.org/documentation/getting-started/configuration/ under ``[markdown]``
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

import msgspec
import pyromark

from feeds.generators.zola.addresses import slugify
from feeds.markup.commonmark import emoji, has_vast_tables
from feeds.markup.html import heading_text

_EXTENSIONS = (
    pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_HEADING_ATTRIBUTES
)
_MORE = re.compile(r"<!--\s*more\s*-->", re.IGNORECASE)
_TAG = re.compile(r"(<[^<>]*>)")
_CODE_TAG = re.compile(r"<(/?)(?:pre|code)\b")
_EMOJI = re.compile(r":[a-z1238+-][a-z0-9_-]*:")
_HEADING = re.compile(
    r'<h([1-6])(?: id="([^"<>]*)")?((?: class="[^"<>]*")?)>((?:[^<]++|<(?!/?h[1-6]))*+)</h\1>'
)
_ANY_REFERENCE = re.compile(
    r'<sup class="footnote-reference"(?: id="[^"<>]*")?><a href="[^"<>]*">\d+</a></sup>'
)
_REFERENCE = re.compile(r'<sup class="footnote-reference"><a href="#([^"<>]*)">(\d+)</a></sup>')
_DEFINITION = re.compile(
    r'<div class="footnote-definition" id="([^"<>]*)">'
    r'<sup class="footnote-definition-label">\d+</sup>\n'
)
_DIV = re.compile(r"<(/?)div\b[^<>]*>\n?")
_EXTERNAL = re.compile(r'<a href="(https?:[^"<>]*)"((?: title="[^"<>]*")?)>')
_INTERNAL = re.compile(r'(<a href=")@/([^"<>#]*)(#[^"<>]*)?"')
_BOX = re.compile(r'<input disabled="" type="checkbox"( checked="")?\s*/>\n?')
_FENCE_OPTIONS = re.compile(r'(<pre><code class="language-[^"<>,\s{]*)[^"<>]*"')

UrlOf = Callable[[str], str | None]
"""Returns the URL of a file by its path below content; None if there is no such page."""


class ZolaMarkdown(msgspec.Struct, frozen=True):
    """The options of ``[markdown]`` that a feed shows."""

    smart: bool = False
    """``smart_punctuation``"""
    emoji: bool = False
    """``render_emoji``"""
    alerts: bool = False
    """``github_alerts``"""
    definitions: bool = False
    """``definition_list``"""
    bottom_footnotes: bool = False
    external: str = "external"
    """What external links have as ``rel``; empty for nothing."""
    anchors: str = "on"
    """The slugification strategy of headings' ids."""

    def _options(self, body: str) -> pyromark.Options:
        options = _EXTENSIONS
        if not has_vast_tables(body):
            options |= pyromark.Options.ENABLE_TABLES
        if self.smart:
            options |= pyromark.Options.ENABLE_SMART_PUNCTUATION
        if self.alerts:
            options |= pyromark.Options.ENABLE_GFM
        if self.definitions:
            options |= pyromark.Options.ENABLE_DEFINITION_LIST
        return options

    def html(self, body: str, anchor_links: str, url_of: UrlOf) -> str:
        """Render a body.

        ``anchor_links`` says where headings get a link to themselves: ``left``, ``right`` or
        ``heading``; ``none`` for nowhere. Links to missing pages stay.
        """
        html = pyromark.html(body, options=self._options(body))
        if self.emoji and ":" in html:
            html = _with_emoji(html)
        if self.bottom_footnotes and 'class="footnote-' in html:
            html = _with_bottom_footnotes(html)
        html = self._with_headings(html, anchor_links)
        if self.external:
            html = _EXTERNAL.sub(rf'<a rel="{self.external}"\2 href="\1">', html)
        html = _INTERNAL.sub(lambda found: _linked(found, url_of), html)
        html = _FENCE_OPTIONS.sub(r'\1"', html)
        # Readers remove boxes from a feed, so their state is written.
        return _BOX.sub(lambda found: "☑ " if found[1] else "☐ ", html)

    def _with_headings(self, html: str, anchor_links: str) -> str:
        """Give ids to headings that have none; the author's ids come first."""
        taken = {found[2] for found in _HEADING.finditer(html) if found[2] is not None}
        next_numbers: dict[str, int] = {}

        def heading(found: re.Match[str]) -> str:
            level, id, classes, content = found.groups()
            if id is None:
                text = heading_text(_REFERENCE.sub("", content))
                id = escape(_free(self._anchor(text), taken, next_numbers))
            taken.add(id)
            linked = _with_anchor_link(content, id, anchor_links)
            return f'<h{level} id="{id}"{classes}>{linked}</h{level}>'

        return _HEADING.sub(heading, html)

    def _anchor(self, text: str) -> str:
        return slugify(text, "on") if self.anchors == "on" else re.sub(r"[ \t\n\f\r]", "_", text)

    def summarised(self, body: str) -> bool | None:
        """Say whether ``<!-- more -->`` is inside a paragraph or list; None if there is none.

        A mark in code does not count.
        """
        if not _MORE.search(body):
            return None
        depth = 0
        for event in pyromark.events(body, options=self._options(body)):
            match event:
                case {"Start": tag} if tag != "HtmlBlock":
                    depth += 1
                case {"End": tag} if tag != "HtmlBlock":
                    depth -= 1
                case {"Html": str(text)} | {"InlineHtml": str(text)} if _MORE.search(text):
                    return depth > 0
        return None


def summary(html: str, is_within: bool) -> str:
    """Return the HTML of a body up to ``<!-- more -->``; its last tags may not be closed.

    ``is_within``: the mark is inside a paragraph or list.
    """
    found = _MORE.search(html)
    start = html[: found.start()] if found else html
    start = _ANY_REFERENCE.sub("", start).rstrip()
    return f"{start}&hellip;" if is_within else start


def _linked(found: re.Match[str], url_of: UrlOf) -> str:
    url = url_of(heading_text(found[2]))
    return found[0] if url is None else f'{found[1]}{escape(url)}{found[3] or ""}"'


def _with_emoji(html: str) -> str:
    """Replace the names of emoji in text outside code."""
    pieces, depth = [], 0
    for piece in _TAG.split(html):
        if tag := _CODE_TAG.match(piece):
            depth += -1 if tag[1] else 1
        elif depth <= 0 and not piece.startswith("<"):
            piece = _EMOJI.sub(lambda found: emoji(found[0][1:-1]), piece)
        pieces.append(piece)
    return "".join(pieces)


def _free(name: str, taken: set[str], next_numbers: dict[str, int]) -> str:
    if name not in taken:
        return name
    number = next_numbers.get(name, 1)
    while f"{name}-{number}" in taken:
        number += 1
    next_numbers[name] = number + 1
    return f"{name}-{number}"


def _with_anchor_link(content: str, id: str, place: str) -> str:
    """Add the link of Zola's built-in ``anchor-link.html``."""
    opening = f'<a class="zola-anchor" href="#{id}" aria-label="Anchor link for: {id}">'
    if place == "heading":
        return f"{opening}{content}</a>"
    if place == "left":
        return f"{opening}🔗</a>{content}"
    return f"{content}{opening}🔗</a>" if place == "right" else content


def _with_bottom_footnotes(html: str) -> str:
    """Move footnotes to the end, as a list in the order of the references to them."""
    used: dict[str, int] = {}
    numbers: dict[str, int] = {}

    def reference(found: re.Match[str]) -> str:
        name = found[1]
        used[name] = used.get(name, 0) + 1
        number = numbers.setdefault(name, len(numbers) + 1)
        return (
            f'<sup class="footnote-reference" id="fr-{name}-{used[name]}">'
            f'<a href="#fn-{name}">{number}</a></sup>'
        )

    html, notes = _without_definitions(_REFERENCE.sub(reference, html))
    items = []
    for name in sorted(used.keys() & notes.keys(), key=lambda name: numbers[name]):
        back = "".join(
            f' <a href="#fr-{name}-{use}">↩{use if use > 1 else ""}</a>'
            for use in range(1, used[name] + 1)
        )
        note = notes[name].rstrip()
        closed = f"{note[:-4]}{back}</p>" if note.endswith("</p>") else f"{note}{back}"
        items.append(f'<li id="fn-{name}">\n{closed}\n</li>\n')
    if not items:
        return html
    opening = '<section class="footnotes">\n<ol class="footnotes-list">\n'
    return "".join([html, opening, *items, "</ol>\n</section>\n"])


def _without_definitions(html: str) -> tuple[str, dict[str, str]]:
    """Take the definitions of footnotes out; returns the rest, and each definition's HTML."""
    pieces: list[str] = []
    notes: dict[str, str] = {}
    end = 0
    while found := _DEFINITION.search(html, end):
        pieces.append(html[end : found.start()])
        depth, end = 1, len(html)
        close = end
        for tag in _DIV.finditer(html, found.end()):
            depth += -1 if tag[1] else 1
            if not depth:
                close, end = tag.start(), tag.end()
                break
        notes[found[1]] = html[found.end() : close]
    return "".join([*pieces, html[end:]]), notes
