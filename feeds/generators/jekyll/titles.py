"""Titles as jekyll-feed shows them: ``smartify | strip_html | normalize_whitespace``."""

from __future__ import annotations

import html
import re
from functools import lru_cache

from feeds.generators.jekyll.smartypants import smartify

_SPECIAL = re.compile(r"[\"'&<>\\]|--|\.\.\.")
_SPACES = re.compile(r"[ \t\n\v\f\r]+")
_HIDDEN = re.compile(r"<script.*?</script>|<!--.*?-->|<style.*?</style>", re.DOTALL)
_TAG = re.compile(r"<.*?>", re.DOTALL)


@lru_cache(maxsize=1024)
def plain_title(text: str) -> str:
    """Return a title as a reader sees it, in one line of plain text."""
    if not _SPECIAL.search(text):
        return _squeezed(text)
    bare = _TAG.sub("", _HIDDEN.sub("", smartify(text)))
    return html.unescape(_squeezed(bare))


def _squeezed(text: str) -> str:
    return _SPACES.sub(" ", text).strip(" \0")
