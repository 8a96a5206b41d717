"""Read the posts of Jekyll, Hugo, Pelican, Eleventy, Zola and plain folders."""

from feeds.generators.base import (
    Generator,
    Html,
    LeftOut,
    PostError,
    Posts,
    Problem,
    Reading,
    Settings,
    TermPage,
    Unpublished,
    leave_out,
    reading_unpublished,
)
from feeds.generators.limits import is_ordinary, require_sparse
from feeds.generators.reading import PostResult, first_problems, read_post
from feeds.generators.registry import (
    generator_named,
    installed_packages,
    is_generator,
    recognise,
    recognise_site,
    unknown_generator,
)

__all__ = [
    "Generator",
    "Html",
    "LeftOut",
    "PostError",
    "PostResult",
    "Posts",
    "Problem",
    "Reading",
    "Settings",
    "TermPage",
    "Unpublished",
    "first_problems",
    "generator_named",
    "installed_packages",
    "is_generator",
    "is_ordinary",
    "leave_out",
    "read_post",
    "reading_unpublished",
    "recognise",
    "recognise_site",
    "require_sparse",
    "unknown_generator",
]
