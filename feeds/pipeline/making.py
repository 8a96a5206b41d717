"""From the parts of a feed to its documents: once its entries are taken, any process can do it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, NamedTuple

from feeds.model import Feed, FeedSpec, Format, Representation
from feeds.pipeline.crew import Task, as_it_is
from feeds.pipeline.project import Project
from feeds.pipeline.shelf import Fragments, Held, Place, Rendered, take


class Parts(NamedTuple, Generic[Held]):
    """All that a feed is made of."""

    spec: FeedSpec
    entries: Sequence[Rendered[Held]]
    """Those that the feed shows; one that has moved is missing."""


def _load(project: Project, parts: Parts[Place]) -> Parts[Fragments]:
    return Parts(parts.spec, [take(project, entry) for entry in parts.entries])


def made(project: Project, parts: Parts[Fragments]) -> list[Representation]:
    """Return the feed in each of its formats, in each coding."""
    from feeds.assemble import assemble_feed

    feed = assemble_feed(parts.spec, project.site, parts.entries)
    return [_represented(project, parts, feed, format) for format in parts.spec.paths]


MAKE = Task(_load, made, as_it_is)


def _represented(
    project: Project, parts: Parts[Fragments], feed: Feed, format: Format
) -> Representation:
    from feeds.render import render_feed, represent

    entries = [(entry.id, entry.held[format]) for entry in parts.entries]
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
