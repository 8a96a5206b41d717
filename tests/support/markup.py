"""The Markdown engines, with one site's options each."""

from __future__ import annotations

from collections.abc import Callable

from feeds.generators.hugo.goldmark.engine import Goldmark
from feeds.generators.hugo.goldmark.summaries import start
from feeds.generators.jekyll.converters import Kramdown
from feeds.generators.jekyll.kramdown.options import KramdownOptions
from feeds.markup.commonmark import commonmark

Engine = Callable[[str], str]

ENGINES: dict[str, Engine] = {
    "commonmark": commonmark,
    "kramdown": Kramdown(),
    "goldmark": Goldmark().html,
    "goldmark, unsafe": Goldmark(unsafe=True).html,
    "goldmark, a summary": lambda body: start(Goldmark(unsafe=True).html(body), 70, letters=False),
}


def kramdown(**options: object) -> Engine:
    """Return kramdown with options that differ from Jekyll's."""
    return Kramdown(KramdownOptions(**options))  # type: ignore[arg-type]
