"""Markdown articles: ``Key: value`` metadata, and Python-Markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from feeds.generators.base import PostError
from feeds.generators.pelican.metadata import Source, Value, processed
from feeds.generators.pelican.pelicanconf import DEFAULTS, PelicanConf

if TYPE_CHECKING:
    from markdown import Markdown

Options = Mapping[str, Any]
"""Python-Markdown's ``extensions``, ``extension_configs`` and ``tab_length``."""

_BUNDLED = frozenset(
    {
        "abbr",
        "admonition",
        "attr_list",
        "codehilite",
        "def_list",
        "extra",
        "fenced_code",
        "footnotes",
        "legacy_attrs",
        "legacy_em",
        "md_in_html",
        "nl2br",
        "sane_lists",
        "smarty",
        "tables",
        "toc",
        "wikilinks",
    }
)
"""The extensions that come with Python-Markdown. Others would run code of other packages."""
_DEFAULT_OPTIONS: Options = {
    "extensions": ["codehilite", "extra"],
    "extension_configs": {"codehilite": {"css_class": "highlight"}},
}
_KEY = re.compile(r" {0,3}([A-Za-z0-9_-]+):\s*(.*)")
_CONTINUATION = re.compile(r" {4,}(.*)")
_BEGIN = re.compile(r"-{3}(?:\s.*)?")
_END = re.compile(r"(?:-{3}|\.{3})(?:\s.*)?")
_BLANK_LINE = re.compile(r"(?<=\n) +\n")
_SINGLE = frozenset(
    {"tags", "date", "modified", "status", "category", "author"}
    | {"save_as", "url", "authors", "slug"}
)
"""Keys that use only their first value."""
_MARKERS = str.maketrans("", "", "\x02\x03")


def markdown_options(conf: PelicanConf) -> Options:
    """Return the settings of Python-Markdown that are applied; empty for Pelican's own."""
    own = conf.mapping("MARKDOWN")
    if own == DEFAULTS["MARKDOWN"]:
        return {}
    configs = own.get("extension_configs")
    configs = configs if isinstance(configs, dict) else {}
    listed = own.get("extensions")
    wanted = dict.fromkeys([*(listed if isinstance(listed, list | tuple) else ()), *configs])
    known = {one: _bundled(one) for one in wanted if isinstance(one, str)}
    for name, bundled in known.items():
        if bundled is None:
            message = f"feeds does not apply the MARKDOWN extension {name!r}; check how posts look"
            conf.fault("MARKDOWN", message)
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
    """Return the short name of a bundled extension; empty for the one that reads metadata."""
    short = name.removeprefix("markdown.extensions.")
    if short == "meta":
        return ""
    return short if short in _BUNDLED else None


def without_markers(text: str) -> str:
    """Remove the control characters that Python-Markdown uses as markers."""
    return text.translate(_MARKERS)


def read_markdown(text: str, formatted: frozenset[str], tab_length: int = 4) -> Source:
    """Split a file into its metadata and its body.

    ``formatted`` are the keys whose values are in Markdown too.
    """
    lines = without_markers(text).expandtabs(tab_length)
    lines_of_text = _BLANK_LINE.sub("\n", lines).split("\n")
    found, places, end = _metadata(lines_of_text)
    summary = "\n".join(found["summary"]) if {"summary"} <= formatted & found.keys() else None
    values: dict[str, Value] = {
        name: given[0] if name in _SINGLE or len(given) == 1 else given
        for name, given in found.items()
        if name != "summary" or summary is None
    }
    body = "\n".join(lines_of_text[end:])
    return Source(processed(values.items()), places, body, summary, "markdown")


def _metadata(lines: list[str]) -> tuple[dict[str, list[str]], dict[str, int], int]:
    """Return the values of each key, its line, and the index of the body's first line."""
    found: dict[str, list[str]] = {}
    places: dict[str, int] = {}
    index = 1 if _BEGIN.match(lines[0]) else 0
    key = None
    while index < len(lines):
        line = lines[index]
        if not line.strip() or _END.match(line):
            return found, places, index + 1
        pair, more = _KEY.match(line), _CONTINUATION.match(line)
        if pair:
            key = pair[1].lower()
            found.setdefault(key, []).append(pair[2].strip())
            places.setdefault(key, index + 1)
        elif more and key:
            found[key].append(more[1].strip())
        else:
            break
        index += 1
    return found, places, index


def markdown_html(text: str, options: Options) -> str:
    """Render a body. A body that Python-Markdown cannot render is shown as its text."""
    return _html(json.dumps(options or _DEFAULT_OPTIONS, sort_keys=True, default=str), text)


@lru_cache(maxsize=4)
def _html(options: str, text: str) -> str:
    try:
        return str(_engine(options).reset().convert(text))
    except (ArithmeticError, LookupError, PostError, RecursionError, TypeError, ValueError):
        return f"<pre>{escape(text)}</pre>"


@lru_cache(maxsize=8)
def _engine(options: str) -> Markdown:
    from markdown import Markdown  # takes 50 ms to import, and reading a site does not need it

    given = json.loads(options)
    known = {key: given[key] for key in ("extensions", "tab_length") if key in given}
    try:
        return Markdown(**known, extension_configs=given.get("extension_configs", {}))
    except (KeyError, TypeError, ValueError):  # a setting that an extension does not have
        return Markdown(**known)
