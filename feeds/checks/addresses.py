"""The URLs of pages: which are equal, and which only posts have."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from urllib.parse import unquote, urlsplit

from feeds.model import Site

_INDEX = re.compile(r"(?:^|/)index\.html?$")
_HTML = re.compile(r"\.(?:html?|php)$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DAY = re.compile(r"\d\d?")
_NOT_LETTER = re.compile(r"[\W_]+")
_START = re.compile(r"^https?://(?:www\.)?")
_LONGEST = 1_000
"""Characters of a path; no file system has longer ones."""
_LONGEST_SHOWN = 120
"""Characters of an address in a message."""
_FEWEST = 3
"""Posts in a folder; in a folder of fewer, other pages may be as common."""
_OF_LISTS = re.compile(
    r"\d*|page-?\d*|index|archives?|all|about|feed|rss|atom|search|drafts?|series|"
    r"tags?|categor(?:y|ies)|authors?|topics?|sections?"
)
"""Last parts of addresses that lists of posts have."""


def path_on_site(site: Site, url: str) -> str | None:
    """Return the decoded path of a URL below the site's; None if it is elsewhere.

    ``http`` and ``https``, with ``www.`` or without, are the same site.
    """
    start, rest = _START.sub("//", site.url), _START.sub("//", url)
    if rest != start and not rest.startswith((f"{start}/", f"{start}?", f"{start}#")):
        return None
    try:
        path = unquote(urlsplit(rest).path.removeprefix(urlsplit(start).path), errors="strict")
    except ValueError:
        return None
    names = path.split("/")
    if len(path) > _LONGEST:
        return None
    return None if "\0" in path or ".." in names or "." in names else path.lstrip("/")


def page_key(path: str) -> str:
    """Return what equal addresses of a page share.

    Hosts differ in endings, slashes and letter case, so these do not count.
    """
    plain = unicodedata.normalize("NFC", path).casefold().strip("/")
    return _HTML.sub("", _INDEX.sub("", plain)).strip("/")


def letters(name: str) -> str:
    """Return the letters and digits of a name, because sites write names in many ways."""
    return _NOT_LETTER.sub("", name).casefold()


def shortened(address: str) -> str:
    """Return an address as messages show it."""
    return address if len(address) <= _LONGEST_SHOWN else f"{address[:_LONGEST_SHOWN]}…"


class PostAddresses:
    """The forms of the addresses of posts."""

    def __init__(self) -> None:
        self._dated: set[tuple[str, int, int]] = set()
        self._folders: Counter[str] = Counter()

    def add(self, key: str) -> None:
        """Note the address of a post."""
        form = _dated(key)
        if form:
            self._dated.add(form)
        else:
            self._folders[key.rpartition("/")[0]] += 1

    def are_like(self, key: str) -> bool:
        """Say whether only posts have addresses like this one."""
        folder, _, name = key.rpartition("/")
        if _OF_LISTS.fullmatch(name):
            return False
        form = _dated(key)
        return form in self._dated if form else bool(folder) and self._folders[folder] >= _FEWEST


def _dated(key: str) -> tuple[str, int, int] | None:
    """Return what is before the date in an address, and the number of parts of and after it."""
    names = key.split("/")
    for at, name in enumerate(names[:-2]):
        if _YEAR.fullmatch(name) and _DAY.fullmatch(names[at + 1]):
            parts = 3 if len(names) > at + 3 and _DAY.fullmatch(names[at + 2]) else 2
            return "/".join(names[:at]), parts, len(names) - at - parts
    return None
