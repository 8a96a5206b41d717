"""What Pelican does to an article's HTML once its engine has made it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from feeds.generators.pelican.linking import linked
from feeds.generators.pelican.summary import MARK, Summary


def finished(render: Callable[[str], str], options: Mapping[str, Any], text: str) -> str:
    """Return the HTML of a body: its own links followed, or its summary where that is asked for.

    ``options`` may hold ``links``, the target of each address, see
    :func:`~feeds.generators.pelican.linking.linked`, and ``summary``, the fields of a
    :class:`~feeds.generators.pelican.summary.Summary`.
    """
    if text.startswith(MARK):
        return Summary(**options.get("summary", {})).of(render(text.removeprefix(MARK)))
    return linked(render(text), options.get("links", {}))
