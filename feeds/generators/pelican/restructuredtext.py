"""Pelican's reStructuredText: docutils, unable to read any file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from typing import Any

from docutils.core import publish_parts

from feeds.generators.pelican.documents import registered, settings
from feeds.generators.pelican.effort import require_bearable_rst


def html(text: str, options: Mapping[str, Any]) -> str:
    """Render a document's body, without its title and fields.

    What docutils reports is not shown; a document that it cannot take is shown as its text.
    ``options`` are docutils settings.
    """
    return _html(json.dumps(options, sort_keys=True, default=str), text)


@lru_cache(maxsize=4)
def _html(options: str, text: str) -> str:
    own = json.loads(options)
    language = str(own.get("language_code", "en"))
    overrides = {**settings(own), "report_level": 5}
    try:
        require_bearable_rst(text)
        with registered(text, language, lambda *_: None):
            parts = publish_parts(text, writer="html4css1", settings_overrides=overrides)
    except Exception:  # docutils trips over odd input in ways of its own
        return f"<pre>{escape(text)}</pre>"
    return str(parts["body"])
