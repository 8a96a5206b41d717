"""Read ``zola.toml`` or ``config.toml``.

https://www.getzola.org/documentation/getting-started/configuration/
https://www.getzola.org/documentation/templates/feeds/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from feeds.errors import ConfigError, Fault
from feeds.generators.base import PostError, Settings
from feeds.generators.files import Inputs, glob
from feeds.generators.frontmatter import load_toml
from feeds.generators.zola.addresses import STRATEGIES, Naming, slugify
from feeds.generators.zola.markdown import ZolaMarkdown
from feeds.model import FeedKind, Format, Person
from feeds.urls import is_language_tag, site_url

NAMES = ("zola.toml", "config.toml")
SECTION = "section"
_FILENAMES = ("atom.xml",)
_ANCHOR_TEMPLATE = "templates/anchor-link.html"
_KINDS = {"tags": FeedKind.TAG, "categories": FeedKind.CATEGORY, "authors": FeedKind.AUTHOR}
_FORMAT_NAMES = {Format.ATOM: "atom.xml", Format.RSS: "rss.xml", Format.JSON: "feed.json"}
_RSS = re.compile(r"<rss\b")


class Taxonomy(msgspec.Struct, frozen=True):
    """A taxonomy of one language."""

    name: str
    slug: str


class ZolaLanguage(msgspec.Struct, frozen=True):
    """What one language of the site has."""

    code: str
    title: str
    """The site's title in it; empty if it has none of its own."""
    filenames: tuple[str, ...]
    """Of its feeds."""
    taxonomies: tuple[Taxonomy, ...]


@dataclass(slots=True)
class ZolaConfig(Inputs):
    """The configuration as written, and the problems found in it."""

    name: str = NAMES[0]
    values: Mapping[str, Any] = field(default_factory=dict)

    def get(self, *keys: str) -> Any:
        """Return a value of nested tables; None if there is none."""
        found: Any = self.values
        for key in keys:
            found = found.get(key) if isinstance(found, dict) else None
        return found

    def text(self, *keys: str) -> str | None:
        """Return a string of nested tables; None if it is empty, or something else (a fault)."""
        value = self.get(*keys)
        if value is not None and not isinstance(value, str):
            self.fault(".".join(keys), "must be a string; put it in quotes")
            return None
        return value or None

    def fault(self, key: str, message: str) -> None:
        """Add a fault of a key."""
        self.faults.append(Fault(self.name, 0, f"{key} {message}", fatal=False))

    @property
    def default_language(self) -> str:
        """Its code."""
        return self.text("default_language") or "en"

    @property
    def languages(self) -> tuple[ZolaLanguage, ...]:
        """Every language, the default one first."""
        tables = self.get("languages")
        tables = tables if isinstance(tables, dict) else {}
        default = self.default_language
        own = {**(tables.get(default) or {}), **self.values}
        others = (self._language(code, tables[code]) for code in sorted(tables) if code != default)
        return (self._language(default, own), *others)

    def _language(self, code: str, table: Any) -> ZolaLanguage:
        table = table if isinstance(table, dict) else {}
        names = table.get("feed_filenames") or table.get("feed_filename")
        listed = names if isinstance(names, list) else [names]
        filenames = tuple(one for one in listed if isinstance(one, str) and one)
        given = table.get("taxonomies")
        taxonomies = (
            Taxonomy(one["name"], slugify(one["name"], self._strategy("taxonomies")))
            for one in (given if isinstance(given, list) else [])
            if isinstance(one, dict) and isinstance(one.get("name"), str)
        )
        title = table.get("title")
        return ZolaLanguage(
            code=code,
            title=title if isinstance(title, str) else "",
            filenames=filenames or _FILENAMES,
            taxonomies=tuple(taxonomies),
        )

    def naming(self, languages: Sequence[ZolaLanguage]) -> Naming:
        """Return how pages and terms are named."""
        return Naming(
            default_language=languages[0].code,
            other_languages=tuple(language.code for language in languages[1:]),
            paths=self._strategy("paths"),
            taxonomies=self._strategy("taxonomies"),
            keeps_dates=self.get("slugify", "paths_keep_dates") is True,
        )

    def _strategy(self, kind: str) -> str:
        """Return how names of a kind (``paths``, ``taxonomies``) become parts of URLs."""
        given = self.text("slugify", kind) or STRATEGIES[0]
        if given not in STRATEGIES:
            self.fault(
                f"slugify.{kind}", f"{given!r} is not known; write one of {', '.join(STRATEGIES)}"
            )
            return STRATEGIES[0]
        return given

    @property
    def markdown(self) -> ZolaMarkdown:
        """The options of ``[markdown]``."""
        relations = {"target_blank": "noopener", "no_follow": "nofollow"}
        relations |= {"no_referrer": "noreferrer", "external": "external"}
        return ZolaMarkdown(
            smart=self._flag("smart_punctuation"),
            emoji=self._flag("render_emoji"),
            alerts=self._flag("github_alerts"),
            definitions=self._flag("definition_list"),
            bottom_footnotes=self._flag("bottom_footnotes"),
            external=" ".join(
                relation
                for name, relation in relations.items()
                if self._flag(f"external_links_{name}", name == "external")
            ),
            anchors=self._strategy("anchors"),
        )

    def _flag(self, option: str, fallback: bool = False) -> bool:
        """Return an option of ``[markdown]``."""
        value = self.get("markdown", option)
        if value is not None and not isinstance(value, bool):
            self.fault(f"markdown.{option}", "must be true or false; write it without quotes")
            return fallback
        return fallback if value is None else value

    @property
    def anchor_links(self) -> str:
        """Where headings get a link to themselves, if their section does not say.

        A template of the site's own for these links is not run.
        """
        if self.load(_ANCHOR_TEMPLATE) is not None:
            return "none"
        return self.text("markdown", "insert_anchor_links") or "none"

    @property
    def ignored(self) -> tuple[re.Pattern[str], ...]:
        """Patterns of files that are not content; they match a path with a leading slash."""
        given = self.get("ignored_content")
        listed = given if isinstance(given, list) else []
        return tuple(glob(one, crosses=True) for one in listed if isinstance(one, str))


def load_config(tree: Path) -> ZolaConfig:
    """Read the configuration. Raises :class:`~feeds.errors.ConfigError` if it is broken."""
    config = ZolaConfig(tree)
    for name in NAMES:
        text = config.load(name)
        if text is not None:
            config.name = name
            try:
                config.values = load_toml(text)
            except PostError as error:
                faults = [Fault(name, line, message) for line, message in error.faults]
                raise ConfigError(faults) from error
            break
    config.raise_faults()
    return config


def kind_of(taxonomy: str, language: str | None = None) -> str:
    """Return the kind of the feeds of a taxonomy; other languages have kinds of their own."""
    kind: str = _KINDS.get(taxonomy, taxonomy)
    return f"{kind}.{language}" if language else kind


def settings(config: ZolaConfig, languages: Sequence[ZolaLanguage]) -> Settings:
    """Return the settings of a site; problems are added to the configuration's faults."""
    author, language = config.text("author"), config.default_language
    limit = config.get("feed_limit")
    patterns, documents = _paths(config, languages)
    url = _url(config)
    return Settings(
        title=config.text("title") or config.text("languages", language, "title"),
        url=url,
        timezone="UTC",
        assumes_zone=True,
        description=config.text("description") or config.text("languages", language, "description"),
        language=language if is_language_tag(language) else None,
        authors=(Person(author),) if author else (),
        paths=patterns,
        schemes=dict(_lists(config, languages)),
        document_paths=documents,
        entries=limit if type(limit) is int and limit > 0 else None,
        html_summaries=True,
        shows_future=True,
        faults=tuple(config.faults),
    )


def _url(config: ZolaConfig) -> str | None:
    given = config.text("base_url")
    try:
        return site_url(given) if given else None
    except ValueError as error:
        config.fault("base_url", str(error))
        return None


def _paths(
    config: ZolaConfig, languages: Sequence[ZolaLanguage]
) -> tuple[Mapping[str, str], Mapping[tuple[str, Format], str]]:
    """Return the path of each kind of feed, and those of its formats."""
    patterns: dict[str, str] = {}
    documents: dict[tuple[str, Format], str] = {}

    def add(kind: str, base: str, names: Mapping[Format, str]) -> None:
        patterns[kind] = f"{base}feed.{{ext}}"
        documents.update({(kind, format): base + name for format, name in names.items()})

    for language in languages:
        is_default = language is languages[0]
        code = "" if is_default else language.code
        names = _file_names(config, language)
        if is_default:
            add(FeedKind.SITE, "/", names)
            add(SECTION, "/{name}/", names)
        else:
            add(code, f"/{code}/", names)
        for kind, path in _lists(config, [language], default=languages[0]):
            add(kind, f"{path}{{slug}}/", names)
    return patterns, documents


def _lists(
    config: ZolaConfig, languages: Sequence[ZolaLanguage], default: ZolaLanguage | None = None
) -> Iterator[tuple[str, str]]:
    """Yield the kind of each taxonomy, and the path of the list of its terms."""
    root = (config.text("taxonomy_root") or "").strip("/")
    for language in languages:
        code = "" if language is (default or languages[0]) else language.code
        for taxonomy in language.taxonomies:
            parts = [part for part in (code, root, taxonomy.slug) if part]
            yield kind_of(taxonomy.name, code), f"/{'/'.join(parts)}/"


def _file_names(config: ZolaConfig, language: ZolaLanguage) -> Mapping[Format, str]:
    """Return the file name of each format's feeds."""
    names: dict[Format, str] = {}
    for name in language.filenames:
        names.setdefault(_format(config, name), name.lstrip("/"))
    for format, name in _FORMAT_NAMES.items():
        names.setdefault(format, name if name not in names.values() else f"{format}-{name}")
    return names


def _format(config: ZolaConfig, name: str) -> Format:
    """Return the format of a feed's template; Zola's own templates have known names."""
    text = config.load(f"templates/{name}")
    if text is None:
        return Format.RSS if name == _FORMAT_NAMES[Format.RSS] else Format.ATOM
    if name.endswith(".json"):
        return Format.JSON
    return Format.RSS if _RSS.search(text) else Format.ATOM
