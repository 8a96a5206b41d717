"""Pelican: articles in Markdown, reStructuredText and HTML, read as Pelican 4 reads them.

Settings come from publishconf.py or else pelicanconf.py, which are never run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from pathlib import Path

from feeds.generators.base import Generator, Html, PostError, Posts, Reading
from feeds.generators.files import read_input, text_of
from feeds.generators.pelican import config, survey
from feeds.generators.pelican.article import Article, ArticleReading, Conventions, Grouping, Mount
from feeds.generators.pelican.linking import linked
from feeds.generators.pelican.links import links
from feeds.generators.pelican.metadata import Surroundings, Value, surroundings
from feeds.generators.pelican.order import order
from feeds.generators.pelican.rules import article_rules, page_rules
from feeds.generators.pelican.settings import has_all, sets_originals_apart, settings, site_start
from feeds.generators.pelican.slugs import slugs
from feeds.generators.pelican.sources import readers, summary
from feeds.model import Site, Template
from feeds.source import read_bytes, walk


class Pelican(Generator):
    """A site of Pelican 4."""

    name = "pelican"

    @classmethod
    def recognised_by(cls, tree: Path) -> str | None:
        return next((name for name in config.NAMES if (tree / name).is_file()), None)

    def __init__(self, tree: Path, permalink: str | None = None) -> None:
        super().__init__(tree, permalink)
        found = config.load_config(tree)
        self._rules = article_rules(found)
        self._pages = page_rules(found)
        self._readers = readers(found)
        self._surroundings = surroundings(found)
        self._start = site_start(found)
        self._conventions = _conventions(found, self._surroundings)
        self._page_urls = found.text("PAGE_URL"), found.text("PAGE_LANG_URL")
        self.settings = settings(found)
        found.raise_faults()
        if permalink:
            raise ValueError(f"Pelican's own counts here; set ARTICLE_URL in {found.name}")
        self._digest = found.digest

    @property
    def inputs(self) -> str:
        return f"{self._digest} {self._survey.digest}"

    def descends(self, directory: str) -> bool:
        return self._rules.descends(directory)

    def is_post(self, path: str) -> bool:
        return self._rules.takes(path)

    def read(self, path: str, text: str, site: Site) -> Reading:
        article = self._article(path, text)
        grouping = Grouping(path in self._survey.translations, self._survey.spellings)
        return article.reading(path, self._mount(site), grouping)

    @cached_property
    def templates(self) -> str:
        """As pages are when this is first asked for: what is read after that is never older."""
        digest = hashlib.sha256()
        for path in self._walk(self._pages.descends, self._pages.takes):
            digest.update(f"{path}\0".encode() + self._bytes(path))
        return digest.hexdigest()

    def html(self, reading: Reading, site: Site, posts: Posts) -> Html:
        """Render the article, then resolve its links to other files of the content."""
        assert isinstance(reading, ArticleReading)
        targets = self._targets(reading, site, posts) if reading.post.template else {}

        def shown(text: str) -> str:
            return linked(self._readers.html(reading.kind, text), targets) if text else ""

        def excerpt() -> str:
            if reading.cut is None:
                return shown(reading.excerpt)
            return reading.cut.of(self._readers.html(reading.kind, reading.body))

        return Html(lambda: shown(reading.body), excerpt)

    def _targets(self, reading: Reading, site: Site, posts: Posts) -> Mapping[str, str]:
        """Return the target of each internal link of a body."""
        post = reading.post
        known: dict[str, str] = {}
        if post.template is Template.POSTS:
            known = {self._rules.below(one.path): one.link for one in posts()}
        return self._conventions.links.targets(
            reading.body,
            self._rules.below(post.path),
            post.link,
            site.url,
            lambda inner: self._target(inner, known),
        )

    def _target(self, inner: str, known: dict[str, str]) -> str | None:
        """Return the URL of an article or a page, by its path below the content's folder."""
        if inner in known:
            return known[inner].removesuffix("?ref=feed")
        path = f"{self._pages.content}{inner}"
        if not self._pages.takes(path):
            return None
        try:
            source = self._readers.read(path, text_of(self._bytes(path)))
            values = self._values(inner, source.metadata)
            return Article(inner, values, source, self._page_style).url(None)
        except (PostError, LookupError):
            return None

    @property
    def _page_style(self) -> Conventions:
        url, language_url = self._page_urls
        return self._conventions._replace(url=url, language_url=language_url)

    def _article(self, path: str, text: str) -> Article:
        source = self._readers.read(path, text)
        inner = self._rules.below(path)
        return Article(inner, self._values(inner, source.metadata), source, self._conventions)

    def _values(self, inner: str, own: Mapping[str, Value]) -> dict[str, Value]:
        return {**self._surroundings.of(inner), **own}

    def _mount(self, site: Site) -> Mount:
        """The site's own word wins over the settings', where they differ."""
        start = self._start if site.url == self.settings.url and self._start else site.url
        return Mount(start, site.url, site.timezone, site.authors)

    @cached_property
    def _survey(self) -> survey.Survey:
        texts = dict(self._texts())
        sketches = {
            path: self._values(self._rules.below(path), survey.sketch(path, text).metadata)
            for path, text in texts.items()
        }
        sketches = {path: values for path, values in sketches.items() if _is_shown(values)}
        language = self._conventions.default_language
        found: frozenset[str] = frozenset()
        grouped_by = self._conventions.grouped_by
        if grouped_by and survey.is_translated(sketches, language):
            articles = (
                partial(lambda path: (path, self._article(path, texts[path])), path)
                for path in sketches
            )
            found = survey.translations(survey.published(articles), grouped_by, language)
        return survey.Survey(found, survey.spellings(sketches, self._conventions.slugs))

    def _texts(self) -> Iterator[tuple[str, str]]:
        for path in self._walk(self._rules.descends, self._rules.takes):
            try:
                yield path, text_of(read_bytes(self.tree, path, self.max_post_size))
            except (OSError, PostError):
                continue

    def _walk(self, descends: Callable[[str], bool], takes: Callable[[str], bool]) -> list[str]:
        files, _ = walk(self.tree, descends, takes, 0)
        return [file.path for file in files]

    def _bytes(self, path: str) -> bytes:
        try:
            return read_input(self.tree, path)
        except (OSError, PostError):
            return b""


def _conventions(found: config.Config, around: Surroundings) -> Conventions:
    names = slugs(found)
    return Conventions(
        url=found.text("ARTICLE_URL"),
        language_url=found.text("ARTICLE_LANG_URL"),
        appends_ref=bool(found.get("FEED_APPEND_REF")),
        relative_urls=bool(found.get("RELATIVE_URLS")),
        default_language=found.text("DEFAULT_LANG").lower(),
        slug_source=found.text("SLUGIFY_SOURCE"),
        slugs=names,
        order=order(found),
        links=links(found, names, around),
        shows_future=bool(found.get("WITH_FUTURE_DATES")),
        summary=summary(found),
        grouped_by=_grouped_by(found),
        site_has_translations=has_all(found),
        sets_originals_apart=sets_originals_apart(found),
    )


def _grouped_by(found: config.Config) -> tuple[str, ...]:
    given = found.get("ARTICLE_TRANSLATION_ID")
    if isinstance(given, str):
        return (given,) if given else ()
    return tuple(map(str, given)) if isinstance(given, list | tuple) else ()


def _is_shown(values: Mapping[str, Value]) -> bool:
    return str(values.get("status", "published")).lower() == "published"
