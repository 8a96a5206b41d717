"""URLs of the pages of categories, tags and authors."""

from __future__ import annotations

from collections.abc import Mapping
from os.path import split, splitext

import msgspec

from feeds.generators.base import TermPage
from feeds.generators.pelican.pelicanconf import PelicanConf
from feeds.generators.pelican.urls import UnknownFact, filled
from feeds.model import FeedKind, Site, Term
from feeds.urls import quote_path

_KINDS = FeedKind.CATEGORY, FeedKind.TAG, FeedKind.AUTHOR
_NUMBER = "{number}"


class TermPages(msgspec.Struct, frozen=True):
    """Where the files of terms' pages are."""

    patterns: Mapping[str, str]
    """By kind; empty if Pelican writes no pages of that kind."""
    further: str
    """The pattern of a list's second page (PAGINATION_PATTERNS); empty if it is not known."""

    @classmethod
    def of(cls, conf: PelicanConf) -> TermPages:
        """Return what the settings say."""
        patterns = {str(kind): conf.text(f"{kind.upper()}_SAVE_AS") for kind in _KINDS}
        return cls(patterns, _second_page(conf.get("PAGINATION_PATTERNS")))

    def page(self, term: Term, site: Site) -> TermPage | None:
        """Return the page of a term; None if Pelican writes none."""
        pattern = self.patterns.get(term.kind)
        if not pattern:
            return None
        try:
            file = filled(pattern, {"slug": term.slug, "name": term.name}).lstrip("/")
        except (UnknownFact, ValueError):
            return None
        further = self._further(file)
        start = f"{site.url}/"
        return TermPage(start + quote_path(file), start + quote_path(further) if further else "")

    def _further(self, file: str) -> str:
        """Return the part before the number in the file names of a list's further pages."""
        name, extension = splitext(file)
        folder, last = split(file)
        facts = {
            "save_as": file,
            "name": name,
            "extension": extension,
            "base_name": folder if last in ("index.htm", "index.html") else name,
        }
        try:
            return filled(self.further.partition(_NUMBER)[0], facts).lstrip("/")
        except (UnknownFact, ValueError):
            return ""


def _second_page(rules: object) -> str:
    """Return the pattern of the file of page 2; empty if the rules cannot be read."""
    found = ""
    for rule in rules if isinstance(rules, list | tuple) else ():
        match rule:
            case (int(first), _, str(pattern)) if 0 <= first <= 2 and _NUMBER in pattern:
                found = pattern
    return found
