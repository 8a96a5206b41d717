"""What moved and retired paths mean for the feeds that are planned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from feeds.config.moves import Moves, matches
from feeds.plan.paths import Paths


def unretired(moves: Moves, paths: Paths) -> Paths:
    """Return the paths of a feed that are not retired."""
    return {format: path for format, path in paths.items() if not moves.is_retired(path)}


def unfollowed(moves: Moves, published: Iterable[str]) -> Iterator[str]:
    """Name the redirects that lead to no feed."""
    paths = tuple(published)
    for redirect in moves.redirects:
        if not any(matches(redirect.new, path) for path in paths):
            yield f"{redirect.old} leads to {redirect.new}, where there is no feed"
