"""Hugo 0.168 with its own RSS template."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from feeds.generators.base import (
    Generator,
    Html,
    PostError,
    Posts,
    Problem,
    Reading,
    TermPage,
    Unpublished,
)
from feeds.generators.hugo import config as configuration
from feeds.generators.hugo import dates, permalinks, values
from feeds.generators.hugo.addresses import PageAddresses, UrlStyle
from feeds.generators.hugo.body import (
    PageReading,
    PageRenderer,
    ShortcodeConfig,
    shortcode_context,
)
from feeds.generators.hugo.channels import Channels
from feeds.generators.hugo.config import HugoConfig
from feeds.generators.hugo.content import SUFFIXES, ContentName, content_name, normal, read_content
from feeds.generators.hugo.embedded import ExpandedBody
from feeds.generators.hugo.languages import HugoLanguage, Languages, languages
from feeds.generators.hugo.links import PageLinks, link_hooks, own_hooks
from feeds.generators.hugo.page import HugoPageReader, PageRules
from feeds.generators.hugo.references import LanguagePages, References
from feeds.generators.hugo.resources import SiteFiles, read_files
from feeds.generators.hugo.settings import markdown, settings
from feeds.generators.hugo.taxonomies import LANGUAGE, plurals
from feeds.generators.limits import bounded
from feeds.model import Channel, Post, Site, Term
from feeds.zones import is_zone

_WORDS = 70


class Hugo(Generator):
    """A site of Hugo whose feeds are made with the embedded template."""

    name = "hugo"
    url_key = "baseURL"
    source_folders = frozenset(
        ("archetypes", "assets", "content", "data", "i18n", "layouts", "static", "themes")
    )
    renames_terms = True

    @classmethod
    def recognised_by(cls, tree: Path) -> str | None:
        return configuration.recognised_by(tree)

    def __init__(self, tree: Path, permalink: str | None = None) -> None:
        super().__init__(tree, permalink)
        config = configuration.load_config(tree)
        self._languages = languages(config)
        _check(config, self._languages)
        self._ignored = _ignored(config)
        self._content = read_content(tree, self._languages)
        config.faults += self._content.faults
        self._own_hooks = own_hooks(tree, config)
        self._rules = {one.name: self._rules_of(config, one) for one in self._languages.all}
        self._shortcodes = ShortcodeConfig(
            config.get("params"), config.tables("privacy"), config.text("reflinksnotfoundurl")
        )
        self._known: tuple[Sequence[Post], dict[str, References]] = ([], {})
        self._static = values.strings(config.get("staticdir")) or ["static"]
        self._channels = tuple(self._channels_of(config, one) for one in self._languages.all)
        found = settings(config, self._languages, dates.sources(config.get("frontmatter")))
        notes = (
            f"feeds does not run {path}, so {kind}s stay as they are in the posts"
            for kind, path in self._own_hooks.items()
        )
        schemes = {kind: path for one in self._channels for kind, path in one.schemes.items()}
        self.settings = replace(
            found,
            changes_links="link" in self._own_hooks,
            notes=(*found.notes, *notes),
            schemes=schemes,
        )
        config.raise_faults()
        if permalink:
            raise ValueError(f"is not used for Hugo sites; set permalinks in {config.name} instead")
        digests = f"{config.digest}{self._content.digest}{sorted(self._own_hooks)}"
        self._digest = hashlib.sha256(digests.encode()).hexdigest()

    def _rules_of(self, config: HugoConfig, language: HugoLanguage) -> PageRules:
        own = config.of_language(language.name)
        length = own.get("summarylength")
        rules = tuple(permalinks.rules(own.get("permalinks")))
        return PageRules(
            addresses=PageAddresses(UrlStyle.of(own), rules, self._content, language),
            language="" if language is self._languages.default else language.name,
            sources=dates.sources(own.get("frontmatter")),
            taxonomies=plurals(own),
            cascade=own.get("cascade"),
            shows_drafts=own.flag("builddrafts"),
            shows_future=own.flag("buildfuture"),
            shows_expired=own.flag("buildexpired"),
            finds_letters=own.flag("hascjklanguage"),
            words=_WORDS if length is None else values.number(length),
            markdown=markdown(own),
            hooks=link_hooks(own, frozenset(self._own_hooks)),
            names_author=bool(own.text("params", "author", "email")),
        )

    def _channels_of(self, config: HugoConfig, language: HugoLanguage) -> Channels:
        addresses = self._rules[language.name].addresses
        is_default = language is self._languages.default
        return Channels(config.of_language(language.name), addresses, is_default)

    def channel(self, term: Term | None, site: Site) -> Channel:
        """Return what Hugo's own RSS template writes."""
        if term is None:
            return self._channels[0].channel(None, site)
        is_language = term.kind == LANGUAGE
        return self._channels_with(term).channel(None if is_language else term, site)

    def term_page(self, term: Term, site: Site) -> TermPage:
        return self._channels_with(term).term_page(term, site)

    def _channels_with(self, term: Term) -> Channels:
        if term.kind == LANGUAGE:
            names = [language.name for language in self._languages.all]
            return self._channels[names.index(term.name)]
        return next(one for one in self._channels if term.kind in one.kinds)

    @property
    def inputs(self) -> str:
        return self._digest

    def descends(self, directory: str) -> bool:
        tops = self._languages.directories
        below = any(f"{directory}/".startswith(f"{top}/") for top in tops)
        leads = any(top.startswith(f"{directory}/") for top in tops)
        return leads or (below and not directory.rpartition("/")[2].startswith("."))

    def is_post(self, path: str) -> bool:
        file = path.rpartition("/")[2]
        if (
            file[0] in ".#"
            or file[-1] == "~"
            or any(one.search(f"/{path}") for one in self._ignored)
        ):
            return False
        placed = self._placed(path)
        return (
            placed is not None
            and placed[1].suffix in SUFFIXES
            and (not placed[1].is_branch or self._may_be_filed(*placed))
            and not self._content.in_bundle(path)
            and placed[1].language not in self._languages.disabled
        )

    def files_at(self, path: str) -> tuple[str, ...]:
        folders = (*self._static, *sorted(self._languages.directories))
        return tuple(f"{folder.strip('/')}/{path}" for folder in folders)

    def _may_be_filed(self, language: HugoLanguage, name: ContentName) -> bool:
        """Say whether the page of a section or term may have terms, whose feeds then list it."""
        branch = self._content.branch(language.name, normal(name.folder))
        rules = self._rules[language.name]
        passed = [*self._content.cascades(language.name, name.folder), rules.cascade]
        return any(values.mentions(one, rules.taxonomies) for one in (branch, *passed))

    def _placed(self, path: str) -> tuple[HugoLanguage, ContentName] | None:
        """Return the language and the name of a file; None if it is not in a content directory."""
        found = self._languages.of(path)
        if found is None:
            return None
        language, below = found
        name = content_name(below, self._languages.names)
        return self._languages.named(name.language) or language, name

    def read(self, path: str, text: str, site: Site) -> PageReading:
        language, name = self._place_of(path)
        return HugoPageReader(name, text, self._rules[language.name]).reading(path, site)

    def _place_of(self, path: str) -> tuple[HugoLanguage, ContentName]:
        placed = self._placed(path)
        if placed is None:
            raise PostError((1, "the file is not in the content folder; move it there"))
        return placed

    def html(self, reading: Reading, site: Site, posts: Posts) -> Html:
        """Render Markdown with Goldmark's extensions, shortcodes first."""
        assert isinstance(reading, PageReading)
        if not reading.post.template:
            return PageRenderer(reading, site.url).html(())
        links = self._links(reading, site, posts)
        renderer = PageRenderer(reading, site.url, links)
        found: list[Problem] = []
        context = shortcode_context(renderer, links, self._shortcodes, found)
        expanded = ExpandedBody(reading.body, context)
        body = replace(reading, body=expanded.text)
        page, problems = bounded(reading, body, self.max_post_size)
        if page is body:
            renderer.expand(expanded)
        return renderer.html((*problems, *found))

    def _links(self, reading: PageReading, site: Site, posts: Posts) -> PageLinks:
        post = reading.post
        language, name = self._place_of(post.path)
        once = cache(posts)
        others = (one.name for one in self._languages.all if one is not language)
        return PageLinks(
            page=name,
            url=post.link,
            site_url=site.url,
            languages=(language.name, *others),
            files=lambda: self._files,
            references=lambda own: self._references(own, site, once),
            names=cache(lambda: self._files.names(name.path, reading.values.get("resources"))),
        )

    def _references(self, language: str, site: Site, posts: Posts) -> References:
        """Return the pages of a language, without any if there is no such language."""
        rules = self._rules.get(language)
        if rules is None:
            return References({}, {}, {}, ())
        listed = posts()
        if self._known[0] is not listed:
            self._known = (listed, {})
        known = self._known[1]
        if language not in known:
            names = self._languages.names
            pages = LanguagePages(
                site.url, rules.addresses, rules.taxonomies, rules.language, names
            )
            others = dict(self._unlisted(language, site))
            known[language] = References.of(listed, others, self._named, pages)
        return known[language]

    def _unlisted(self, language: str, site: Site) -> Iterator[tuple[str, str]]:
        """Yield the files and URLs of a language's pages that may be left out of feeds."""
        for path, text in self._files.unlisted.items():
            placed = self._placed(path)
            if placed and placed[0].name == language:
                with suppress(PostError, Unpublished):
                    rules = self._rules[language]
                    if url := HugoPageReader(placed[1], text, rules).address(site):
                        yield path, url

    def __getstate__(self) -> dict[str, Any]:
        """Leave out the pages of other posts, which only this process needs."""
        kept = {key: value for key, value in self.__dict__.items() if key != "_files"}
        return {**kept, "_known": ([], {})}

    @cached_property
    def _files(self) -> SiteFiles:
        return read_files(self.tree, self._languages, self._content)

    @property
    def templates(self) -> str:
        return self._files.digest

    def _named(self, path: str) -> tuple[str, ContentName] | None:
        found = self._placed(path)
        return (found[0].name, found[1]) if found else None


def _check(config: HugoConfig, found: Languages) -> None:
    """Add faults for unknown time zones and placeholders."""
    for language in found.all:
        if not is_zone(language.timezone):
            message = f"timeZone {language.timezone[:60]!r} is not a time zone"
            config.fault("timezone", f"{message}; write one like Europe/Oslo", fatal=True)
    for language in found.all:
        for rule in permalinks.rules(config.of_language(language.name).get("permalinks")):
            for token in permalinks.unknown_tokens(rule.pattern):
                see = f"see {permalinks.PERMALINKS}"
                message = f"the placeholder :{token} in permalinks does not exist; {see}"
                config.fault("permalinks", message, fatal=True)


def _ignored(config: HugoConfig) -> tuple[re.Pattern[str], ...]:
    found = []
    for pattern in values.strings(config.get("ignorefiles")):
        try:
            found.append(re.compile(pattern))
        except re.error as error:
            message = f"ignoreFiles {pattern[:60]!r} is not a valid regular expression ({error})"
            config.fault("ignorefiles", f"{message}; correct it")
    return tuple(found)
