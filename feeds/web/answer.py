"""A feed's answer: the header rows that every 200, 226, 304 and redirect carry."""

from __future__ import annotations

from http import HTTPStatus
from typing import NamedTuple

from werkzeug.http import http_date
from werkzeug.wrappers import Response

from feeds.edition import PublishedFeed
from feeds.http import (
    A_DAY,
    CONDITIONS,
    METHODS,
    VALIDATORS,
    cache_control,
    content_type,
    links,
    public,
)
from feeds.model import Coding, Format
from feeds.urls import quote_path

Headers = list[tuple[str, str]]


class Answer(NamedTuple):
    """A whole answer, as WSGI takes it."""

    status: int
    headers: Headers
    body: bytes = b""

    def response(self) -> Response:
        """Return it as Flask takes it, with these headers and no others."""
        response = Response(self.body, status_line(self.status))
        response.headers.clear()
        response.headers.extend(self.headers)
        return response


def status_line(status: int) -> str:
    """Return the status with the phrase that its specification has."""
    return f"{status} {HTTPStatus(status).phrase}"


class Selected(NamedTuple):
    """The representation selected for a request (RFC 9110 8.3)."""

    feed: PublishedFeed
    coding: Coding | None
    size: int
    """Bytes to be sent."""
    tag: str
    """The entity tag, quotes included."""
    url: str
    """The feed's own, absolute where the site's is known."""
    moved: bool
    """The request named a URL that the feed used to have."""
    hubs: tuple[str, ...] = ()
    """URLs where news of the feed can be subscribed to."""


def not_modified(selected: Selected, tag: str) -> Answer:
    """Answer that the client's copy, the one with this tag, still holds.

    It carries what guides a cache's update and nothing else (RFC 9110 15.4.5).
    """
    return Answer(304, _of_cache(selected, tag))


def whole_feed(selected: Selected, now: float, body: bytes) -> Answer:
    """Answer with the feed; ``now`` in seconds since 1970-01-01T00:00:00Z."""
    return Answer(200, [*_of_content(selected, now), *_of_cache(selected, selected.tag)], body)


def partial_feed(selected: Selected, now: float, body: bytes, size: int) -> Answer:
    """Answer with what changed (RFC 3229 10.4.1); ``size`` is the body's, also where it stays out.

    Caches that know nothing of deltas must not keep it.
    """
    headers = [*_of_content(selected._replace(size=size), now), *_of_cache(selected, selected.tag)]
    headers = [(name, value) for name, value in headers if name != "Cache-Control"]
    return Answer(226, [*headers, ("IM", "feed"), ("Cache-Control", "no-store")], body)


def moved_feed(status: int, url: str) -> Answer:
    """Answer that a feed is at another URL from now on (RFC 9110 15.4.2, 15.4.9)."""
    body = f"The feed has moved to {url}\n".encode()
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Location", url),
        ("Cache-Control", public(A_DAY)),
        ("Access-Control-Allow-Origin", "*"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    return Answer(status, headers, body)


def options() -> Answer:
    """Say what is allowed, also to a page of another origin (Fetch, CORS preflight)."""
    headers = [
        ("Allow", METHODS),
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Allow-Methods", METHODS),
        ("Access-Control-Allow-Headers", CONDITIONS),
        ("Access-Control-Max-Age", str(A_DAY)),
    ]
    return Answer(204, headers)


def feed_url(site: str, path: str) -> str:
    """Return a published path's URL; ``site`` is the site's, empty where it is not known."""
    return site + quote_path(path)


def last_modified(feed: PublishedFeed, now: float) -> str:
    """Return the date, never one after the answer's own (RFC 9110 8.8.2.1)."""
    return http_date(min(feed.modified, int(now)))


def _of_cache(selected: Selected, tag: str) -> Headers:
    canonical = [("Content-Location", selected.url)] if selected.moved else []
    return [
        ("ETag", tag),
        ("Cache-Control", cache_control(selected.feed.max_age)),
        ("Vary", "Accept-Encoding"),
        *canonical,
        ("Access-Control-Allow-Origin", "*"),
    ]


def _of_content(selected: Selected, now: float) -> Headers:
    coded = [("Content-Encoding", str(selected.coding))] if selected.coding else []
    return [
        ("Content-Type", content_type(Format(selected.feed.format))),
        ("Content-Length", str(selected.size)),
        ("Last-Modified", last_modified(selected.feed, now)),
        *coded,
        ("Link", links(selected.url, selected.hubs)),
        ("Access-Control-Expose-Headers", VALIDATORS),
        ("X-Content-Type-Options", "nosniff"),
    ]
