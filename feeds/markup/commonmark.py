"""Render CommonMark and its extensions with comrak."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

import comrak
import msgspec

from feeds.markup.html import HEADING, own_id, shown_text, with_heading_ids

_FOOTNOTE = re.compile(r'((?:href="#|id=")fn(?:ref)?)-')
_TASK = re.compile(r'<input type="checkbox" (checked="" )?disabled="" />')
_LINE_END = re.compile(r"\r\n?")
_DELIMITER_ROW = re.compile(r"^[ \t>]*[:|-][ \t:|-]*$", re.MULTILINE)
_DESCRIPTION = re.compile(r"^[ \t>]*:[ \t]", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_COMMENTS = re.compile(r"(?:\s++|<!--(?:(?!-->).)*+-->)*+", re.DOTALL)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_FIRST_HEADING = re.compile(
    r'(?:<!-- raw HTML omitted -->\s*+)*+<h1 data-sourcepos="(\d+):\d+-(\d+):\d+">'
)
# With more, a body of some kilobytes can take seconds and become megabytes.
_MOST_CELLS = 1_000_000
_MOST_DESCRIPTIONS = 5_000


class CommonMarkOptions(msgspec.Struct, frozen=True):
    """What a dialect of Markdown adds to CommonMark, or leaves out."""

    smart: bool = False
    """Quotes are curled; two or three hyphens are dashes, three dots an ellipsis."""
    descriptions: bool = False
    """Description lists are read."""
    raw: bool = True
    """HTML in the body is kept."""
    struck: bool = True
    """``~~strikethrough~~`` is read."""
    breaks: bool = False
    """Every line end is a line break."""
    emoji: bool = False
    """GitHub's names of emoji, such as ``:smile:``, are replaced."""
    link: Callable[[str], str] | None = None
    """Returns the new target of a link. Links in raw HTML keep theirs."""
    image: Callable[[str], str] | None = None
    """Returns the new target of an image."""


_PLAIN = CommonMarkOptions()


def commonmark(body: str) -> str:
    """Render CommonMark 0.31 with GitHub's tables, strikethrough and task lists, and footnotes."""
    return with_heading_ids(rendered(body))


def with_line_feeds(body: str) -> str:
    """Replace every end of a line by a line feed."""
    return _LINE_END.sub("\n", body) if "\r" in body else body


def rendered(body: str, options: CommonMarkOptions = _PLAIN) -> str:
    """Return HTML whose headings have no ids."""
    body = with_line_feeds(body)
    parsing, rendering = comrak.ParseOptions(), comrak.RenderOptions()
    parsing.smart, rendering.unsafe_ = options.smart, options.raw
    rendering.hardbreaks = options.breaks
    extensions = _extensions(body, descriptions=options.descriptions, struck=options.struck)
    extensions.shortcodes = options.emoji
    extensions.link_url_rewriter = options.link
    extensions.image_url_rewriter = options.image
    html = comrak.render_markdown(body, extensions, parsing, rendering)
    html = _TASK.sub(_box, html)
    # Footnotes link to the post's page, on which Hugo and kramdown write ``fn:name``.
    return _FOOTNOTE.sub(r"\1:", html) if "fn" in html else html


@lru_cache(1024)
def emoji(name: str) -> str:
    """Return GitHub's emoji of a name, or the name between colons if there is none."""
    shown = rendered(f":{name}:", CommonMarkOptions(emoji=True)).strip()
    return shown.removeprefix("<p>").removesuffix("</p>")


def positions(body: str) -> str:
    """Return HTML whose blocks have their source positions.

    It has no raw HTML, which could contain false positions.
    """
    parsing, rendering = comrak.ParseOptions(), comrak.RenderOptions()
    rendering.sourcepos = True
    extensions = _extensions(body, descriptions=True, struck=False)
    return comrak.render_markdown(body, extensions, parsing, rendering)


class LeadingHeading(msgspec.Struct, frozen=True):
    """The heading of level 1 at the start of a body."""

    text: str
    """Plain text in one line, never empty."""
    start: int
    end: int
    """Where its lines begin and end in the body."""


def leading_heading(body: str) -> LeadingHeading | None:
    """Return the heading with which a body begins, ``# Title`` or underlined by ``===``, if any.

    Only comments and definitions of links may come before it. Lines end in LF.
    """
    lead = _COMMENTS.match(body)
    blank = _BLANK_LINE.search(body, lead.end() if lead else 0)
    found = _FIRST_HEADING.match(positions(body[: blank.start()] if blank else body))
    if not found:
        return None
    lines = body.split("\n")
    before = "".join(f"{line}\n" for line in lines[: int(found[1]) - 1])
    own = "\n".join(lines[int(found[1]) - 1 : int(found[2])])
    start, end = len(before), len(before) + len(own)
    # The definitions of its links may be anywhere in the body.
    rest = f"{body[end:]}\n\n{before}" if "[" in own else ""
    heading = HEADING.search(rendered(own + rest))
    text = shown_text(own_id(heading[2])[0]) if heading else ""
    if not text or "<" in _COMMENT.sub("", before):
        return None
    return LeadingHeading(text, start, end + body.startswith("\n", end))


def _extensions(body: str, *, descriptions: bool, struck: bool) -> comrak.ExtensionOptions:
    extensions = comrak.ExtensionOptions()
    extensions.footnotes = extensions.tasklist = True
    extensions.strikethrough = struck
    extensions.table = not has_vast_tables(body)
    extensions.description_lists = descriptions and not _has_many_descriptions(body)
    return extensions


def has_vast_tables(body: str) -> bool:
    """Say whether tables can have too many cells: engines fill rows to the table's width."""
    bars = body.count("|")
    if bars * max(bars, body.count("\n")) <= _MOST_CELLS:
        return False
    widest = max((row.count("|") for row in _DELIMITER_ROW.findall(body)), default=0)
    return widest * max(widest, body.count("\n")) > _MOST_CELLS


def _has_many_descriptions(body: str) -> bool:
    if body.count(":") <= _MOST_DESCRIPTIONS:
        return False
    return len(_DESCRIPTION.findall(body)) > _MOST_DESCRIPTIONS


def _box(match: re.Match[str]) -> str:
    """Replace a check box, which readers remove from a feed, by its state."""
    return "☑" if match[1] else "☐"
