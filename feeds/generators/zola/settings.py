"""What a site of Zola says of itself and of its feeds, as :class:`Settings`.

https://www.getzola.org/documentation/templates/feeds/
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from feeds.generators.base import Settings
from feeds.generators.zola.config import Config, Language
from feeds.model import FeedKind, Format, Person
from feeds.urls import is_language_tag, site_url

SECTION = "section"
_KINDS = {"tags": FeedKind.TAG, "categories": FeedKind.CATEGORY, "authors": FeedKind.AUTHOR}
_NAMES = {Format.ATOM: "atom.xml", Format.RSS: "rss.xml", Format.JSON: "feed.json"}
_RSS = re.compile(r"<rss\b")


def kind_of(taxonomy: str, language: str | None = None) -> str:
    """Return the kind of feed that a taxonomy's terms have; another language's is its own."""
    kind: str = _KINDS.get(taxonomy, taxonomy)
    return f"{kind}.{language}" if language else kind


def settings(config: Config) -> Settings:
    """Return the settings of a site."""
    author, language = config.text("author"), config.default_language
    patterns, documents = _paths(config)
    url = _url(config)
    return Settings(
        title=config.text("title") or config.text("languages", language, "title"),
        url=url,
        timezone="UTC",
        description=config.text("description") or config.text("languages", language, "description"),
        language=language if is_language_tag(language) else None,
        authors=(Person(author),) if author else (),
        paths=patterns,
        document_paths=documents,
        entries=config.limit,
        shows_future=True,
        faults=tuple(config.faults),
    )


def _url(config: Config) -> str | None:
    given = config.text("base_url")
    try:
        return site_url(given) if given else None
    except ValueError as error:
        config.fault("base_url", str(error))
        return None


def _paths(config: Config) -> tuple[Mapping[str, str], Mapping[tuple[str, Format], str]]:
    default, *others = config.languages
    patterns: dict[str, str] = {}
    documents: dict[tuple[str, Format], str] = {}

    def add(kind: str, base: str, names: Mapping[Format, str]) -> None:
        patterns[kind] = f"{base}feed.{{ext}}"
        documents.update({(kind, format): base + name for format, name in names.items()})

    names = _names(config, default)
    add(FeedKind.SITE, "/", names)
    add(SECTION, "/{name}/", names)
    for language in (default, *others):
        code = "" if language is default else language.code
        names = _names(config, language)
        if code:
            add(code, f"/{code}/", names)
        for taxonomy in language.taxonomies:
            parts = [part for part in (code, config.root, taxonomy.slug, "{slug}") if part]
            add(kind_of(taxonomy.name, code), f"/{'/'.join(parts)}/", names)
    return patterns, documents


def _names(config: Config, language: Language) -> Mapping[Format, str]:
    """Return the file name of each format's feeds."""
    names: dict[Format, str] = {}
    for name in language.filenames:
        names.setdefault(_format(config, name), name.lstrip("/"))
    for format, name in _NAMES.items():
        names.setdefault(format, name if name not in names.values() else f"{format}-{name}")
    return names


def _format(config: Config, name: str) -> Format:
    """Return what a feed's template writes; Zola's own are told by their names."""
    text = config.load(f"templates/{name}")
    if text is None:
        return Format.RSS if name == _NAMES[Format.RSS] else Format.ATOM
    if name.endswith(".json"):
        return Format.JSON
    return Format.RSS if _RSS.search(text) else Format.ATOM
