"""Pelican's reStructuredText: docutils, unable to read any file."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache, partial
from html import escape

from docutils.core import publish_parts

from feeds.generators.pelican.documents import registered, settings
from feeds.generators.pelican.effort import require_bearable_rst
from feeds.generators.pelican.rendering import finished


def engine(options: str) -> Callable[[str], str]:
    """Return the engine for options in JSON.

    They are docutils settings, and those of :func:`feeds.generators.pelican.rendering.finished`.
    """
    given = json.loads(options) if options else {}
    own = {key: value for key, value in given.items() if key not in ("links", "summary")}
    return partial(finished, partial(_html, json.dumps(own, sort_keys=True)), given)


@lru_cache(maxsize=4)
def _html(options: str, text: str) -> str:
    """Return the HTML of a document's body, title and fields left out.

    What docutils complains of is not shown; of a document it cannot take, the text is.
    """
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
