"""From a file and a generator to a post, or to a located fault."""

from feeds.generators.base import Generator, LeftOut, PostError, Settings
from feeds.generators.limits import first_problems, is_ordinary, require_sparse
from feeds.generators.outcome import Outcome, read_post
from feeds.generators.registry import (
    GENERATORS,
    generator_named,
    recognise,
    recognise_site,
    unknown_generator,
)

__all__ = [
    "GENERATORS",
    "Generator",
    "LeftOut",
    "Outcome",
    "PostError",
    "Settings",
    "first_problems",
    "generator_named",
    "is_ordinary",
    "read_post",
    "recognise",
    "recognise_site",
    "require_sparse",
    "unknown_generator",
]
