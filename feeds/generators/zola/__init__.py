"""Zola: pages below ``content``, read as ``zola build`` reads them for its feeds."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property, partial
from pathlib import Path

from msgspec.structs import replace

from feeds.generators.base import Generator, Html, PostError, Posts, Problem, Reading
from feeds.generators.files import head, read_input, text_of
from feeds.generators.frontmatter import toml_keys
from feeds.generators.limits import bounded
from feeds.generators.zola.addresses import CONTENT, section_path
from feeds.generators.zola.body import with_links
from feeds.generators.zola.config import NAMES, load_config, settings
from feeds.generators.zola.content import Sections, ZolaPageReader
from feeds.markup.commonmark import commonmark
from feeds.model import Post, Site
from feeds.source import walk
from feeds.urls import quote_path


class Zola(Generator):
    """A site of Zola 0.22."""

    name = "zola"

    @classmethod
    def recognised_by(cls, tree: Path) -> str | None:
        own, shared = NAMES
        if (tree / own).is_file():
            return own
        # Hugo has a config.toml too, but with baseURL.
        return shared if "base_url" in toml_keys(head(tree / shared)) else None

    def __init__(self, tree: Path, permalink: str | None = None) -> None:
        super().__init__(tree, permalink)
        config = load_config(tree)
        self._languages = config.languages
        self._naming = config.naming(self._languages)
        self._sections = Sections(config, self._naming)
        self._ignored = config.ignored
        self.settings = settings(config, self._languages)
        self._digest = config.digest
        if permalink:
            raise ValueError("Zola's own addresses count here; set slug or path in the pages")

    @property
    def inputs(self) -> str:
        return self._digest

    def descends(self, directory: str) -> bool:
        return directory == CONTENT or directory.startswith(f"{CONTENT}/")

    def is_post(self, path: str) -> bool:
        name = path.rpartition("/")[2]
        return (
            path.startswith(f"{CONTENT}/")
            and name.endswith(".md")
            and not name.startswith((".", "_index."))
            and not any(pattern.fullmatch(f"/{path}") for pattern in self._ignored)
        )

    @cached_property
    def templates(self) -> str:
        """A digest of every page, because links may lead to pages that no feed shows.

        It is taken when first needed; files that are read later are never older.
        """
        digest = hashlib.sha256()
        files, _ = walk(self.tree, self.descends, self.is_post, 0)
        for file in files:
            digest.update(f"{file.path}\0{self._text(file.path)}\0".encode())
        return digest.hexdigest()

    def read(self, path: str, text: str, site: Site) -> Reading:
        return self._reader(path, text).reading(site, self._sections)

    def html(self, reading: Reading, site: Site, posts: Posts) -> Html:
        """Render Markdown in which links to files (``@/blog/post.md``) are replaced with URLs."""
        problems: tuple[Problem, ...] = ()
        if reading.post.template:
            linked = self._linked(reading, site, posts())
            reading, problems = bounded(reading, linked, self.max_post_size)
        return Html.of(commonmark, reading, problems)

    def _linked(self, reading: Reading, site: Site, posts: Sequence[Post]) -> Reading:
        links = {post.path: post.link for post in posts}
        url_of = partial(self._url_of, links, site)
        excerpt = with_links(reading.excerpt, url_of)
        return replace(reading, body=with_links(reading.body, url_of), excerpt=excerpt)

    def _url_of(self, links: dict[str, str], site: Site, target: str) -> str | None:
        path = f"{CONTENT}/{target}"
        if path in links:
            return links[path]
        if path.rpartition("/")[2].startswith("_index."):
            return site.url + quote_path(section_path(path, self._naming), "%")
        try:
            text = self._text(path)
            address = self._reader(path, text).address() if text else None
        except PostError:
            return None
        return address and site.url + quote_path(address, "%")

    def _text(self, path: str) -> str:
        """Return a page's text; empty if it cannot be read."""
        try:
            return text_of(read_input(self.tree, path))
        except (OSError, ValueError, PostError):
            return ""

    def _reader(self, path: str, text: str) -> ZolaPageReader:
        return ZolaPageReader(path, text, self._naming, self._languages)
