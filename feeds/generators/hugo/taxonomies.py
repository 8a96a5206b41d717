"""Taxonomies and their terms: which a site has, and which of them a post is filed under."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from feeds.generators.hugo import values
from feeds.generators.hugo.config import Config
from feeds.generators.hugo.links import Style
from feeds.generators.hugo.names import normal
from feeds.model import FeedKind, Term

_DEFAULT = {"category": "categories", "tag": "tags"}
_KINDS = {
    "categories": FeedKind.CATEGORY,
    "tags": FeedKind.TAG,
    "authors": FeedKind.AUTHOR,
}
SECTION = "section"
LANGUAGE = "language"


def plurals(config: Config) -> tuple[str, ...]:
    """Return the keys of the site's taxonomies in front matter, categories and tags first.

    ``[indexes]`` is what they were called before Hugo 0.9.
    """
    given = config.get("taxonomies")
    given = config.get("indexes") if given is None else given
    given = given if isinstance(given, dict) else _DEFAULT
    found = sorted({values.text(plural).lower() for plural in given.values()} - {""})
    first = [name for name in _KINDS if name in found]
    return (*first, *(name for name in found if name not in first))


def kind(plural: str, language: str = "") -> str:
    """Return the kind of feeds of a taxonomy, or of a section, in a language not the default."""
    own = str(_KINDS.get(plural, plural))
    return f"{own}.{language}" if language else own


class Filed(NamedTuple):
    """The terms of one post."""

    terms: Mapping[str, tuple[Term, ...]]
    """Those whose feeds hold it, by taxonomy."""
    labels: tuple[Term, ...]
    """As the post writes them."""


def filed(
    page: Mapping[str, Any],
    taxonomies: Sequence[str],
    style: Style,
    language: str,
    called: Callable[[str, str], str],
) -> Filed:
    """Return a post's terms. Terms of one path are one term.

    ``called`` tells a term's name in addresses from its taxonomy and path.
    """
    found: dict[str, tuple[Term, ...]] = {}
    labels: list[Term] = []
    for plural in taxonomies:
        own = kind(plural, language)
        names = [name for name in _written(page.get(plural)) if name.strip()]
        paths = {name: called(plural, term_path(name, style)) for name in names}
        terms = (Term(own, path, path) for path in paths.values() if path)
        found[plural] = tuple(dict.fromkeys(terms))
        labels += [Term(own, name, path) for name, path in paths.items()]
    return Filed(found, tuple(dict.fromkeys(labels)))


def _written(value: object) -> list[str]:
    """Return the terms a page gives: a list, or one of any type; a list of tables is none."""
    if isinstance(value, list):
        return [] if any(isinstance(one, dict) for one in value) else values.strings(value)
    return [values.text(value)]


def term_path(name: str, style: Style) -> str:
    """Return a term's path below its taxonomy's: ``ux/ui`` for ``UX/UI``."""
    return style.path(name if style.keeps_case else normal(name)).strip("/")
