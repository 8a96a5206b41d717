"""Slugs, URLs and ids of articles, as Pelican writes them."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from string import Formatter
from urllib.parse import quote, urljoin, urlparse

import msgspec
from markupsafe import Markup

from feeds.generators.pelican.metadata import Value
from feeds.generators.pelican.pelicanconf import PelicanConf, Substitutions
from feeds.generators.values import in_ascii

_SAFE = "/#%[]=:;$&()+,!?*@'~"
_DATE_PARTS = frozenset({"year", "month", "day", "hour", "minute", "second"})
_DIRECTIVE = re.compile("%(-?)(.)", re.DOTALL)
_C89 = frozenset("aAbBcdfGHIjmMpSUuVwWxXyYzZ%")
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_MONTHS = "January February March April May June July August September October November December"

Facts = Mapping[str, Value | datetime]


def plain(markup: object) -> str:
    """Return HTML without its tags, with references decoded and white space folded."""
    try:
        return str(Markup(str(markup)).striptags())
    except ValueError:  # a character reference with thousands of digits
        return str(Markup(str(markup).replace("&#", "&amp;#")).striptags())


class Slugs(msgspec.Struct, frozen=True):
    """How a site writes names in URLs, as ``pelican.utils.slugify`` does."""

    substitutions: Substitutions
    """Applied to titles, and to terms of kinds without substitutions of their own."""
    own: Mapping[str, Substitutions]
    """The substitutions of the kinds that have their own: category, tag, author."""
    preserve_case: bool
    use_unicode: bool
    """Keep letters that are not in ASCII."""

    @classmethod
    def of(cls, conf: PelicanConf) -> Slugs:
        """Return how the settings say to write names."""
        own = {}
        for kind in ("category", "tag", "author"):
            key = f"{kind.upper()}_REGEX_SUBSTITUTIONS"
            if conf.get(key) is not None:
                own[kind] = conf.substitutions(key)
        return cls(
            conf.substitutions("SLUG_REGEX_SUBSTITUTIONS"),
            own,
            bool(conf.get("SLUGIFY_PRESERVE_CASE")),
            bool(conf.get("SLUGIFY_USE_UNICODE")),
        )

    def slug(self, text: object, kind: str = "") -> str:
        """Return the slug of a title, or of a term of a kind.

        Raises :class:`~feeds.errors.ConfigError` if it needs Unidecode, which is not installed.
        """
        slug = unicodedata.normalize("NFKC", plain(text))
        if not self.use_unicode:
            slug = in_ascii(slug, "")
        for pattern, replacement in self.own.get(kind, self.substitutions):
            pattern, replacement = (
                unicodedata.normalize("NFKC", one) for one in (pattern, replacement)
            )
            slug = re.sub(pattern, replacement, slug, flags=re.IGNORECASE)
        return (slug if self.preserve_case else slug.lower()).strip()


class UnknownFact(LookupError):
    """A pattern asks for a value that the article does not have."""


def filled(pattern: str, facts: Facts) -> str:
    """Fill a pattern such as ``{date:%Y}/{slug}.html``.

    Raises :class:`UnknownFact`, and ``ValueError`` if its braces do not match.
    """
    pieces = []
    for text, field, spec, _ in Formatter().parse(pattern):
        pieces.append(text)
        if field is not None:
            pieces.append(_formatted(field, spec or "", facts))
    return "".join(pieces)


def _formatted(field: str, spec: str, facts: Facts) -> str:
    name, _, part = field.partition(".")
    value = facts.get(name)
    if isinstance(value, datetime):
        if part in _DATE_PARTS:
            return format(int(getattr(value, part)), spec if len(spec) < 4 else "")
        return strftime(value, spec) if spec and not part else str(value)
    if value is None or part:
        raise UnknownFact(field)
    return str(value) if len(spec) > 4 else format(str(value), spec)


def strftime(moment: datetime, pattern: str) -> str:
    """Format a moment as Pelican does, in English. ``%-d`` is a day without a leading zero."""

    def directive(match: re.Match[str]) -> str:
        flag, letter = match.groups()
        if letter not in _C89:
            return match[0]
        own = _LOCAL.get(letter)
        written = own(moment) if own else moment.strftime(f"%{letter}")
        return (written.lstrip("0") or "0") if flag else written

    return _DIRECTIVE.sub(directive, pattern)


_LOCAL: dict[str, Callable[[datetime], str]] = {
    "a": lambda moment: _DAYS.split()[moment.weekday()][:3],
    "A": lambda moment: _DAYS.split()[moment.weekday()],
    "b": lambda moment: _MONTHS.split()[moment.month - 1][:3],
    "B": lambda moment: _MONTHS.split()[moment.month - 1],
    "c": lambda moment: strftime(moment, f"%a %b {moment.day:2} %X %Y"),
    "p": lambda moment: "AM" if moment.hour < 12 else "PM",
    "x": lambda moment: moment.strftime("%m/%d/%y"),
    "X": lambda moment: moment.strftime("%H:%M:%S"),
}
"""Directives that depend on the locale, as in the C locale."""


def joined(base: str, url: str, relative: bool = False) -> str:
    """Return a URL of the site; ``relative`` if the site has RELATIVE_URLS."""
    return posixpath.join(base, url) if relative else urljoin(f"{base.rstrip('/')}/", url)


def encoded(url: str) -> str:
    """Percent-encode a URL, as Django's ``iri_to_uri`` does."""
    return quote(url, safe=_SAFE)


def tag_uri(url: str, moment: datetime) -> str:
    """Return the id of an entry (RFC 4151), made of its unencoded URL and its date."""
    parts = urlparse(url)
    fragment = f"/{parts.fragment}" if parts.fragment else ""
    return f"tag:{parts.hostname},{moment:%Y-%m-%d}:{parts.path}{fragment}"
