"""Render Markdown as Eleventy does, with the site's options and plugins.

Eleventy turns indented code off: indented text is text. https://www.11ty.dev/docs/languages/markdown/
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from typing import Any

import msgspec
from markdown_it import MarkdownIt
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from feeds.generators.eleventy.filters import slugify
from feeds.generators.eleventy.javascript import Script
from feeds.markup.commonmark import commonmark
from feeds.markup.html import HEADING, heading_text

_LIBRARY = re.compile(r"\bmarkdown-?it\s*\(\s*(?=[{\w])|\bnew\s+MarkdownIt\s*\(\s*(?=[{\w])", re.I)
_INDENTED_CODE = re.compile(r"\.enable\(\s*\[?\s*[\"']code[\"']")
_PLUGINS = {
    "markdown-it-attrs": attrs_plugin,
    "markdown-it-deflist": deflist_plugin,
    "markdown-it-footnote": footnote_plugin,
    "markdown-it-task-lists": tasklists_plugin,
    "markdown-it-task-checkbox": tasklists_plugin,
}
"""Plugins of markdown-it by the names of their packages."""
_ANCHOR = "markdown-it-anchor"
_ADDS_IDS = re.compile(r"\baddPlugin\(\s*[\w.]*\bIdAttributePlugin\b")
_MARK = re.compile(r"[\[\]*_~|#!`@]|://")
_MOST_MARKS = 10_000
"""Marks of Markdown; with more, markdown-it can take minutes."""


class MarkdownOptions(msgspec.Struct, frozen=True):
    """How a site's configuration sets markdown-it up."""

    html: bool = True
    """HTML in the text is kept."""
    breaks: bool = False
    """Every end of a line is a line break."""
    linkify: bool = False
    """Bare addresses become links."""
    typographer: bool = False
    """Quotes are curled, and dashes and ellipses set."""
    indented_code: bool = False
    plugins: frozenset[str] = frozenset()
    """Names of packages."""
    heading_ids: bool = False


def markdown_options(script: Script, package: Any) -> MarkdownOptions:
    """Return the options in a configuration; ``package`` is the content of ``package.json``."""
    found = _LIBRARY.search(script.text)
    given = script.value(found.end()) if found else None
    options = given if isinstance(given, dict) else {}
    names = {*_PLUGINS, _ANCHOR}
    used = frozenset(name for name in names if name in script.text or name in _required(package))
    return MarkdownOptions(
        html=options.get("html") is True or not options,
        breaks=options.get("breaks") is True,
        linkify=options.get("linkify") is True,
        typographer=options.get("typographer") is True,
        indented_code=bool(_INDENTED_CODE.search(script.text)),
        plugins=used.intersection(_PLUGINS),
        heading_ids=_ANCHOR in used or bool(_ADDS_IDS.search(script.text)),
    )


def markdown(text: str, options: MarkdownOptions) -> str:
    """Render Markdown. A text with very many marks is rendered as CommonMark."""
    if len(_MARK.findall(text)) > _MOST_MARKS:
        return commonmark(text)
    html: str = _library(options).render(text)
    return _with_heading_ids(html) if options.heading_ids else html


def _with_heading_ids(html: str) -> str:
    """Give headings ids as IdAttributePlugin does: ``a-heading``, ``a-heading-2``."""
    seen: Counter[str] = Counter()

    def heading(found: re.Match[str]) -> str:
        level, content = found.groups()
        try:
            name = slugify(heading_text(content))
        except ValueError:
            return found[0]
        seen[name] += 1
        id = name if seen[name] == 1 else f"{name}-{seen[name]}"
        return f'<h{level} id="{escape(id)}">{content}</h{level}>'

    return HEADING.sub(heading, html)


def _required(package: Any) -> set[str]:
    kinds = ("dependencies", "devDependencies")
    listed = (package.get(kind) for kind in kinds) if isinstance(package, Mapping) else ()
    return {name for one in listed if isinstance(one, Mapping) for name in one}


@lru_cache(4)
def _library(options: MarkdownOptions) -> MarkdownIt:
    wanted = {
        "html": options.html,
        "breaks": options.breaks,
        "linkify": options.linkify,
        "typographer": options.typographer,
    }
    found = MarkdownIt("js-default", wanted)
    for name in sorted(options.plugins):
        found.use(_PLUGINS[name])
    return found if options.indented_code else found.disable("code")
