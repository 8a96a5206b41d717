"""Hugo's feeds of taxonomies, sections and languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from feeds.generators.hugo import values
from feeds.generators.hugo.addresses import PageAddresses, UrlStyle
from feeds.generators.hugo.config import HugoConfig
from feeds.generators.hugo.content import normal
from feeds.generators.hugo.languages import Languages
from feeds.model import FeedKind, Term

_DEFAULT = {"category": "categories", "tag": "tags"}
_KINDS = {
    "categories": FeedKind.CATEGORY,
    "tags": FeedKind.TAG,
    "authors": FeedKind.AUTHOR,
}
_RSS = "rss"
_OLD_NAMES = {"term": "taxonomy", "taxonomy": "taxonomyterm"}
"""The names of kinds in ``[outputs]`` before Hugo 0.73, by what they are called now."""
SECTION = "section"
LANGUAGE = "language"


def plurals(config: HugoConfig) -> tuple[str, ...]:
    """Return the keys of the site's taxonomies in front matter, categories and tags first."""
    given = config.get("taxonomies")
    given = config.get("indexes") if given is None else given  # their name before Hugo 0.9
    given = given if isinstance(given, dict) else _DEFAULT
    found = sorted({values.text(plural).lower() for plural in given.values()} - {""})
    first = [name for name in _KINDS if name in found]
    return (*first, *(name for name in found if name not in first))


def kind(plural: str, language: str = "") -> str:
    """Return the kind of the feeds of a taxonomy, or of sections.

    ``language`` is empty for the default language.
    """
    own = str(_KINDS.get(plural, plural))
    return f"{own}.{language}" if language else own


class PageTerms(msgspec.Struct, frozen=True):
    """The terms of one page."""

    terms: Mapping[str, tuple[Term, ...]]
    """Those whose feeds list it, by taxonomy."""
    labels: tuple[Term, ...]
    """The same, named as the page writes them."""


def page_terms(
    page: Mapping[str, Any], taxonomies: Sequence[str], addresses: PageAddresses, language: str
) -> PageTerms:
    """Return a page's terms. Names with the same path are one term.

    ``language`` is empty for the default language.
    """
    found: dict[str, tuple[Term, ...]] = {}
    labels: list[Term] = []
    for plural in taxonomies:
        own = kind(plural, language)
        names = [name for name in _names(page.get(plural)) if name.strip()]
        paths = {name: addresses.term(plural, term_path(name, addresses.style)) for name in names}
        terms = (Term(own, path, path) for path in paths.values() if path)
        found[plural] = tuple(dict.fromkeys(terms))
        labels += [Term(own, name, path) for name, path in paths.items()]
    return PageTerms(found, tuple(dict.fromkeys(labels)))


def _names(value: object) -> list[str]:
    """Return the terms of a page: a list, or a single value; a list of tables has none."""
    if isinstance(value, list):
        return [] if any(isinstance(one, dict) for one in value) else values.strings(value)
    return [values.text(value)]


def term_path(name: str, style: UrlStyle) -> str:
    """Return a term's path below its taxonomy's: ``ux/ui`` for ``UX/UI``."""
    return style.path(name if style.keeps_case else normal(name)).strip("/")


def feedless(config: HugoConfig, languages: Languages) -> frozenset[str]:
    """Return the kinds of feeds that ``[outputs]`` and ``disableKinds`` leave out."""
    return frozenset(_feedless(config, languages))


def _feedless(config: HugoConfig, languages: Languages) -> Iterator[str]:
    for language in languages.all:
        own = config.of_language(language.name)
        is_default = language is languages.default
        other = "" if is_default else language.name
        if not _wants(own, "home"):
            yield FeedKind.SITE if is_default else LANGUAGE
        if not _wants(own, "section"):
            yield kind(SECTION, other)
        if not _wants(own, "term"):
            yield from (kind(plural, other) for plural in plurals(own))


def _wants(config: HugoConfig, page: str) -> bool:
    disabled = values.strings(config.get("disablekinds"))
    if {page, _RSS} & {one.lower() for one in disabled}:
        return False
    given = config.get("outputs", page)
    if given is None and config.get("outputs", _OLD_NAMES["taxonomy"]) is not None:
        given = config.get("outputs", _OLD_NAMES.get(page, page))
    return _has_rss(given)


def has_own_feed(page: Mapping[str, object]) -> bool:
    """Say whether a section has a feed, from the front matter of its own page."""
    return _has_rss(page.get("outputs")) and build_option(page, "render") not in ("never", "link")


def _has_rss(outputs: object) -> bool:
    """Say whether output formats include RSS, as Hugo's default ones do."""
    given = [one.lower() for one in values.strings(outputs)]
    return not given or _RSS in given


def build_option(page: Mapping[str, object], name: str) -> str:
    """Return an option of ``build``: always, never, local or link."""
    given = values.at(page.get("_build", page.get("build")), name)
    if isinstance(given, bool):
        return "always" if given else "never"
    written = values.text(given)
    return {"0": "never", "1": "always"}.get(written, written)
