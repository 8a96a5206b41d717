"""Liquid of one site's posts, parsed and worked off."""

from __future__ import annotations

from collections.abc import Mapping

from liquid.exceptions import LiquidError, LiquidInterrupt
from msgspec.structs import replace

from feeds.generators.base import Posts, Reading
from feeds.generators.jekyll.liquid.context import Context, Scene
from feeds.generators.jekyll.liquid.environment import line, parse, reason
from feeds.generators.jekyll.liquid.excerpts import closed
from feeds.generators.jekyll.liquid.library import Kept, Library
from feeds.generators.jekyll.liquid.objects import PostDrop, SiteDrop
from feeds.generators.jekyll.liquid.ruby import Failure
from feeds.generators.jekyll.liquid.setup import Setup
from feeds.model import Post, Site

Remark = tuple[int, str]
"""A line, from 1, and what is wrong there."""

_JEKYLL = {"environment": "production", "version": "4.3.1"}
_FAILURES = (
    *(LiquidError, Failure, RecursionError, ArithmeticError),
    *(AttributeError, LookupError, TypeError, ValueError),
)


class Workshop:
    """Works off one template after another, and keeps what serves for the next."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._kept = Kept()

    def inspect(self, text: str) -> tuple[Remark, ...]:
        """Return what is wrong in a template at first sight, lines counted from its first."""
        try:
            found = parse(text).problems
        except _FAILURES as error:
            return (_broken(error),)
        return tuple((line(token), message) for token, message in found)

    def render(self, reading: Reading, site: Site, posts: Posts) -> Reading:
        """Work off a post's body and excerpt, and return what went wrong as its problems.

        ``posts`` gives every published post. Never raises for what a template holds: one
        that is broken, or does more than its share, stays as it is.
        """
        library = Library(
            self._setup,
            self._kept,
            site,
            posts,
            self._setup.converters.markdown,
            _html,
        )
        library.current = post = reading.post
        library.forget_matter(post.path)
        first = library.matter(post.path).first_line - 1
        body, remarks = _worked_off(library, PostDrop(library, post), reading.body)
        excerpt = closed(reading.excerpt)
        page = PostDrop(library, post, excerpt)
        excerpt, _ = _worked_off(library, page, excerpt)
        located = tuple((first + number, message) for number, message in remarks)
        return replace(
            reading,
            body=body,
            excerpt=excerpt,
            problems=tuple(dict.fromkeys(located)),
        )


def _html(library: Library, post: Post, text: str, is_excerpt: bool) -> str:
    if post.template:
        text = closed(text) if is_excerpt else text
        page = PostDrop(library, post, text if is_excerpt else None)
        text, _ = _worked_off(library, page, text)
    return library.setup.converters.engine(post.path)(text)


def _worked_off(library: Library, page: PostDrop, text: str) -> tuple[str, list[Remark]]:
    if "{{" not in text and "{%" not in text:
        return text, []
    scene = Scene(library, page.post.path.rpartition("/")[0])
    try:
        worked_off = _written(scene, _globals(library, page), text)
    except _FAILURES as error:
        return text, [_broken(error)]
    return worked_off, [(line(token), message) for token, message in scene.remarks]


def _written(scene: Scene, globals: Mapping[str, object], text: str) -> str:
    template = parse(text)
    context = Context(template, scene, globals)
    buffer = context.get_buffer()
    try:
        for node in template.nodes:
            node.render(context, buffer)
    except LiquidInterrupt:  # a break outside of any loop ends the text
        pass
    return buffer.getvalue()


def _globals(library: Library, page: PostDrop) -> Mapping[str, object]:
    site = SiteDrop(library, page.post)
    nothing = dict.fromkeys(("layout", "content", "paginator", "theme"))
    return {"site": site, "page": page, "jekyll": _JEKYLL, **nothing}


def _broken(error: Exception) -> Remark:
    place = line(error.token) if isinstance(error, LiquidError) else 1
    return place, f"Liquid is left as it is: {reason(error)}"
