"""Protects subscribers: compares what they have with what they would get."""

from feeds.guard.comparison import Change, FeedComparison, Moved, compare, paired
from feeds.guard.ids import IDS_FILE, KeptId, ids_text, is_identity, read_ids, with_identity
from feeds.guard.known import KnownEntry, KnownFeed, known
from feeds.guard.losses import FEWEST, Loss
from feeds.guard.matching import ADOPTING, RECOGNISING, Matching, match
from feeds.guard.reading import read_feed

__all__ = [
    "ADOPTING",
    "FEWEST",
    "IDS_FILE",
    "RECOGNISING",
    "Change",
    "FeedComparison",
    "KeptId",
    "KnownEntry",
    "KnownFeed",
    "Loss",
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
