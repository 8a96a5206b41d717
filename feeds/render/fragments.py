"""XML entries apart from the feed they stand in.

An entry is serialised once and put into every feed that shows it. So a fragment
declares no namespace of its own: the root of each feed declares them all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lxml import etree

CONTENT = "http://purl.org/rss/1.0/modules/content/"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"
SYNDICATION = "http://purl.org/rss/1.0/modules/syndication/"
ATOM = "http://www.w3.org/2005/Atom"


class Frame(NamedTuple):
    """The elements around the entries of a format."""

    parents: tuple[str, ...]
    """Tag names, the root first."""
    namespaces: Mapping[str, str]
    """Those the root declares, by prefix."""

    def cut(self, entry: etree._Element) -> bytes:
        """The entry as it is written inside this frame, in UTF-8, indented to its depth.

        The element is moved: it cannot be used elsewhere afterwards.
        """
        root = parent = etree.Element(self.parents[0], nsmap=dict(self.namespaces))
        for tag in self.parents[1:]:
            parent = etree.SubElement(parent, tag)
        parent.append(entry)
        framed: bytes = etree.tostring(root, encoding="UTF-8", pretty_print=True)
        opening, closing = f"<{entry.tag}".encode(), f"</{entry.tag}>".encode()
        return framed[framed.index(opening) : framed.rindex(closing) + len(closing)]

    def splice(self, feed: bytes, entries: Sequence[bytes]) -> bytes:
        """A feed serialised without entries, with these fragments as its last elements."""
        indent = b"  " * len(self.parents)
        end = feed.rindex(indent[2:] + f"</{self.parents[-1]}>".encode())
        lines = (b"%s%s\n" % (indent, entry) for entry in entries)
        return b"".join([feed[:end], *lines, feed[end:]])


ATOM_FEED = Frame(("feed",), {"media": MEDIA, "sy": SYNDICATION})
RSS_CHANNEL = Frame(
    ("rss", "channel"),
    {
        "atom": ATOM,
        "content": CONTENT,
        "dc": DUBLIN_CORE,
        "media": MEDIA,
        "sy": SYNDICATION,
    },
)
