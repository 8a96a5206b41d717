"""From a file and a dialect to a post, or to a located fault."""

from feeds.generators.base import Dialect, LeftOut, PostError, Settings
from feeds.generators.limits import first_remarks, is_ordinary, require_sparse
from feeds.generators.outcome import Outcome, read_post
from feeds.generators.registry import (
    DIALECTS,
    dialect_named,
    recognise,
    recognise_site,
    unknown_dialect,
)

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
