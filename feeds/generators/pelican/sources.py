"""Reading and rendering an article by its suffix, with the site's settings."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import Any, NamedTuple

from feeds.generators.pelican.config import DEFAULTS, Config
from feeds.generators.pelican.effort import require_bearable_markdown
from feeds.generators.pelican.html import read_html
from feeds.generators.pelican.markdown import read_markdown
from feeds.generators.pelican.metadata import Source
from feeds.generators.pelican.rules import SUFFIXES
from feeds.generators.pelican.summary import Summary, unmarked

_BUNDLED = frozenset(
    {"abbr", "admonition", "attr_list", "codehilite", "def_list", "extra", "fenced_code"}
    | {"footnotes", "legacy_attrs", "legacy_em", "md_in_html", "nl2br", "sane_lists"}
    | {"smarty", "tables", "toc", "wikilinks"}
)
"""Python-Markdown's own extensions; others would be code of anybody's."""


class Readers(NamedTuple):
    """How files are read."""

    formatted: frozenset[str]
    markdown: Mapping[str, Any]
    """The site's settings for Python-Markdown."""
    docutils: Mapping[str, Any]
    """The site's settings for docutils."""

    def read(self, path: str, text: str) -> Source:
        """Read a file. Raises :class:`~feeds.generators.base.PostError`."""
        kind = SUFFIXES[posixpath.splitext(path)[1][1:]]
        if kind == "html":
            return read_html(text)
        if kind == "markdown":
            require_bearable_markdown(text)
            return read_markdown(text, self.formatted, self.markdown.get("tab_length", 4))
        from feeds.generators.pelican.rst import read_rst  # docutils takes its time to start

        return read_rst(unmarked(text), self.formatted, self.docutils)

    def html(self, kind: str, text: str) -> str:
        """Render a body of that kind."""
        if kind == "html":
            return text
        if kind == "markdown":
            from feeds.generators.pelican import python_markdown

            return python_markdown.html(text, self.markdown)
        from feeds.generators.pelican import restructuredtext

        return restructuredtext.html(text, self.docutils)


def readers(config: Config) -> Readers:
    """Return how the site's files are read."""
    formatted = frozenset(config.texts("FORMATTED_FIELDS"))
    return Readers(formatted, _markdown(config), _rst(config))


def summary(config: Config) -> Summary | None:
    """Return how much of an article is its summary; None for all of it."""
    found = Summary(
        _number(config, "SUMMARY_MAX_LENGTH"),
        _number(config, "SUMMARY_MAX_PARAGRAPHS"),
        config.text("SUMMARY_END_SUFFIX"),
    )
    return None if found.words is None and found.paragraphs is None else found


def _number(config: Config, key: str) -> int | None:
    value = config.get(key)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    config.fault(key, f"{key} {value!r} is no number; write 50")
    default = DEFAULTS.get(key)
    return default if isinstance(default, int) else None


def _rst(config: Config) -> Mapping[str, Any]:
    own = config.mapping("DOCUTILS_SETTINGS")
    language = config.text("DEFAULT_LANG").lower()
    result = {"language_code": language} if language != "en" else {}
    if own:
        from feeds.generators.pelican.documents import allowed

        result.update(allowed(own))
        left = sorted(own.keys() - result.keys())
        if left:
            message = f"DOCUTILS_SETTINGS: {', '.join(left)} not applied here; feeds need none"
            config.fault("DOCUTILS_SETTINGS", message)
    return result


def _markdown(config: Config) -> Mapping[str, Any]:
    own = config.mapping("MARKDOWN")
    if own == DEFAULTS["MARKDOWN"]:
        return {}
    configs = own.get("extension_configs")
    configs = configs if isinstance(configs, dict) else {}
    listed = own.get("extensions")
    wanted = dict.fromkeys([*(listed if isinstance(listed, list | tuple) else ()), *configs])
    known = {one: _bundled(one) for one in wanted if isinstance(one, str)}
    for name, bundled in known.items():
        if bundled is None:
            message = f"MARKDOWN: extension {name!r} is not applied here; it is not bundled"
            config.fault("MARKDOWN", message)
    tab = own.get("tab_length")
    return {
        "extensions": [bundled for bundled in dict.fromkeys(known.values()) if bundled],
        "extension_configs": {
            bundled: configs[name]
            for name, bundled in known.items()
            if bundled and isinstance(configs.get(name), dict)
        },
        **({"tab_length": tab} if isinstance(tab, int) and 0 < tab < 20 else {}),
    }


def _bundled(name: str) -> str | None:
    """Return an extension's short name; empty for the one that reads metadata."""
    short = name.removeprefix("markdown.extensions.")
    if short == "meta":
        return ""
    return short if short in _BUNDLED else None
