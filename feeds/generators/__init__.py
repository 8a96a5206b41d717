"""Generators: reading the trees of static site generators, one post at a time."""

from feeds.generators.base import Generator, LeftOut, PostError, Settings
from feeds.generators.limits import is_ordinary, require_sparse
from feeds.generators.reading import PostResult, first_problems, read_post
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
    "PostError",
    "PostResult",
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
