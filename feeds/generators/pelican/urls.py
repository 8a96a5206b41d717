"""URLs and ids of articles, as Pelican and feedgenerator write them."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from datetime import datetime
from string import Formatter
from urllib.parse import quote, urljoin, urlparse

from feeds.generators.pelican.dates import strftime
from feeds.generators.pelican.metadata import Value

_SAFE = "/#%[]=:;$&()+,!?*@'~"
_PARTS = frozenset({"year", "month", "day", "hour", "minute", "second"})

Facts = Mapping[str, Value | datetime]


class UnknownPlaceholder(LookupError):
    """A pattern asks for what is not known of an article."""


def filled(pattern: str, facts: Facts) -> str:
    """Fill a pattern such as ``{date:%Y}/{slug}.html``.

    Raises :class:`UnknownPlaceholder`, and ``ValueError`` where its braces do not match.
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
        if part in _PARTS:
            return format(int(getattr(value, part)), spec if len(spec) < 4 else "")
        return strftime(value, spec) if spec and not part else str(value)
    if value is None or part:
        raise UnknownPlaceholder(field)
    return str(value) if len(spec) > 4 else format(str(value), spec)


def joined(base: str, url: str, relative: bool = False) -> str:
    """Return a URL of the site; ``relative`` is for sites with RELATIVE_URLS."""
    return posixpath.join(base, url) if relative else urljoin(f"{base.rstrip('/')}/", url)


def encoded(url: str) -> str:
    """Percent-encode a URL, as Django's ``iri_to_uri`` does."""
    return quote(url, safe=_SAFE)


def tag_uri(url: str, moment: datetime) -> str:
    """Return the id of an entry (RFC 4151), from its raw URL and the day of its date."""
    parts = urlparse(url)
    fragment = f"/{parts.fragment}" if parts.fragment else ""
    return f"tag:{parts.hostname},{moment:%Y-%m-%d}:{parts.path}{fragment}"
