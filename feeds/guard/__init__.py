"""What readers know of a site, against what they would be shown: so that no post comes twice."""

from feeds.guard.comparison import Change, FeedComparison, Moved, compare, paired
from feeds.guard.ids import IDS_FILE, KeptId, ids_text, is_identity, read_ids, with_identity
from feeds.guard.known import KnownEntry, KnownFeed, known
from feeds.guard.matching import ADOPTING, Matching, match
from feeds.guard.reading import read_feed

__all__ = [
    "ADOPTING",
    "IDS_FILE",
    "Change",
    "FeedComparison",
    "KeptId",
    "KnownEntry",
    "KnownFeed",
    "Matching",
    "Moved",
    "compare",
    "ids_text",
    "is_identity",
    "known",
    "match",
    "paired",
    "read_feed",
    "read_ids",
    "with_identity",
]
