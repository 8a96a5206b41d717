"""What feeds collect, and the formats they are written in."""

from __future__ import annotations

from enum import StrEnum


class FeedKind(StrEnum):
    """What a feed collects. A generator may have more kinds: taxonomies of any name."""

    SITE = "site"
    CATEGORY = "category"
    TAG = "tag"
    AUTHOR = "author"


class Format(StrEnum):
    """A feed document's format."""

    ATOM = "atom"
    RSS = "rss"
    JSON = "json"

    @property
    def media_type(self) -> str:
        """The registered (or, for RSS, customary) media type, without parameters."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    Format.ATOM: "application/atom+xml",  # RFC 4287 section 7
    Format.RSS: "application/rss+xml",
    Format.JSON: "application/feed+json",  # JSON Feed 1.1, "Suggestions for publishers"
}
