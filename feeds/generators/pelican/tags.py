"""Remove the tags of template plugins, such as ``{% youtube x %}``.

A tag stays if it is in code, or if the settings name no plugin that reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape

import msgspec

from feeds.generators.base import Problem
from feeds.generators.pelican.pelicanconf import PelicanConf
from feeds.generators.values import NOT_RENDERED

_FIRST_MARK = 0xF0000
"""The first of the characters that stand for tags; Unicode gives them no meaning."""
_LAST_MARK = 0xFFFFD
# A tag ends within its paragraph, and before another begins.
_PERCENT = r"\{%(?:(?!%\}|\{%|\n[ \t]*\n)[\s\S]){0,2000}%\}"
_BRACES = r"\{\{(?:(?!\}\}|\{\{|\n[ \t]*\n)[\s\S]){0,2000}\}\}"
_COMMENT = r"\{#(?:(?!#\}|\{#)[\s\S]){0,2000}#\}"
_JINJA = "jinja2content"
"""The plugin that reads every markup; the others read Markdown."""
_SYNTAX: Mapping[str, str] = {
    "liquid_tags": _PERCENT,
    _JINJA: f"{_PERCENT}|{_BRACES}|{_COMMENT}",
    "gist": r"\[gist:[^\]\n]{1,200}\]",
}
"""What the tags of each plugin look like."""
_NAME = re.compile(r"\{%-?\s*([\w.-]+)|\[(gist):")
_LITERAL = re.compile(r"\{%\s*literal\s+([\s\S]*?)\s*%\}")
_CODE_TAG = re.compile(r"(</?(?:pre|code|tt)\b[^>]{0,1000}>)")
_EMPTY = re.compile(r"<p>\s*</p>\n?")


class TemplateTags(msgspec.Struct, frozen=True):
    """The tags that the plugins of a site read."""

    patterns: Mapping[str, re.Pattern[str]]
    """What the tags look like in each markup: ``html``, ``markdown``, ``rst``."""

    @classmethod
    def of(cls, conf: PelicanConf) -> TemplateTags | None:
        """Return the tags of the plugins that PLUGINS names; None if no plugin reads any."""
        plugins = conf.written.values.get("PLUGINS")
        named = plugins if isinstance(plugins, list | tuple) else [plugins]
        parts = {part for one in named if isinstance(one, str) for part in one.split(".")}
        if conf.written.values.get("LIQUID_TAGS"):  # the plugin's own setting; pip may install it
            parts.add("liquid_tags")
        present = [name for name in _SYNTAX if name in parts or f"pelican_{name}" in parts]
        patterns = {
            kind: re.compile("|".join(_SYNTAX[name] for name in names))
            for kind in ("html", "markdown", "rst")
            if (names := [name for name in present if kind == "markdown" or name == _JINJA])
        }
        return cls(patterns) if patterns else None

    def hidden(self, kind: str, text: str) -> tuple[str, Mapping[str, str]]:
        """Replace each tag in a body by one character, in which no markup is seen.

        Returns the body, and the tag of each of these characters.
        """
        pattern = self.patterns.get(kind)
        if pattern is None:
            return text, {}
        given = set(text)
        unused = (one for one in map(chr, range(_FIRST_MARK, _LAST_MARK)) if one not in given)
        known: dict[str, str] = {}

        def mark(found: re.Match[str]) -> str:
            tag = found[0]
            if tag not in known:
                known[tag] = next(unused, "")
            return known[tag]

        text = pattern.sub(mark, text)
        return text, {mark: tag for tag, mark in known.items() if mark}


def problems(html: str, marks: Mapping[str, str], text: str) -> Iterator[Problem]:
    """Yield a problem for each name of a tag that is removed from the HTML of a file's body."""
    outside = set[str]().union(*(piece for piece, is_code in _pieces(html) if not is_code))
    first: dict[str, int] = {}
    for mark, tag in marks.items():
        if mark in outside and not _LITERAL.fullmatch(tag) and not tag.startswith("{#"):
            found = _NAME.match(tag)
            name = (found[1] or found[2]) if found else tag[:2]
            first.setdefault(name, 1 + text.count("\n", 0, text.find(tag)))
    for name, line in first.items():
        yield line, f"the template tag {name} {NOT_RENDERED}"


def shown(html: str, marks: Mapping[str, str]) -> str:
    """Write the tags that are in code again, and remove all others from a body's HTML.

    ``{% literal x %}`` is how ``liquid_tags`` writes ``{% x %}``.
    """
    if not marks:
        return html
    written = {ord(mark): escape(tag, quote=False) for mark, tag in marks.items()}
    removed = {ord(mark): _without(tag) for mark, tag in marks.items()}
    pieces = (piece.translate(written if is_code else removed) for piece, is_code in _pieces(html))
    return _EMPTY.sub("", "".join(pieces))


def _pieces(html: str) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of HTML between the tags of code, and whether each is code."""
    depth = 0
    for piece in _CODE_TAG.split(html):
        yield piece, depth > 0
        if piece.startswith("<") and _CODE_TAG.fullmatch(piece):
            depth = max(depth - 1, 0) if piece.startswith("</") else depth + 1


def _without(tag: str) -> str:
    found = _LITERAL.fullmatch(tag)
    return escape(f"{{% {found[1]} %}}", quote=False) if found else ""
