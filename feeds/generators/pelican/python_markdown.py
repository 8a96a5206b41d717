"""Pelican's Markdown: Python-Markdown, with those of its extensions that come with it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from html import escape
from typing import Any

from markdown import Markdown

from feeds.generators.base import PostError
from feeds.generators.pelican.effort import require_bearable_markdown
from feeds.generators.pelican.rendering import finished

_USUAL: Mapping[str, Any] = {
    "extensions": ["codehilite", "extra"],
    "extension_configs": {"codehilite": {"css_class": "highlight"}},
}


def engine(options: str) -> Callable[[str], str]:
    """Return the engine for options in JSON.

    They are Python-Markdown's ``extensions``, ``extension_configs`` and ``tab_length``, and
    those of :func:`feeds.generators.pelican.rendering.finished`.
    """
    given = json.loads(options) if options else {}
    own = {key: value for key, value in given.items() if key not in ("links", "summary")}
    render = partial(_html, json.dumps(own or _USUAL, sort_keys=True))
    return partial(finished, render, given)


@lru_cache(maxsize=4)
def _html(options: str, text: str) -> str:
    """Return the HTML of a body; of one that Python-Markdown cannot take, its text."""
    try:
        require_bearable_markdown(text)
        return str(_markdown(options).reset().convert(text))
    except (ArithmeticError, LookupError, PostError, RecursionError, TypeError, ValueError):
        return f"<pre>{escape(text)}</pre>"


@lru_cache(maxsize=8)
def _markdown(options: str) -> Markdown:
    given = json.loads(options)
    known = {key: given[key] for key in ("extensions", "tab_length") if key in given}
    try:
        return Markdown(**known, extension_configs=given.get("extension_configs", {}))
    except (KeyError, TypeError, ValueError):  # a setting that an extension does not have
        return Markdown(**known)
