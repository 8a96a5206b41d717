"""Hugo 0.168 with its own RSS template: pages below ``content``, read as ``hugo`` reads them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from feeds.generators.base import Generator, Html, PostError, Posts, Problem, Reading
from feeds.generators.hugo import config as configuration
from feeds.generators.hugo import dates, permalinks, values
from feeds.generators.hugo.body import PageReading, rendered
from feeds.generators.hugo.config import Config
from feeds.generators.hugo.embedded import Context
from feeds.generators.hugo.languages import Language, Languages, languages
from feeds.generators.hugo.links import style
from feeds.generators.hugo.names import CONTENT, Name, name_of, normal
from feeds.generators.hugo.post import Conventions, PostReader
from feeds.generators.hugo.references import references
from feeds.generators.hugo.settings import markdown, privacy, settings
from feeds.generators.hugo.structure import structure
from feeds.generators.hugo.taxonomies import plurals
from feeds.generators.limits import bounded
from feeds.model import Site
from feeds.zones import is_zone

_WORDS = 70


class Hugo(Generator):
    """A site of Hugo, its feeds those of the embedded template."""

    name = "hugo"

    @classmethod
    def recognised_by(cls, tree: Path) -> str | None:
        return configuration.recognised_by(tree)

    def __init__(self, tree: Path, permalink: str | None = None) -> None:
        super().__init__(tree, permalink)
        found = configuration.load_config(tree)
        self._languages = languages(found)
        _check(found, self._languages)
        self._conventions = {
            one.name: _conventions(found.of_language(one.name)) for one in self._languages.all
        }
        self._ignored = _ignored(found)
        self._structure = structure(tree, self._languages)
        found.faults += self._structure.faults
        self._params = found.get("params") if isinstance(found.get("params"), dict) else {}
        self._privacy = privacy(found)
        sources = dates.sources(found.get("frontmatter"))
        self.settings = settings(found, self._languages, sources)
        found.raise_faults()
        if permalink:
            raise ValueError(f"Hugo's own counts here; set it in {found.name}")
        self._digest = hashlib.sha256(
            f"{found.digest}{self._structure.digest}".encode()
        ).hexdigest()

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
            and placed[1].suffix in CONTENT
            and (not placed[1].is_branch or self._may_be_filed(*placed))
            and not self._structure.in_bundle(path)
            and placed[1].language not in self._languages.disabled
        )

    def _may_be_filed(self, language: Language, name: Name) -> bool:
        """Say whether the page of a section or term may have terms, whose feeds then list it."""
        branch = self._structure.branch(language.name, normal(name.folder))
        conventions = self._conventions[language.name]
        passed = [*self._structure.cascades(language.name, name.folder), conventions.cascade]
        given = [branch.values if branch else {}, *passed]
        return any(values.mentions(one, conventions.taxonomies) for one in given)

    def _placed(self, path: str) -> tuple[Language, Name] | None:
        """Return the language and the name of a file; None where it is no content."""
        found = self._languages.of(path)
        if found is None:
            return None
        name = name_of(found[1], self._languages.names)
        return self._languages.named(name.language) or found[0], name

    def read(self, path: str, text: str, site: Site) -> Reading:
        return self._reader(path, text).reading(path, site)

    def _reader(self, path: str, text: str) -> PostReader:
        language, name = self._place_of(path)
        is_default = language is self._languages.default
        conventions = self._conventions[language.name]
        return PostReader(name, text, conventions, self._structure, language, is_default)

    def _place_of(self, path: str) -> tuple[Language, Name]:
        placed = self._placed(path)
        if placed is None:
            raise PostError((1, "the file is not below the content directory; move it there"))
        return placed

    def html(self, reading: Reading, site: Site, posts: Posts) -> Html:
        """Render Markdown with Goldmark's extensions, shortcodes first."""
        del site
        assert isinstance(reading, PageReading)
        markup, problems = reading.markup, tuple[Problem, ...]()
        page: Reading = reading
        if reading.post.template:
            context = self._context(reading.post.path, reading.values, posts)
            body = rendered(reading.body, markup.markdown is None, context)
            page, problems = bounded(reading, replace(reading, body=body), self.max_post_size)
        return markup.html(page.body, problems)

    def _context(self, path: str, own: Mapping[str, Any], posts: Posts) -> Context:
        language, name = self._place_of(path)

        def refer(reference: str) -> str:
            known = references(posts(), self._named, language.name)
            return known.link(reference, name.parent)

        def param(key: str) -> str:
            keys = key.lower().split(".")
            given = values.at(own, "params", *keys) or values.at(own, *keys)
            return values.text(given or values.at(self._params, *keys))

        return Context(refer, param, self._privacy)

    def _named(self, path: str) -> tuple[str, Name] | None:
        found = self._placed(path)
        return (found[0].name, found[1]) if found else None


def _check(config: Config, found: Languages) -> None:
    for language in found.all:
        if not is_zone(language.timezone):
            message = f"timeZone {language.timezone[:60]!r} is not known; write Europe/Oslo"
            config.fault("timezone", message, fatal=True)
    tables = [config.of_language(one.name).get("permalinks") for one in found.all]
    for rule in (rule for table in tables for rule in permalinks.rules(table)):
        for token in permalinks.unknown_tokens(rule.pattern):
            message = f"permalinks has no placeholder :{token}; see {permalinks.PERMALINKS}"
            config.fault("permalinks", message, fatal=True)


def _ignored(config: Config) -> tuple[re.Pattern[str], ...]:
    found = []
    for pattern in values.strings(config.get("ignorefiles")):
        try:
            found.append(re.compile(pattern))
        except re.error as error:
            message = f"ignoreFiles {pattern[:60]!r} is no expression ({error}); mend it"
            config.fault("ignorefiles", message)
    return tuple(found)


def _conventions(config: Config) -> Conventions:
    length = config.get("summarylength")
    author = config.get("params", "author")
    return Conventions(
        style=style(config),
        rules=tuple(permalinks.rules(config.get("permalinks"))),
        sources=dates.sources(config.get("frontmatter")),
        taxonomies=plurals(config),
        cascade=config.get("cascade"),
        shows_drafts=config.flag("builddrafts"),
        shows_future=config.flag("buildfuture"),
        shows_expired=config.flag("buildexpired"),
        finds_letters=config.flag("hascjklanguage"),
        words=_WORDS if length is None else values.number(length),
        markdown=markdown(config),
        names_author=bool(values.text(values.at(author, "email"))),
    )
