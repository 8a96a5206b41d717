"""From a file and a dialect to a post, or to a located fault."""

from feeds.posts.dialect import Dialect, LeftOut, Settings
from feeds.posts.dialects import DIALECTS, dialect_named, recognise, recognise_site, unknown_dialect
from feeds.posts.outcome import Outcome, read_post

__all__ = [
    "DIALECTS",
    "Dialect",
    "LeftOut",
    "Outcome",
    "Settings",
    "dialect_named",
    "read_post",
    "recognise",
    "recognise_site",
    "unknown_dialect",
]
