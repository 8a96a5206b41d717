"""The room of python-liquid: templates parsed as Jekyll's Liquid parses them."""

from __future__ import annotations

from functools import lru_cache

from liquid import BoundTemplate, Environment
from liquid.builtin import content
from liquid.builtin.tags.decrement_tag import DecrementTag
from liquid.builtin.tags.for_tag import BreakTag, ContinueTag
from liquid.builtin.tags.increment_tag import IncrementTag
from liquid.exceptions import (
    BlockNestingError,
    ContextDepthError,
    LiquidError,
    OutputStreamLimitError,
)
from liquid.parser import Parser
from liquid.stream import TokenStream
from liquid.token import Token

from feeds.generators.jekyll.liquid import choices, jekyll_tags, tags
from feeds.generators.jekyll.liquid.context import OUTPUT
from feeds.generators.jekyll.liquid.filters import FILTERS
from feeds.generators.jekyll.liquid.lexer import tokens

_KEPT = 256
"""Templates kept for the next time; includes come often."""


class Template(BoundTemplate):
    """A parsed template, and what is wrong in it without being fatal."""

    problems: tuple[tuple[Token, str], ...] = ()


class _Environment(Environment):
    block_nesting_limit = 50
    context_depth_limit = 50
    output_stream_limit = OUTPUT

    def __init__(self) -> None:
        super().__init__()
        self.problems: list[tuple[Token, str]] = []
        self.unknown: set[str] = set()

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        del extra
        own = (content.Literal, BreakTag, ContinueTag, IncrementTag, DecrementTag)
        for tag in (*own, *tags.TAGS, *choices.TAGS, *jekyll_tags.TAGS):
            self.add_tag(tag)
        self.filters.update(FILTERS)

    @lru_cache(_KEPT)  # noqa: B019 - there is one, for as long as the program runs
    def parse(self, source: str, *_: object, **__: object) -> Template:
        """Parse a template. Raises :class:`~liquid.exceptions.LiquidError`, located."""
        self.problems, self.unknown = [], set()
        nodes = Parser(self).parse(TokenStream(tokens(source)))
        template = Template(self, nodes)
        template.problems = tuple(self.problems)
        return template


_ENVIRONMENT = _Environment()


def parse(source: str) -> Template:
    """Parse a template, as Jekyll's Liquid does.

    Raises :class:`~liquid.exceptions.LiquidError`, with the token where it is broken.
    """
    return _ENVIRONMENT.parse(source)


_LIMITS: dict[type[Exception], str] = {
    BlockNestingError: f"blocks nest over {_Environment.block_nesting_limit} deep; flatten them",
    ContextDepthError: f"includes and loops nest over {_Environment.context_depth_limit} deep; "
    "see whether an include includes itself",
    OutputStreamLimitError: f"it writes over {OUTPUT:,} bytes; shorten it",
}


def reason(error: Exception) -> str:
    """Say why a template cannot be worked off."""
    if isinstance(error, RecursionError):
        return "it nests too deep; flatten it"
    given = error.message if isinstance(error, LiquidError) else error
    return _LIMITS.get(type(error), str(given))


def line(token: Token | None) -> int:
    """Return the line of its template on which a token stands, from 1."""
    return 1 + token.source.count("\n", 0, token.start_index) if token else 1
