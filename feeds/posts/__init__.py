"""From a file and a dialect to a post, or to a located fault."""

from feeds.posts.dialect import Dialect, LeftOut, PostError, Settings
from feeds.posts.dialects import DIALECTS, dialect_named, recognise, recognise_site, unknown_dialect
from feeds.posts.limits import first_remarks, is_ordinary, require_sparse
from feeds.posts.outcome import Outcome, read_post

__all__ = [
    "DIALECTS",
    "Dialect",
    "LeftOut",
    "Outcome",
    "PostError",
    "Settings",
    "dialect_named",
    "first_remarks",
    "is_ordinary",
    "read_post",
    "recognise",
    "recognise_site",
    "require_sparse",
    "unknown_dialect",
]
