"""Liquid in Jekyll's posts: worked off as ``jekyll build`` does, before Markdown."""

from __future__ import annotations

from functools import cached_property
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from msgspec.structs import replace

from feeds.generators.base import Posts, Reading
from feeds.generators.jekyll.config import Defaults, JekyllConfig
from feeds.generators.jekyll.converters import Converters
from feeds.generators.jekyll.files import FileRules
from feeds.generators.jekyll.liquid import reach
from feeds.generators.jekyll.liquid.addresses import PAGES
from feeds.generators.jekyll.liquid.setup import setup
from feeds.generators.jekyll.urls import Form
from feeds.model import Site, Template

if TYPE_CHECKING:
    from feeds.generators.jekyll.liquid.workshop import Remark, Workshop


class LiquidRenderer:
    """Works off the Liquid of one site's posts. Plain data, so it can be pickled."""

    def __init__(
        self,
        tree: Path,
        config: JekyllConfig,
        rules: FileRules,
        defaults: Defaults,
        converters: Converters,
        form: Form,
    ) -> None:
        """Read the includes of the tree; everything else when it is needed."""
        self._setup = setup(tree, config, rules, defaults, converters, form)
        files = self._setup.files.included()
        self._includes = reach.includes_of_posts(files, self._setup.labels)

    def __getstate__(self) -> dict[str, object]:
        return {key: value for key, value in self.__dict__.items() if key != "_workshop"}

    @cached_property
    def _workshop(self) -> Workshop:
        # Liquid's library takes longer to load than a build with nothing to do.
        from feeds.generators.jekyll.liquid.workshop import Workshop

        return Workshop(self._setup)

    @property
    def inputs(self) -> str:
        """A digest of what :meth:`reads_posts` goes by, beside the text itself."""
        return sha256("\0".join(sorted(self._includes)).encode()).hexdigest()

    @cached_property
    def digest(self) -> str:
        """A digest of every file beside the posts that a template may read.

        That is includes, data, pages that may be linked to, and what lies among the posts, as
        they are when this is first asked for: what is read after that may be newer, never older.
        """
        return self._setup.files.digest(self._is_read)

    def _is_read(self, path: str) -> bool:
        is_page = self._setup.converters.output(PurePosixPath(path).suffix) in PAGES
        return (is_page or "_posts/" in path) and not self._setup.rules.is_post(path)

    def looked_over(self, reading: Reading, text: str) -> Reading:
        """Complete what was read: whether the post looks at others, what is wrong in its Liquid.

        ``text`` is that of the whole file, for the lines.
        """
        if not reading.post.template:
            return reading
        first = text.count("\n") - reading.body.count("\n")
        kind = Template.POSTS if self.reads_posts(reading.body) else Template.ALONE
        found = ((first + place, message) for place, message in self.inspect(reading.body))
        post = replace(reading.post, template=kind)
        return replace(reading, post=post, problems=(*reading.problems, *found))

    def reads_posts(self, text: str) -> bool:
        """Say whether what a template gives depends on other posts."""
        return reach.reads_posts(text, self._setup.labels, self._includes)

    def inspect(self, text: str) -> tuple[Remark, ...]:
        """Return what is wrong in a template at first sight, lines counted from its first."""
        return self._workshop.inspect(text)

    def render(self, reading: Reading, site: Site, posts: Posts) -> Reading:
        """Work off a post's body and excerpt, and return what went wrong as its problems.

        ``posts`` gives every published post. Never raises for what a template holds: one
        that is broken, or does more than its share, stays as it is.
        """
        return self._workshop.render(reading, site, posts)
