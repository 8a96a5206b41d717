"""How Jekyll converts a file with a given suffix.

``Jekyll::Converters``, https://jekyllrb.com/docs/configuration/markdown/
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import PurePosixPath

import msgspec
from msgspec import convert
from msgspec.structs import fields

from feeds.generators.jekyll.config import JekyllConfig
from feeds.generators.jekyll.kramdown.options import KramdownOptions
from feeds.generators.jekyll.values import shown, written
from feeds.markup.commonmark import commonmark

_MARKDOWN = "markdown,mkdown,mkdn,mkd,md"
_SASS = (".scss", ".sass")
_COMMONMARK = re.compile("commonmark|gfm", re.IGNORECASE)
# Paragraphs whose lines begin with letters, or elements ``p`` of text.
_APART = re.compile(r"(?:[^\W\d_][^\n]*+\n*+)++|(?:<p>[^<\n]*+</p> ?\n*+)++")
_JEKYLL_DEFAULTS = {"footnote_backlink": "&8617;", "smart_quotes": "lsquo+rsquo+ldquo+rdquo"}
"""How Jekyll writes its defaults of kramdown's options."""
_MOST_DIGITS = 7


class Kramdown(msgspec.Struct, frozen=True):
    """kramdown with the options of one site, loaded when the first body is rendered."""

    options: KramdownOptions = KramdownOptions()

    def __call__(self, body: str) -> str:
        """Return the HTML of a body."""
        return _kramdown(self.options)(body)


@cache
def _kramdown(options: KramdownOptions) -> Callable[[str], str]:
    # It takes 12 ms to load, and most builds render nothing.
    from feeds.generators.jekyll.kramdown.engine import KramdownEngine

    return KramdownEngine(options)


def is_apart(head: str, tail: str) -> bool:
    """Return whether the HTML of ``head + tail`` is sure to be that of both, one after the other.

    It is if ``head`` has only paragraphs, a blank line follows, and neither part
    defines anything, such as the target of a link, or sets attributes of the other.
    """
    return (
        (tail.startswith("\n\n") or head.endswith("\n\n"))
        and not tail.lstrip().startswith(":")
        and _APART.fullmatch(head) is not None
        and not any(mark in head or mark in tail for mark in ("]:", "{:", "|"))
    )


class Converters(msgspec.Struct, frozen=True):
    """How the files of a site are converted."""

    suffixes: frozenset[str]
    """The suffixes of Markdown, in lower case, with their full stop."""
    markdown: Callable[[str], str]
    """The site's Markdown engine."""

    def engine(self, path: str) -> Callable[[str], str]:
        """Return what renders a file: Markdown by its suffix; any other file stays as it is."""
        return self.markdown if self._is_markdown(PurePosixPath(path).suffix) else str

    def output(self, suffix: str) -> str:
        """Return the suffix of the file that is published."""
        if self._is_markdown(suffix):
            return ".html"
        return ".css" if suffix in _SASS else suffix

    def _is_markdown(self, suffix: str) -> bool:
        return suffix.lower() in self.suffixes


def converters(config: JekyllConfig) -> Converters:
    """Return the converters that the configuration asks for."""
    listed = config.string("markdown_ext") or _MARKDOWN
    suffixes = frozenset(f".{suffix.lower()}" for suffix in listed.split(","))
    return Converters(suffixes, _markdown(config))


def _markdown(config: JekyllConfig) -> Callable[[str], str]:
    """Return kramdown or CommonMark; for any other engine the nearer one, and a fault."""
    name = config.string("markdown") or "kramdown"
    if name.lower() == "kramdown":
        return Kramdown(_options(config.get("kramdown")))
    nearest = "commonmark" if _COMMONMARK.search(name) else "kramdown"
    message = f"markdown {shown(name)} is not supported, so {nearest} renders the posts"
    config.fault("markdown", f"{message}; compare the result, or write markdown: kramdown")
    return commonmark if nearest == "commonmark" else Kramdown()


def _options(given: object) -> KramdownOptions:
    """Read ``kramdown:``; unknown keys and unsuitable values are ignored."""
    found = given if isinstance(given, dict) else {}
    values: dict[str, object] = {}
    for field in fields(KramdownOptions):
        text = _text(found.get(field.name))
        if text is None or text == _JEKYLL_DEFAULTS.get(field.name):
            continue
        if isinstance(field.default, bool):
            values[field.name] = text.lower() != "false"
        elif not isinstance(field.default, int):
            values[field.name] = text
        elif text.isdecimal() and len(text) < _MOST_DIGITS:
            values[field.name] = int(text)
    return convert(values, KramdownOptions)


def _text(value: object) -> str | None:
    """Return a value as one text; the items of a list are joined by ``+``."""
    if value is None:
        return None
    items = value if isinstance(value, list) else written(value).split(",")
    text = "+".join(written(item).strip() for item in items)
    return {"1+2+3+4+5+6": "1..6", "gfm": "GFM"}.get(text, text)
