"""Slugs as ``pelican.utils.slugify`` forms them."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from markupsafe import Markup

from feeds.generators.pelican.config import Config, Substitutions


def plain(markup: object) -> str:
    """Return a piece of HTML without its tags, references decoded, white space folded."""
    try:
        return str(Markup(str(markup)).striptags())
    except ValueError:  # a reference of thousands of digits
        return str(Markup(str(markup).replace("&#", "&amp;#")).striptags())


class Slugs(NamedTuple):
    """How a site writes names in URLs."""

    substitutions: Substitutions
    own: dict[str, Substitutions]
    """Of kinds that have theirs: category, tag, author."""
    preserve_case: bool
    use_unicode: bool

    def slug(self, text: object, kind: str = "") -> str:
        """Return a title's slug, or that of a term of a kind."""
        slug = unicodedata.normalize("NFKC", plain(text))
        if not self.use_unicode and not slug.isascii():
            slug = _in_ascii(slug)
        for pattern, replacement in self.own.get(kind, self.substitutions):
            pattern, replacement = (
                unicodedata.normalize("NFKC", one) for one in (pattern, replacement)
            )
            slug = re.sub(pattern, replacement, slug, flags=re.IGNORECASE)
        return (slug if self.preserve_case else slug.lower()).strip()


def _in_ascii(text: str) -> str:
    from unidecode import unidecode  # tables that most sites never need

    return unidecode(text, errors="ignore")


def slugs(config: Config) -> Slugs:
    """Return the site's way."""
    own = {}
    for kind in ("category", "tag", "author"):
        key = f"{kind.upper()}_REGEX_SUBSTITUTIONS"
        if config.get(key) is not None:
            own[kind] = config.substitutions(key)
    return Slugs(
        config.substitutions("SLUG_REGEX_SUBSTITUTIONS"),
        own,
        bool(config.get("SLUGIFY_PRESERVE_CASE")),
        bool(config.get("SLUGIFY_USE_UNICODE")),
    )
