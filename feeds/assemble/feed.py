"""From a planned feed and its posts to a feed that any format can show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from statistics import median

from feeds.assemble.people import people
from feeds.assemble.urls import absolute
from feeds.model import Feed, FeedSpec, Format, Post, Site

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def assemble_feed(spec: FeedSpec, site: Site, posts: Sequence[Post]) -> Feed:
    """Return the feed around ``posts``, which are those it shows, newest first.

    Its id is its Atom URL, or its first URL where it has no Atom (RFC 4287 4.2.6). It
    was updated when the last updated of its posts was; without posts, at the epoch. Icon,
    logo and its authors' addresses are resolved against the site's front page; one that
    cannot be, or is not safe, is left out.
    """
    return Feed(
        id=spec.urls.get(Format.ATOM) or next(iter(spec.urls.values())),
        title=spec.title,
        home=spec.home,
        urls=spec.urls,
        updated=max((post.updated for post in posts), default=_EPOCH),
        subtitle=site.description,
        authors=people(site.authors, site),
        language=site.language,
        icon=_picture(site.icon, site),
        logo=_picture(site.logo, site),
        rights=site.rights,
        max_age=_max_age(posts, *spec.max_age),
        hubs=spec.hubs,
    )


def _picture(url: str | None, site: Site) -> str | None:
    return absolute(url, f"{site.url}/") if url else None


def _max_age(posts: Sequence[Post], shortest: int, longest: int) -> int:
    """An eighth of the median gap between posts, within these bounds."""
    gaps = [(newer.published - older.published).total_seconds() for newer, older in pairwise(posts)]
    return int(min(max(median(gaps) / 8, shortest), longest)) if gaps else longest
