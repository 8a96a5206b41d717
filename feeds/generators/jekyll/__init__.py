"""Jekyll with jekyll-feed."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from feeds.generators.base import Generator, Html, PostError, Posts, Problem, Reading, TermPage
from feeds.generators.jekyll import config
from feeds.generators.jekyll.addresses import DocumentAddresses
from feeds.generators.jekyll.archives import archive_page, archive_permalinks
from feeds.generators.jekyll.authors import Authors, known_authors, people
from feeds.generators.jekyll.collections import JekyllCollection, collections
from feeds.generators.jekyll.config import Defaults
from feeds.generators.jekyll.converters import Kramdown, converters, is_apart
from feeds.generators.jekyll.files import DATA, post_file
from feeds.generators.jekyll.liquid import LiquidRenderer
from feeds.generators.jekyll.post import DocumentReader, JekyllPostOptions, JekyllSite
from feeds.generators.jekyll.settings import FeedPaths, FeedTitles, prefix, settings
from feeds.generators.jekyll.terms import tag_feeds
from feeds.generators.jekyll.urls import normalise_site
from feeds.generators.jekyll.values import is_true, written
from feeds.generators.limits import bounded
from feeds.generators.unsupported import hexo_sign
from feeds.model import Channel, Site, Term


class Jekyll(Generator):
    """A site of Jekyll 4 and jekyll-feed 0.17."""

    name = "jekyll"
    config_name = "_feeds.yaml"
    url_key = "url"
    source_folders = frozenset(("_data", "_includes", "_layouts", "_posts", "_sass", "assets"))

    @classmethod
    def recognised_by(cls, tree: Path) -> str | None:
        found = next((name for name in config.NAMES if (tree / name).is_file()), None)
        return None if found is None or hexo_sign(tree) else found

    def __init__(self, tree: Path, permalink: str | None = None) -> None:
        super().__init__(tree, permalink)
        found = config.load_config(tree)
        posts = JekyllCollection("posts", "posts", config.permalink(found))
        others = collections(found)
        self._collections = {one.folder: one for one in (posts, *others)}
        self._posts = posts
        self._rules = config.file_rules(found, [one.folder for one in others])
        self._converters = converters(found)
        self._known = known_authors(found, self._rules.source)
        self._form, form_is_decided = config.unicode_form(found)
        self._start = prefix(found, self._form)
        self._authors = people(found.get("author"), self._known)
        self._defaults = Defaults(found.get("defaults"), self._rules.collections_dir)
        self._archives = archive_permalinks(found)
        self._titles = FeedTitles.of(found, others)
        self.settings = settings(
            found, self._start, self._form, FeedPaths(found, others), self._titles
        )
        addresses = DocumentAddresses(self._converters, self._form, form_is_decided)
        self._options = _post_options(found, self._known, addresses)
        found.raise_faults()
        self._liquid = LiquidRenderer(
            tree, found, self._rules, self._defaults, self._converters, self._form
        )
        if permalink:
            raise ValueError(f"is not used for Jekyll sites; set it in {found.name} instead")
        self._digest = found.digest

    def channel(self, term: Term | None, site: Site) -> Channel:
        return replace(super().channel(term, site), title=self._titles.title(term, site))

    def term_page(self, term: Term, site: Site) -> TermPage | None:
        return archive_page(self._archives, term, site)

    @property
    def inputs(self) -> str:
        return f"{self._digest} {self._liquid.inputs}"

    @property
    def templates(self) -> str:
        return self._liquid.digest

    def descends(self, directory: str) -> bool:
        return self._rules.descends(directory)

    def is_post(self, path: str) -> bool:
        return self._rules.is_post(path)

    def is_draft(self, path: str) -> bool:
        return self._rules.is_draft(path)

    def output_step(self, directory: str) -> str:
        copies = self._rules.descends(directory)
        step = f"add {directory} to exclude in _config.yml, or Jekyll copies it into the site"
        return step if copies else ""

    def files_at(self, path: str) -> tuple[str, ...]:
        return (f"{self._rules.source}{path}",)

    def misnamed(self, path: str) -> str | None:
        return "YYYY-MM-DD-title.md" if self._rules.is_misnamed(path) else None

    def read(self, path: str, text: str, site: Site) -> Reading:
        inner = self._rules.in_collections(path)
        collection = self._collections.get(inner.partition("/")[0], self._posts)
        try:
            file = post_file(inner, collection.folder)
        except ValueError as error:
            message = "the file name has no date; name the file 2026-11-23-name.md"
            raise PostError((1, message)) from error
        if file.suffix in DATA:
            message = f"Jekyll reads {file.suffix} files as data; write the post in a .md file"
            raise PostError((1, message))
        defaults = self._defaults.values(file.path, collection.label)
        shared = self._shared(site)
        reader = DocumentReader(file, collection, text, defaults, self._options, shared)
        reading = reader.reading(path)
        return self._liquid.looked_over(reading, text)

    def html(self, reading: Reading, site: Site, posts: Posts) -> Html:
        """Render Liquid, then Markdown if the file's suffix says so; HTML stays as it is."""
        problems = tuple[Problem, ...]()
        render = self._converters.engine(reading.post.path)
        if reading.post.template:
            rendered = self._liquid.render(reading, site, posts)
            had_excerpt = bool(reading.excerpt)
            reading, problems = bounded(reading, rendered, self.max_post_size)
            if had_excerpt and not reading.excerpt:
                reading = replace(reading, excerpt="\n")  # it is there, and prints nothing
        return Html.of(
            render, reading, problems, is_apart if isinstance(render, Kramdown) else None
        )

    def _shared(self, site: Site) -> JekyllSite:
        """Return what posts share; our configuration (``site``) wins over _config.yml."""
        own = self._start if site.url == self.settings.url else None
        authors = self._authors if site.authors == self.settings.authors else site.authors
        return JekyllSite(
            start=normalise_site(site.url, self._form) if own is None else own,
            timezone=site.timezone,
            language=site.language,
            authors=authors,
        )


def _post_options(
    found: config.JekyllConfig, known: Authors, addresses: DocumentAddresses
) -> JekyllPostOptions:
    separator = found.get("excerpt_separator")
    return JekyllPostOptions(
        addresses=addresses,
        separator="\n\n" if separator is None else written(separator),
        known_authors=known,
        tag_feeds=tag_feeds(found.get("feed", "tags")),
        shows_drafts=is_true(found.get("show_drafts")),
        shows_unpublished=is_true(found.get("unpublished")),
        shows_future=is_true(found.get("future")),
        excerpt_only=is_true(found.get("feed", "excerpt_only")),
        time=found.build_time,
    )
