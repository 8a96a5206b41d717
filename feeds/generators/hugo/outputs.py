"""Which of Hugo's pages have a feed: ``[outputs]``, ``disableKinds`` and ``outputs`` of pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from feeds.generators.hugo import values
from feeds.generators.hugo.config import Config
from feeds.generators.hugo.languages import Languages
from feeds.generators.hugo.taxonomies import LANGUAGE, SECTION, kind, plurals
from feeds.model import FeedKind

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


def feedless(config: Config, languages: Languages) -> frozenset[str]:
    """Return the kinds of feeds that the site does not have."""
    return frozenset(_feedless(config, languages))


def _feedless(config: Config, languages: Languages) -> Iterator[str]:
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


def _wants(config: Config, page: str) -> bool:
    disabled = values.strings(config.get("disablekinds"))
    if {page, _RSS} & {one.lower() for one in disabled}:
        return False
    given = config.get("outputs", page)
    if given is None and config.get("outputs", _OLD_NAMES["taxonomy"]) is not None:
        given = config.get("outputs", _OLD_NAMES.get(page, page))
    return has_feed(given)
