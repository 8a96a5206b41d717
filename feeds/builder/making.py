"""From the parts of a feed to its documents: no file is read, any process can do it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from feeds.builder.crew import Task
from feeds.builder.fragments import Fragments
from feeds.builder.project import Project
from feeds.model import Feed, FeedSpec, Format, Post, Representation


class Parts(NamedTuple):
    """All that a feed is made of."""

    spec: FeedSpec
    posts: Sequence[Post]
    """Those that the feed shows."""
    entries: Sequence[tuple[str, Fragments]]
    """Rendered, each after its id; one that has moved is missing."""


def _same(_: Project, parts: Parts) -> Parts:
    return parts


def made(project: Project, parts: Parts) -> list[Representation]:
    """Return the feed in each of its formats, in each coding."""
    from feeds.assemble import assemble_feed

    feed = assemble_feed(parts.spec, project.site, parts.posts)
    return [_represented(project, parts, feed, format) for format in parts.spec.paths]


MAKE = Task(_same, made)


def _represented(project: Project, parts: Parts, feed: Feed, format: Format) -> Representation:
    from feeds.render import render_feed, represent

    entries = [(id, one[format]) for id, one in parts.entries]
    body = render_feed(feed, [entry for _, entry in entries], format)
    return represent(
        body,
        parts.spec.paths[format],
        format,
        feed.max_age,
        kind=parts.spec.kind,
        entries=entries,
        is_full=len(entries) >= parts.spec.limit,
        codings=project.config.feeds.codings,
    )
