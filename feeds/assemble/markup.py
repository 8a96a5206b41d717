"""Turn a post's body into HTML: one function for each kind of markup."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping

import comrak

from feeds.assemble.references import decoded

_HEADING = re.compile(r"<h([1-6])>((?:[^<]++|<(?!/?h[1-6]>))*+)</h\1>")
_OWN_ID = re.compile(r"\{:?\s*#([\w:.-]+)\s*\}\s*$")
_TAG = re.compile(r"<[^<>]*>")
_NOT_IN_AN_ID = re.compile(r"[^\w\- \t\n]")
_BLANK = re.compile(r"[ \t\n]")
_FOOTNOTE = re.compile(r'((?:href="#|id=")fn(?:ref)?)-')
_TASK = re.compile(r'<input type="checkbox" (checked="" )?disabled="" />')

_LINE_END = re.compile(r"\r\n?")
_DELIMITER_ROW = re.compile(r"^[ \t>]*[:|-][ \t:|-]*$", re.MULTILINE)
_DESCRIPTION = re.compile(r"^[ \t>]*:[ \t]", re.MULTILINE)
# Beyond these, a body of some kilobytes can take seconds and make megabytes.
_MOST_CELLS = 1_000_000
_MOST_DESCRIPTIONS = 5_000


def _commonmark(body: str) -> str:
    return _html(body, comrak.ExtensionOptions(), comrak.ParseOptions())


def _kramdown(body: str) -> str:
    extensions = comrak.ExtensionOptions()
    extensions.description_lists = True
    extensions.cjk_friendly_emphasis = True
    parsing = comrak.ParseOptions()
    parsing.smart = True
    return _html(body, extensions, parsing)


def _unchanged(body: str) -> str:
    return body


ENGINES: Mapping[str, Callable[[str], str]] = {
    "commonmark": _commonmark,
    "kramdown": _kramdown,
    "html": _unchanged,
}
"""From a post's ``markup`` to what makes HTML of a body written in it.

``commonmark`` is CommonMark 0.31 with GitHub's tables, strikethrough and task lists,
and footnotes; ``kramdown`` adds smart punctuation, description lists and emphasis next
to Chinese and Japanese, for Jekyll. Raw HTML passes through: clean the result.
"""


def _html(body: str, extensions: comrak.ExtensionOptions, parsing: comrak.ParseOptions) -> str:
    body = _LINE_END.sub("\n", body)
    extensions.strikethrough = extensions.footnotes = extensions.tasklist = True
    extensions.table = _cells(body) <= _MOST_CELLS
    if len(_DESCRIPTION.findall(body)) > _MOST_DESCRIPTIONS:
        extensions.description_lists = False
    rendering = comrak.RenderOptions()
    rendering.unsafe_ = True
    html = comrak.render_markdown(body, extensions, parsing, rendering)
    # Footnotes link to the page, where Hugo and kramdown both write ``fn:name``.
    return _with_heading_ids(_FOOTNOTE.sub(r"\1:", _TASK.sub(_box, html)))


def _cells(body: str) -> int:
    """The most cells its tables can have: each row is filled up to its table's width."""
    widest = max((row.count("|") for row in _DELIMITER_ROW.findall(body)), default=0)
    return widest * body.count("\n")


def _with_heading_ids(html: str) -> str:
    """Ids as GitHub, Hugo and kramdown's GFM form them: ``#a-heading``, ``#a-heading-1``."""
    seen: Counter[str] = Counter()

    def heading(match: re.Match[str]) -> str:
        level, text = match.groups()
        own = _OWN_ID.search(text)
        text = text[: own.start()].rstrip() if own else text
        name = own[1] if own else _slug(text)
        seen[name] += 1
        number = f"-{seen[name] - 1}" if seen[name] > 1 else ""
        return f'<h{level} id="{name}{number}">{text}</h{level}>'

    return _HEADING.sub(heading, html)


def _slug(text: str) -> str:
    words = decoded(_TAG.sub("", text)).strip().lower()
    return _BLANK.sub("-", _NOT_IN_AN_ID.sub("", words))


def _box(match: re.Match[str]) -> str:
    """A form's control has no place in a feed; its state has."""
    return "☑" if match[1] else "☐"
