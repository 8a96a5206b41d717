"""HTML, which needs no engine."""

from __future__ import annotations

from collections.abc import Callable

from feeds.generators.hugo.goldmark.summaries import summarised


def engine(options: str) -> Callable[[str], str]:
    """Return what leaves a body as it is, or cuts it as ``words`` in the options asks for."""
    return summarised(options, str)
