"""The index that the search on the list of feeds loads."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from feeds.pages.mark import JSON_MARK
from feeds.pages.views import ListedFeed


def search_index(feeds: Iterable[ListedFeed]) -> bytes:
    """Return the kind, name, page and address of each feed as JSON.

    It has no dates and numbers of posts, so that it changes only if feeds come or go.
    """
    rows = [(one.kind, _valid(one.name), one.page, one.formats[0].url) for one in feeds]
    return b'{"feeds":' + msgspec.json.encode(rows) + b",\n" + JSON_MARK


def _valid(text: str) -> str:
    """Return a text with question marks in the place of lone surrogates."""
    return text.encode("utf-8", "replace").decode()
