"""Jekyll with jekyll-feed: posts below ``_posts``, read as ``jekyll build`` reads them."""

from __future__ import annotations

from pathlib import Path

from feeds.model import Reading, Site
from feeds.posts.dialect import Dialect, PostError
from feeds.posts.jekyll import config
from feeds.posts.jekyll.defaults import Defaults
from feeds.posts.jekyll.file import post_file
from feeds.posts.jekyll.people import people
from feeds.posts.jekyll.permalinks import PAGE_SUFFIXES
from feeds.posts.jekyll.post import Conventions, Mount, PostReader
from feeds.posts.jekyll.settings import prefix, settings
from feeds.posts.jekyll.urls import Form, normalise_site
from feeds.posts.jekyll.values import written


class Jekyll(Dialect):
    """A site of Jekyll 4 and jekyll-feed 0.17."""

    name = "jekyll"

    @classmethod
    def recognises(cls, tree: Path) -> bool:
        return (tree / "_posts").is_dir() or any((tree / name).is_file() for name in config.NAMES)

    def __init__(self, tree: Path, permalink: str | None = None) -> None:
        super().__init__(tree, permalink)
        found = config.load_config(tree)
        self._rules = config.rules(found)
        self._known = config.known_authors(found, self._rules.source)
        self._form = config.unicode_form(found)
        self._start = prefix(found, self._form)
        self._authors = people(found.get("author"), self._known)
        self._defaults = Defaults(found.get("defaults"), self._rules.collections_dir)
        self.settings = settings(found, self._start, self._form)
        self._conventions = _conventions(found, self._known, self._form)
        found.raise_faults()
        if permalink:
            raise ValueError(f"Jekyll's own counts here; set it in {found.name}")
        self._digest = found.digest

    @property
    def inputs(self) -> str:
        return self._digest

    def descends(self, directory: str) -> bool:
        return self._rules.descends(directory)

    def is_post(self, path: str) -> bool:
        return self._rules.is_post(path)

    def read(self, path: str, text: str, site: Site) -> Reading:
        try:
            file = post_file(self._rules.in_collections(path))
        except ValueError as error:
            message = "the file's name has no date; name it 2026-11-23-name.md"
            raise PostError((1, message)) from error
        suffix = file.suffix.lower()
        if suffix not in self._rules.suffixes:
            raise PostError((1, f"{suffix} is no markup that can be read; write Markdown as .md"))
        defaults = self._defaults.values(file.path)
        reader = PostReader(file, text, defaults, self._conventions, self._mount(site))
        return reader.reading(path, "html" if suffix in PAGE_SUFFIXES else "kramdown")

    def _mount(self, site: Site) -> Mount:
        """The site's own word wins over the configuration's, where they differ."""
        own = self._start if site.url == self.settings.url else None
        authors = self._authors if site.authors == self.settings.authors else site.authors
        return Mount(
            start=normalise_site(site.url, self._form) if own is None else own,
            timezone=site.timezone,
            language=site.language,
            authors=authors,
        )


def _conventions(found: config.Config, known: config.Authors, form: Form) -> Conventions:
    separator = found.get("excerpt_separator")
    return Conventions(
        permalink=config.permalink(found),
        separator="\n\n" if separator is None else written(separator),
        form=form,
        known_authors=known,
        shows_drafts=bool(found.get("show_drafts")),
        shows_unpublished=bool(found.get("unpublished")),
        shows_future=bool(found.get("future")),
        excerpt_only=found.get("feed", "excerpt_only") not in (None, False),
    )
