"""Pelican's Markdown: Python-Markdown, with those of its extensions that come with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from typing import Any

from markdown import Markdown

from feeds.generators.base import PostError
from feeds.generators.pelican.effort import require_bearable_markdown

_USUAL: Mapping[str, Any] = {
    "extensions": ["codehilite", "extra"],
    "extension_configs": {"codehilite": {"css_class": "highlight"}},
}


def html(text: str, options: Mapping[str, Any]) -> str:
    """Render a body; one that Python-Markdown cannot take is shown as its text.

    ``options`` are Python-Markdown's ``extensions``, ``extension_configs`` and ``tab_length``.
    """
    return _html(json.dumps(options or _USUAL, sort_keys=True, default=str), text)


@lru_cache(maxsize=4)
def _html(options: str, text: str) -> str:
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
