"""Protect subscribers: compare what they have with what they would get."""

from feeds.guard.comparison import (
    ADOPTING,
    RECOGNISING,
    ChangedDate,
    ChangedId,
    FeedComparison,
    Matching,
    compare,
    match,
    paired,
    url_path,
)
from feeds.guard.ids import IDS_FILE, KeptId, ids_text, is_identity, read_ids
from feeds.guard.known_feeds import KnownEntry, KnownFeed, earlier_entry, known_entry
from feeds.guard.losses import ACCEPT_REMOVALS, FEWEST, Loss, remedies

__all__ = [
    "ACCEPT_REMOVALS",
    "ADOPTING",
    "FEWEST",
    "IDS_FILE",
    "RECOGNISING",
    "ChangedDate",
    "ChangedId",
    "FeedComparison",
    "KeptId",
    "KnownEntry",
    "KnownFeed",
    "Loss",
    "Matching",
    "compare",
    "earlier_entry",
    "ids_text",
    "is_identity",
    "known_entry",
    "match",
    "paired",
    "read_ids",
    "remedies",
    "url_path",
]
