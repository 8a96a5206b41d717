"""Which of Hugo's pages have a feed: ``[outputs]``, ``disableKinds`` and ``outputs`` of pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from feeds.model import FeedKind
from feeds.posts.hugo import values
from feeds.posts.hugo.config import Config
from feeds.posts.hugo.languages import Language, Languages
from feeds.posts.hugo.taxonomies import LANGUAGE, SECTION, kind

_RSS = "rss"
_OLD_NAMES = {"term": "taxonomy", "taxonomy": "taxonomyterm"}
"""What kinds were called before Hugo 0.73, where the newer name is not there."""


def has_feed(outputs: object) -> bool:
    """Say whether a list of output formats has RSS in it; no list means the usual ones."""
    given = [one.lower() for one in values.strings(outputs)]
    return not given or _RSS in given


def has_own_feed(page: Mapping[str, object]) -> bool:
    """Say whether a section's own page leaves it a feed."""
    return has_feed(page.get("outputs")) and build_option(page, "render") not in ("never", "link")


def build_option(page: Mapping[str, object], name: str) -> str:
    """Return an option of ``build``: always, never, local or link."""
    given = values.at(page.get("_build", page.get("build")), name)
    if isinstance(given, bool):
        return "always" if given else "never"
    written = values.text(given)
    return {"0": "never", "1": "always"}.get(written, written)


def feedless(config: Config, languages: Languages, taxonomies: Sequence[str]) -> frozenset[str]:
    """Return the kinds of feeds that the site does not have."""
    return frozenset(_feedless(config, languages, taxonomies))


def _feedless(config: Config, languages: Languages, taxonomies: Sequence[str]) -> Iterator[str]:
    for language in languages.all:
        is_default = language is languages.default
        other = "" if is_default else language.name
        if not _wants(config, language, "home"):
            yield FeedKind.SITE if is_default else LANGUAGE
        if not _wants(config, language, "section"):
            yield kind(SECTION, other)
        if not _wants(config, language, "term"):
            yield from (kind(plural, other) for plural in taxonomies)


def _wants(config: Config, language: Language, page: str) -> bool:
    disabled = values.strings(_own(config, language, "disablekinds"))
    if {page, _RSS} & {one.lower() for one in disabled}:
        return False
    outputs = _own(config, language, "outputs")
    given = values.at(outputs, page)
    if given is None and values.at(outputs, _OLD_NAMES["taxonomy"]) is not None:
        given = values.at(outputs, _OLD_NAMES.get(page, page))
    return has_feed(given)


def _own(config: Config, language: Language, key: str) -> object:
    own = config.get("languages", language.name, key)
    return config.get(key) if own is None else own
