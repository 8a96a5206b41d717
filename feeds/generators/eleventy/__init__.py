"""Eleventy 3 with its feed plugin: templates in any folder, gathered by tags.

JavaScript is never run. What configuration and data files say in literals is read; what
only running them would tell is asked for, by a message that names the key.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from feeds.generators.base import Generator, Html, PostError, Posts, Reading, Settings
from feeds.generators.eleventy.cascade import Cascade, tags_of
from feeds.generators.eleventy.feeds import NativeFeed, native_feeds
from feeds.generators.eleventy.files import Files
from feeds.generators.eleventy.ignores import Ignores
from feeds.generators.eleventy.matter import front_matter, unread_permalink
from feeds.generators.eleventy.membership import DATED
from feeds.generators.eleventy.post import Conventions, PostReader
from feeds.generators.eleventy.project import NAMES, Project, load_project
from feeds.generators.eleventy.settings import USUAL, main_feed, other_kinds, settings
from feeds.markup.commonmark import commonmark
from feeds.model import Site

_DATA = (".json", ".js", ".cjs", ".mjs", ".yaml", ".yml", ".md", ".html", ".njk", ".liquid")
_PLACEHOLDER = re.compile(r"\{(?:path|slug|title|year|month|day)\}")


class Eleventy(Generator):
    """A site of Eleventy."""

    name = "eleventy"

    @classmethod
    def recognised_by(cls, tree: Path) -> str | None:
        return next((name for name in NAMES if (tree / name).is_file()), None)

    settings: Settings

    def __init__(self, tree: Path, permalink: str | None = None) -> None:
        super().__init__(tree, permalink)
        _require_pattern(permalink)
        files = Files(tree)
        project = load_project(files)
        self._ignores = Ignores(tree, files, project)
        names = files.names(self._ignores.descends, lambda path: path.endswith(_DATA))
        templates = [name for name in names if self._ignores.is_template(name)]
        self._cascade = Cascade(files, project, names)
        found = native_feeds(files, project, self._cascade, templates)
        main = main_feed(found)
        collection = self._collection(project, files, main, templates)
        escapes = main is not None and main.escapes
        others = other_kinds(found)
        oldest_first = main is not None and main.oldest_first
        labels = main.labels if main else None
        self._conventions = Conventions(
            project, collection, others, escapes, oldest_first, labels, permalink
        )
        self._digest = hashlib.sha256(
            f"{files.digest} {collection} {permalink}".encode()
        ).hexdigest()
        notes = _notes(project, self._cascade, main.collection if main else "", permalink)
        if main and collection != main.collection:
            notes.append(
                f"every page with a date is taken for one of {main.collection!r}; "
                "eleventyExcludeFromCollections: true in a page leaves it out"
            )
        self.settings = settings(project, found, self._cascade.globals, files.faults, notes)

    @property
    def inputs(self) -> str:
        return self._digest

    def descends(self, directory: str) -> bool:
        return self._ignores.holds_posts(directory)

    def is_post(self, path: str) -> bool:
        return self._ignores.is_template(path)

    def read(self, path: str, text: str, site: Site) -> Reading:
        return PostReader(path, text, self._cascade, self._conventions).reading(site)

    def html(self, reading: Reading, site: Site, posts: Posts) -> Html:
        """Render Markdown; templates are rendered when the post is read."""
        del site, posts
        is_markdown = reading.post.path.endswith(".md")
        return Html.of(commonmark if is_markdown else str, reading)

    def _collection(
        self, project: Project, files: Files, main: NativeFeed | None, templates: list[str]
    ) -> str:
        """Return the collection of the site's feed; where none is known, a usual one in use."""
        added = project.collections.get(main.collection) if main else None
        if main and (added is None or added.gathers):
            return main.collection
        wanted = (main.collection,) if main else USUAL
        used: set[str] = set()
        for name in templates:
            try:
                front = front_matter(files.peek(name)).values
                used.update(tags_of(self._cascade.data(name, front).get("tags")))
            except (PostError, ValueError):
                continue
            if wanted[0] in used:
                break
        return next((name for name in wanted if name in used), DATED)


def _require_pattern(pattern: str | None) -> None:
    if pattern is None:
        return
    apart = any(name in pattern for name in ("{path}", "{slug}", "{title}"))
    if not apart or pattern[0] != "/" or re.search(r"[{}]", _PLACEHOLDER.sub("", pattern)):
        raise ValueError(
            f"{pattern!r} cannot be used; begin with / and write {{path}}, {{slug}} or "
            "{title}, and {year}, {month} and {day} if you like"
        )


def _notes(project: Project, cascade: Cascade, collection: str, permalink: str | None) -> list[str]:
    notes = []
    if unread_permalink(cascade.globals) and not permalink:
        notes.append(
            "eleventyComputed.permalink is JavaScript, which is not run: posts keep the addresses "
            "their own front matter gives; if they are others, set permalink: in the configuration"
        )
    added = project.collections.get(collection)
    if added and not added.certain:
        notes.append(
            f"collection {collection!r} is worked out by JavaScript, which is not run: "
            "what it filters or sorts after gathering is not known"
        )
    return notes
