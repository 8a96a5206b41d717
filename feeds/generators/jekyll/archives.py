"""Pages of categories and tags that the plugin jekyll-archives writes.

Jekyll itself writes none. https://github.com/jekyll/jekyll-archives
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from feeds.generators.base import TermPage
from feeds.generators.jekyll.config import JekyllConfig
from feeds.model import FeedKind, Site, Term
from feeds.urls import quote_path

_KEY = "jekyll-archives"
_ENABLED = {FeedKind.CATEGORY: "categories", FeedKind.TAG: "tags"}
_SLASHES = re.compile(r"/{2,}")


def archive_permalinks(config: JekyllConfig) -> Mapping[str, str]:
    """Return the pattern of the pages of each kind of terms that has pages."""
    enabled = config.get(_KEY, "enabled")
    patterns = {}
    for kind, name in _ENABLED.items():
        given = config.get(_KEY, "permalinks", kind)
        pattern = f"/{kind}/:name/" if given is None else given
        is_on = enabled in (True, "all") or (isinstance(enabled, list) and name in enabled)
        if is_on and isinstance(pattern, str):
            patterns[str(kind)] = pattern
    return patterns


def archive_page(patterns: Mapping[str, str], term: Term, site: Site) -> TermPage | None:
    """Return the page of a term; None if jekyll-archives writes none."""
    pattern = patterns.get(term.kind, "")
    if ":name" not in pattern or not term.slug:
        return None
    path = pattern.replace(":name", term.slug).replace(":type", term.kind)
    return TermPage(site.url + quote_path(_SLASHES.sub("/", f"/{path}")))
