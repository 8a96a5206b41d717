"""What becomes of a file by its suffix: Markdown, Sass, or nothing at all.

``Jekyll::Converters``, https://jekyllrb.com/docs/configuration/markdown/
"""

from __future__ import annotations

import re
from typing import NamedTuple

from feeds.generators.jekyll.config import Config
from feeds.generators.jekyll.values import shown, written

_MARKDOWN = "markdown,mkdown,mkdn,mkd,md"
SASS = (".scss", ".sass")
_COMMONMARK = re.compile("commonmark|gfm", re.IGNORECASE)
_DEFAULTS = {
    "auto_id_prefix": "",
    "auto_ids": "true",
    "footnote_backlink": "&8617;",
    "footnote_nr": "1",
    "hard_wrap": "false",
    "input": "GFM",
    "parse_block_html": "false",
    "smart_quotes": "lsquo+rsquo+ldquo+rdquo",
    "toc_levels": "1..6",
}
"""kramdown's options that show, as Jekyll sets them."""


class Converters(NamedTuple):
    """How the files of a site are converted."""

    suffixes: frozenset[str]
    """Those of Markdown, in lower case, with their full stop."""
    markdown: str
    """What Markdown is written in: a post's ``markup``."""

    def markup(self, suffix: str) -> str:
        """Return the markup of files with that suffix; what is no Markdown is shown as it is."""
        return self.markdown if self._is_markdown(suffix) else "html"

    def output(self, suffix: str) -> str:
        """Return the suffix of the file that is published."""
        if self._is_markdown(suffix):
            return ".html"
        return ".css" if suffix in SASS else suffix

    def _is_markdown(self, suffix: str) -> bool:
        return suffix.lower() in self.suffixes


def converters(config: Config) -> Converters:
    """Return the converters that the configuration asks for."""
    listed = config.string("markdown_ext") or _MARKDOWN
    suffixes = frozenset(f".{suffix.lower()}" for suffix in listed.split(","))
    return Converters(suffixes, _markdown(config))


def _markdown(config: Config) -> str:
    """CommonMark by its own engine; anything else as kramdown, and told."""
    name = config.string("markdown") or "kramdown"
    if name.lower() == "kramdown":
        return _kramdown(config)
    nearest = "commonmark" if _COMMONMARK.search(name) else "kramdown"
    message = f"markdown {shown(name)} is not at hand, posts are read as {nearest}"
    config.fault("markdown", f"{message}; compare what they look like, or write markdown: kramdown")
    return nearest


def _kramdown(config: Config) -> str:
    """Name the options that differ from Jekyll's: ``kramdown:hard_wrap,input=kramdown``."""
    given = config.get("kramdown")
    options = given if isinstance(given, dict) else {}
    found = {name: _option(options.get(name)) for name in _DEFAULTS}
    differing = [
        name if value == "true" else f"{name}={value}"
        for name, value in found.items()
        if value not in (None, _DEFAULTS[name])
    ]
    return f"kramdown:{','.join(differing)}" if differing else "kramdown"


def _option(value: object) -> str | None:
    """Lists become ``a+b``: a comma stands between options."""
    if value is None:
        return None
    items = value if isinstance(value, list) else written(value).split(",")
    text = "+".join(written(item).strip() for item in items)
    return {"1+2+3+4+5+6": "1..6", "gfm": "GFM"}.get(text, text)
