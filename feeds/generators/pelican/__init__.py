"""Pelican 4.

Settings come from publishconf.py or else pelicanconf.py, which are never run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from msgspec.structs import replace

from feeds.generators.base import Generator, Html, PostError, Posts, Reading, TermPage, Unpublished
from feeds.generators.files import read_input, text_of
from feeds.generators.pelican.article import (
    Article,
    ArticleReading,
    ArticleSurvey,
    has_translations,
    spellings,
    translations,
)
from feeds.generators.pelican.content import ContentFiles
from feeds.generators.pelican.links import LinkOrigin, UrlOf, linked
from feeds.generators.pelican.metadata import OutsideMetadata, Value
from feeds.generators.pelican.pelicanconf import NAMES, load_pelicanconf
from feeds.generators.pelican.readers import Readers, sketch
from feeds.generators.pelican.settings import (
    LANGUAGE,
    ORIGINALS,
    ArticleSettings,
    site_settings,
    site_start,
)
from feeds.generators.pelican.termpages import TermPages
from feeds.generators.pelican.urls import plain
from feeds.generators.values import has_unidecode
from feeds.model import Channel, Site, Template, Term
from feeds.source import read_bytes, walk


class Pelican(Generator):
    """A site of Pelican 4."""

    name = "pelican"
    url_key = "SITEURL"
    source_folders = frozenset(("content", "plugins", "theme", "themes"))

    @classmethod
    def recognised_by(cls, tree: Path) -> str | None:
        return next((name for name in NAMES if (tree / name).is_file()), None)

    def __init__(self, tree: Path, permalink: str | None = None) -> None:
        super().__init__(tree, permalink)
        conf = load_pelicanconf(tree)
        self._articles = ContentFiles.articles(conf)
        self._pages = ContentFiles.pages(conf)
        self._readers = Readers.of(conf)
        self._outside = OutsideMetadata.of(conf)
        self._start = site_start(conf)
        self._article_settings = ArticleSettings.of(conf, self._outside)
        self._page_settings = replace(
            self._article_settings,
            url=conf.text("PAGE_URL"),
            language_url=conf.text("PAGE_LANG_URL"),
        )
        self._term_pages = TermPages.of(conf)
        self.settings = site_settings(conf)
        conf.raise_faults()
        if permalink:
            raise ValueError(
                f"is not used for Pelican sites; set ARTICLE_URL in {conf.name} instead"
            )
        folders = repr(sorted(self._articles.excluded))
        self._digest = f"{conf.digest} {hashlib.sha256(folders.encode()).hexdigest()}"

    def channel(self, term: Term | None, site: Site) -> Channel:
        """Pelican's feeds link to the front page, and have a language only if we configure one."""
        is_titled = term is not None and term.kind not in (LANGUAGE, ORIGINALS.kind)
        name = plain(term.name) if term and is_titled else ""
        title = f"{site.title} - {name}" if name else site.title
        language = site.language if site.language != self.settings.language else None
        return Channel(title, f"{site.url}/", language, site.title, name)

    def term_page(self, term: Term, site: Site) -> TermPage | None:
        return self._term_pages.page(term, site)

    @property
    def inputs(self) -> str:
        return f"{self._digest} {self._survey.digest}"

    def descends(self, directory: str) -> bool:
        return self._articles.descends(directory)

    def is_post(self, path: str) -> bool:
        return self._articles.takes(path)

    def files_at(self, path: str) -> tuple[str, ...]:
        return (f"{self._articles.content}{path}",)

    def read(self, path: str, text: str, site: Site) -> Reading:
        # The configured URL of the site replaces SITEURL if they differ.
        start = self._start if site.url == self.settings.url and self._start else site.url
        reading = self._article(path, text).reading(path, site, start, self._survey)
        if reading.post.template and not has_unidecode():
            html = self.html(reading, site, list)
            _ = html.content, html.excerpt  # raises now what would end a build halfway
        return reading

    @cached_property
    def templates(self) -> str:
        """A digest of the pages, which articles may link to, when it is first asked for."""
        digest = hashlib.sha256()
        for path in self._walk(self._pages):
            digest.update(f"{path}\0".encode() + self._bytes(path))
        return digest.hexdigest()

    def html(self, reading: Reading, site: Site, posts: Posts) -> Html:
        """Render an article, then resolve its links to other files of the content."""
        assert isinstance(reading, ArticleReading)
        targets = self._targets(reading, site, posts) if reading.post.template else None

        def shown(text: str) -> str:
            html = self._readers.html(reading.kind, text) if text else ""
            return linked(html, targets) if targets else html

        def excerpt() -> str:
            if reading.cut is None:
                return shown(reading.excerpt)
            summary = reading.cut.of(html.content)
            return html.content if summary == html.content else summary

        html = Html(lambda: shown(reading.body), excerpt)
        return html

    def _targets(self, reading: Reading, site: Site, posts: Posts) -> UrlOf:
        """Return what gives the URL of an internal link in a body."""
        post = reading.post
        known: dict[str, str] = {}
        if post.template is Template.POSTS:
            known = {self._articles.below(one.path): one.link for one in posts()}
        origin = LinkOrigin(
            path=self._articles.below(post.path),
            link=post.link,
            base=site.url,
            target=lambda inner: self._target(inner, known),
        )
        text = f"{reading.body}\n\n{reading.excerpt}"
        return self._article_settings.links.targets(text, origin)

    def _target(self, inner: str, known: dict[str, str]) -> str | None:
        """Return the URL of an article or a page by its path below the content folder."""
        if inner in known:
            return known[inner].removesuffix("?ref=feed")
        path = f"{self._pages.content}{inner}"
        if not self._pages.takes(path):
            return None
        try:
            source = self._readers.read(path, text_of(self._bytes(path)))
            values = self._values(inner, source.metadata)
            return Article(inner, values, source, self._page_settings).url(None)
        except (PostError, LookupError):
            return None

    def _article(self, path: str, text: str) -> Article:
        source = self._readers.read(path, text)
        inner = self._articles.below(path)
        values = self._values(inner, source.metadata)
        return Article(inner, values, source, self._article_settings)

    def _values(self, inner: str, own: Mapping[str, Value]) -> dict[str, Value]:
        """Return all metadata of a file; its own replaces what is said elsewhere."""
        values = {**self._outside.for_file(inner), **own}
        for name in ("title", "summary"):
            value = values.get(name)
            if isinstance(value, str):
                values[name] = self._readers.typeset(value)
        return values

    @cached_property
    def _survey(self) -> ArticleSurvey:
        texts = dict(self._texts())
        sketches = {
            path: self._values(self._articles.below(path), sketch(path, text).metadata)
            for path, text in texts.items()
        }
        sketches = {path: values for path, values in sketches.items() if _is_published(values)}
        settings = self._article_settings
        language = settings.default_language
        found: frozenset[str] = frozenset()
        if settings.grouped_by and has_translations(sketches, language):
            articles = self._published({path: texts[path] for path in sketches})
            found = translations(articles, settings.grouped_by, language)
        originals = {path: values for path, values in sketches.items() if path not in found}
        timezone = self.settings.timezone or "UTC"
        return ArticleSurvey(found, spellings(originals, settings, timezone))

    def _published(self, texts: Mapping[str, str]) -> Iterator[tuple[str, Article]]:
        """Yield the articles that can be read and are published, with their paths."""
        for path, text in texts.items():
            try:
                article = self._article(path, text)
                article.require_published()
            except (PostError, Unpublished):
                continue
            yield path, article

    def _texts(self) -> Iterator[tuple[str, str]]:
        for path in self._walk(self._articles):
            try:
                yield path, text_of(read_bytes(self.tree, path, self.max_post_size))
            except (OSError, PostError):
                continue

    def _walk(self, wanted: ContentFiles) -> list[str]:
        files, _ = walk(self.tree, wanted.descends, wanted.takes, 0)
        return [file.path for file in files]

    def _bytes(self, path: str) -> bytes:
        try:
            return read_input(self.tree, path)
        except (OSError, PostError):
            return b""


def _is_published(values: Mapping[str, Value]) -> bool:
    return str(values.get("status", "published")).lower() == "published"
