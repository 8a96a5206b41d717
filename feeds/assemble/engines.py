"""Turn a post's body into HTML: one engine for each kind of markup.

``commonmark`` is CommonMark 0.31 with GitHub's tables, strikethrough and task lists, and
footnotes. ``goldmark`` is Hugo's Markdown without raw HTML, ``goldmark:unsafe`` with it, and
``goldmark:words=70`` only what stands for the whole.
``kramdown`` is Jekyll's; options follow a colon: ``kramdown:input=kramdown,hard_wrap=true``,
see :class:`feeds.generators.jekyll.kramdown.options.Options`. ``html`` is left as it is. Raw HTML
passes through: clean the result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from importlib import import_module

Engine = Callable[[str], str]
"""From a body to its HTML."""

_MODULES = {
    "commonmark": "feeds.markup.commonmark",
    "goldmark": "feeds.generators.hugo.goldmark.engine",
    "html": "feeds.generators.hugo.goldmark.html",
    "kramdown": "feeds.generators.jekyll.kramdown.engine",
    "python-markdown": "feeds.generators.pelican.python_markdown",
    "rst": "feeds.generators.pelican.restructuredtext",
}


@lru_cache(maxsize=64)
def engine(markup: str) -> Engine:
    """Return the engine for a post's ``markup``, such as ``kramdown:input=kramdown``.

    What follows the colon are the engine's own options. Its module is imported when it is
    first asked for. Raises ``KeyError`` where no engine has the name before the colon.
    """
    name, _, options = markup.partition(":")
    made: Engine = import_module(_MODULES[name]).engine(options)
    return made


def to_html(markup: str, text: str) -> str:
    """Render a text as its markup asks for; it is not cleaned. Raises as :func:`engine` does."""
    return engine(markup)(text)


ENGINES: Mapping[str, Engine] = {name: partial(to_html, name) for name in _MODULES}
"""Every engine by its name, with its usual options."""
