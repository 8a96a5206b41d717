"""Parse and render the Liquid of posts, within limits."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Mapping
from functools import lru_cache

from liquid import BoundTemplate, Environment
from liquid.ast import Node
from liquid.builtin import content
from liquid.builtin.tags.decrement_tag import DecrementTag
from liquid.builtin.tags.for_tag import BreakTag, ContinueTag
from liquid.builtin.tags.increment_tag import IncrementTag
from liquid.exceptions import (
    BlockNestingError,
    ContextDepthError,
    LiquidError,
    LiquidInterrupt,
    OutputStreamLimitError,
)
from liquid.parser import Parser
from liquid.stream import TokenStream
from liquid.token import Token
from msgspec.structs import replace

from feeds.generators.base import Posts, Problem, Reading
from feeds.generators.jekyll.liquid import (
    array_filters,
    date_number_filters,
    jekyll_tags,
    string_filters,
    tags,
)
from feeds.generators.jekyll.liquid.context import MAX_OUTPUT, LiquidContext
from feeds.generators.jekyll.liquid.drops import PostDrop, SiteDrop
from feeds.generators.jekyll.liquid.grammar import tokens
from feeds.generators.jekyll.liquid.inputs import TemplateSettings, split_template
from feeds.generators.jekyll.liquid.lookups import LookupCache, SiteLookups
from feeds.generators.jekyll.liquid.ruby import Failure
from feeds.model import Post, Site

Located = tuple[Token, str]
"""A problem and the token that it is at."""

FILTERS = {**array_filters.FILTERS, **date_number_filters.FILTERS, **string_filters.FILTERS}
"""Every filter of Liquid and Jekyll by name."""

_MAX_TEMPLATES = 256
"""Parsed templates that are kept; includes are used many times."""
_JEKYLL = {"environment": "production", "version": "4.3.1"}
_FAILURES = (
    LiquidError,
    Failure,
    RecursionError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)
_TAG = re.compile(r"\{%-?\s*(\w+)", re.ASCII)
_BLOCKS = (
    "capture",
    "case",
    "comment",
    "for",
    "highlight",
    "if",
    "ifchanged",
    "raw",
    "tablerow",
    "unless",
)


class PostRenderer:
    """Renders the Liquid of a site's posts. What one post has looked up serves the next."""

    def __init__(self, settings: TemplateSettings) -> None:
        self._settings = settings
        self._cache = LookupCache()

    def inspect(self, text: str) -> tuple[Problem, ...]:
        """Return the problems of a template that parsing finds, by its own lines."""
        try:
            found = parse(text).problems
        except _FAILURES as error:
            return (_left_as_it_is(error),)
        return tuple((_line(token), message) for token, message in found)

    def render(self, reading: Reading, site: Site, posts: Posts) -> Reading:
        """Render the body and the excerpt of a post, and replace its problems by those found.

        ``posts`` returns every published post. Never raises for what a template contains: one
        that is broken, or exceeds a limit, stays as it is.
        """
        post = reading.post
        lookups = SiteLookups(self._settings, self._cache, site, posts, post, _html)
        first = lookups.source(post).first_line - 1
        body, problems = _rendered(lookups, PostDrop(lookups, post), reading.body)
        excerpt = close_blocks(reading.excerpt)
        excerpt, _ = _rendered(lookups, PostDrop(lookups, post, excerpt), excerpt)
        located = tuple((first + line, message) for line, message in problems)
        return replace(reading, body=body, excerpt=excerpt, problems=tuple(dict.fromkeys(located)))


def _html(lookups: SiteLookups, post: Post, text: str, is_excerpt: bool) -> str:
    if post.template:
        text = close_blocks(text) if is_excerpt else text
        page = PostDrop(lookups, post, text if is_excerpt else None)
        text, _ = _rendered(lookups, page, text)
    return lookups.settings.converters.engine(post.path)(text)


def _rendered(lookups: SiteLookups, page: PostDrop, text: str) -> tuple[str, list[Problem]]:
    """Return a rendered text and its problems; the text itself if that fails."""
    if "{{" not in text and "{%" not in text:
        return text, []
    try:
        template = parse(text)
        folder = page.post.path.rpartition("/")[0]
        context = LiquidContext(template, lookups, folder, _globals(lookups, page))
        buffer = context.get_buffer()
        try:
            for node in template.nodes:
                node.render(context, buffer)
        except LiquidInterrupt:  # a break outside of any loop ends the text
            pass
    except _FAILURES as error:
        return text, [_left_as_it_is(error)]
    problems = [(_line(token), message) for token, message in context.problems]
    return buffer.getvalue(), problems


def _globals(lookups: SiteLookups, page: PostDrop) -> Mapping[str, object]:
    site = SiteDrop(lookups, page.post)
    nothing = dict.fromkeys(("layout", "content", "paginator", "theme"))
    return {"site": site, "page": page, "jekyll": _JEKYLL, **nothing}


def close_blocks(excerpt: str) -> str:
    """Add an end for each block that an excerpt leaves open, as ``Jekyll::Excerpt`` does."""
    if "{%" not in excerpt:
        return excerpt
    found = (_TAG.match(part) for _, part in split_template(excerpt) if part.endswith("%}"))
    names = [tag[1] for tag in found if tag]
    known = set(names)
    ends = (name for name in reversed(names) if name in _BLOCKS and f"end{name}" not in known)
    return "".join([excerpt, *(f"\n{{% end{name} %}}" for name in ends)])


class ParsedTemplate(BoundTemplate):
    """A parsed template and its problems that are not fatal."""

    def __init__(self, env: Environment, nodes: list[Node], problems: list[Located]) -> None:
        super().__init__(env, nodes)
        self.problems = tuple(problems)


class JekyllEnvironment(Environment):
    """The tags, filters and limits of Jekyll's Liquid."""

    block_nesting_limit = 50
    context_depth_limit = 50
    output_stream_limit = MAX_OUTPUT

    def __init__(self) -> None:
        super().__init__()
        self.problems: list[Located] = []
        """Those of the template that is being parsed."""
        self.unknown: set[str] = set()
        """The names of its unknown tags."""

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        del extra
        own = (content.Literal, BreakTag, ContinueTag, IncrementTag, DecrementTag)
        for tag in (*own, *tags.TAGS, *jekyll_tags.TAGS):
            self.add_tag(tag)
        self.filters.update(FILTERS)

    @lru_cache(_MAX_TEMPLATES)  # noqa: B019 - there is one, for as long as the program runs
    def parse(self, source: str, *_: object, **__: object) -> ParsedTemplate:
        """Parse a template. Raises :class:`~liquid.exceptions.LiquidError`, located."""
        self.problems, self.unknown = [], set()
        nodes = Parser(self).parse(TokenStream(tokens(source)))
        return ParsedTemplate(self, nodes, self.problems)


_ENVIRONMENT = JekyllEnvironment()


def parse(source: str) -> ParsedTemplate:
    """Parse a template, as Jekyll's Liquid does.

    Raises :class:`~liquid.exceptions.LiquidError`, with the token where it is broken.
    """
    return _ENVIRONMENT.parse(source)


_LIMITS: Mapping[type[Exception], str] = {
    BlockNestingError: "blocks are nested more than "
    f"{JekyllEnvironment.block_nesting_limit} levels deep; use fewer levels",
    ContextDepthError: "includes and loops are nested more than "
    f"{JekyllEnvironment.context_depth_limit} levels deep; check if an include includes itself",
    OutputStreamLimitError: f"the result has more than {MAX_OUTPUT:,} bytes; shorten it",
}


def _left_as_it_is(error: Exception) -> Problem:
    line = _line(error.token) if isinstance(error, LiquidError) else 1
    if isinstance(error, RecursionError):
        reason = "it is nested too deeply; use fewer levels"
    else:
        given = error.message if isinstance(error, LiquidError) else error
        reason = _LIMITS.get(type(error), str(given))
    return line, f"the Liquid is not rendered: {reason}"


def _line(token: Token | None) -> int:
    """Return the line of its template that a token is on, from 1."""
    return 1 + bisect_left(_line_ends(token.source), token.start_index) if token else 1


@lru_cache(4)
def _line_ends(text: str) -> array[int]:
    """Return the places of all line ends: a text with many problems is counted once."""
    return array("q", (found.start() for found in re.finditer("\n", text)))
