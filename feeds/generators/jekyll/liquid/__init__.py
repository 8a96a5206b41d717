"""Liquid in Jekyll's posts, rendered before Markdown."""

from __future__ import annotations

from functools import cached_property
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from msgspec.structs import replace

from feeds.generators.base import Posts, Problem, Reading
from feeds.generators.jekyll.config import Defaults, JekyllConfig
from feeds.generators.jekyll.converters import Converters
from feeds.generators.jekyll.files import FileRules
from feeds.generators.jekyll.liquid.inputs import (
    PAGES,
    TemplateSettings,
    includes_reading_posts,
    reads_posts,
)
from feeds.generators.jekyll.urls import Form
from feeds.model import Site, Template

if TYPE_CHECKING:
    from feeds.generators.jekyll.liquid.renderer import PostRenderer


class LiquidRenderer:
    """Renders the Liquid of one site's posts. It can be pickled."""

    def __init__(
        self,
        tree: Path,
        config: JekyllConfig,
        rules: FileRules,
        defaults: Defaults,
        converters: Converters,
        form: Form,
    ) -> None:
        """Read the includes of the tree; everything else is read when it is needed."""
        self._settings = TemplateSettings.of(tree, config, rules, defaults, converters, form)
        files = self._settings.files.included()
        self._includes = includes_reading_posts(files, self._settings.labels)

    def __getstate__(self) -> dict[str, object]:
        return {key: value for key, value in self.__dict__.items() if key != "_renderer"}

    @cached_property
    def _renderer(self) -> PostRenderer:
        # python-liquid takes longer to import than a build with nothing to do.
        from feeds.generators.jekyll.liquid.renderer import PostRenderer

        return PostRenderer(self._settings)

    @property
    def inputs(self) -> str:
        """A digest of what :meth:`reads_posts` depends on besides the text."""
        return sha256("\0".join(sorted(self._includes)).encode()).hexdigest()

    @cached_property
    def digest(self) -> str:
        """A digest of every file besides the posts that a template may read.

        These are includes, data, pages that can be linked to, and the other files among the
        posts. It is of the time when it is first asked for: what is read later may be newer.
        """
        return self._settings.files.digest(self._is_read)

    def _is_read(self, path: str) -> bool:
        is_page = self._settings.converters.output(PurePosixPath(path).suffix) in PAGES
        return (is_page or "_posts/" in path) and not self._settings.rules.is_post(path)

    def looked_over(self, reading: Reading, text: str) -> Reading:
        """Add to a post whether it reads other posts, and the problems of its Liquid.

        ``text`` is that of the whole file, which the lines of problems count from.
        """
        if not reading.post.template:
            return reading
        first = text.count("\n") - reading.body.count("\n")
        kind = Template.POSTS if self.reads_posts(reading.body) else Template.ALONE
        found = ((first + line, message) for line, message in self.inspect(reading.body))
        post = replace(reading.post, template=kind)
        return replace(reading, post=post, problems=(*reading.problems, *found))

    def reads_posts(self, text: str) -> bool:
        """Say whether the result of a template depends on other posts."""
        return reads_posts(text, self._settings.labels, self._includes)

    def inspect(self, text: str) -> tuple[Problem, ...]:
        """Return the problems of a template that parsing finds, by its own lines."""
        return self._renderer.inspect(text)

    def render(self, reading: Reading, site: Site, posts: Posts) -> Reading:
        """Render the body and the excerpt of a post, and replace its problems by those found.

        ``posts`` returns every published post. Never raises for what a template contains: one
        that is broken, or exceeds a limit, stays as it is.
        """
        return self._renderer.render(reading, site, posts)
