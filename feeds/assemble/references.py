"""List the links, images and anchors of an entry, for checks.

It is in this package because no other package parses HTML.
"""

from __future__ import annotations

import msgspec
from selectolax.lexbor import LexborHTMLParser

_MEDIA = "img[src], audio[src], video[src], source[src]"


class EntryReferences(msgspec.Struct, frozen=True):
    """The links, images and ids of sanitised HTML, each once."""

    links: tuple[str, ...]
    """Absolute URLs, in the order of the HTML."""
    media: tuple[str, ...]
    """Absolute URLs of images, sounds and videos."""
    ids: frozenset[str]
    """Where links within the post can lead."""
    unlabelled: tuple[str, ...]
    """URLs of images without an ``alt``. An empty ``alt`` means that an image is decoration."""


def references(html: str) -> EntryReferences:
    """Return what sanitised HTML refers to."""
    if "<" not in html:
        return EntryReferences((), (), frozenset(), ())
    tree = LexborHTMLParser(html, is_fragment=True)
    links = (node.attributes.get("href") or "" for node in tree.css("a[href]"))
    media = (node.attributes.get("src") or "" for node in tree.css(_MEDIA))
    bare = (node.attributes.get("src") or "" for node in tree.css("img:not([alt])"))
    named = ((node.attributes.get(key) for key in ("id", "name")) for node in tree.css("[id], a"))
    ids = frozenset(name for names in named for name in names if name)
    return EntryReferences(
        tuple(dict.fromkeys(links)), tuple(dict.fromkeys(media)), ids, tuple(dict.fromkeys(bare))
    )
