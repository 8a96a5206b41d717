"""From a planned feed and its posts to a feed that any format can show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from statistics import median
from typing import Protocol

from feeds.assemble.people import people
from feeds.assemble.urls import absolute
from feeds.model import Feed, FeedSpec, Format, Site

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Dated(Protocol):
    """What a feed must know of an entry that it shows."""

    @property
    def published(self) -> datetime: ...

    @property
    def updated(self) -> datetime: ...


def assemble_feed(spec: FeedSpec, site: Site, entries: Sequence[Dated]) -> Feed:
    """Return the feed around ``entries``, which are those it shows, newest first.

    Its id is its Atom URL, or its first URL where it has no Atom (RFC 4287 4.2.6). It
    was updated when the last updated of its entries was; without any, at the epoch. Icon,
    logo and its authors' addresses are resolved against the site's front page; one that
    cannot be, or is not safe, is left out.
    """
    return Feed(
        id=spec.urls.get(Format.ATOM) or next(iter(spec.urls.values())),
        title=spec.title,
        home=spec.home,
        urls=spec.urls,
        updated=max((entry.updated for entry in entries), default=_EPOCH),
        subtitle=site.description,
        authors=people(site.authors, site),
        language=site.language,
        icon=_picture(site.icon, site),
        logo=_picture(site.logo, site),
        rights=site.rights,
        max_age=_max_age(entries, *spec.max_age),
        hubs=spec.hubs,
    )


def _picture(url: str | None, site: Site) -> str | None:
    return absolute(url, f"{site.url}/") if url else None


def _max_age(entries: Sequence[Dated], shortest: int, longest: int) -> int:
    """An eighth of the median gap between entries, within these bounds."""
    pairs = pairwise(entry.published for entry in entries)
    gaps = [(newer - older).total_seconds() for newer, older in pairs]
    return int(min(max(median(gaps) / 8, shortest), longest)) if gaps else longest
