"""A feed's answer: the header rows that every 200 and 304 carry."""

from __future__ import annotations

from collections.abc import Iterator

from werkzeug.http import http_date
from werkzeug.wrappers import Response

from feeds.edition import PublishedFeed
from feeds.errors import EditionError
from feeds.model import Format
from feeds.urls import quote_path
from feeds.web.current import Opened
from feeds.web.judge import IDENTITY, Verdict

METHODS = "GET, HEAD, OPTIONS"

_STALE_IF_ERROR = 7 * 24 * 3600

Headers = dict[str, str]


def answer_feed(
    opened: Opened, verdict: Verdict, site: str, now: float, with_body: bool
) -> Response:
    """Answer with the feed (200), or that the client's copy still holds (304).

    ``site`` is the site's URL, ``now`` in seconds since 1970-01-01T00:00:00Z.
    Raises :class:`~feeds.errors.EditionError` where the file is cut short meanwhile.
    """
    url = site + quote_path(opened.feed.path)
    headers = _shared(opened.feed, verdict.tag, url)
    if verdict.status == 304:
        return _response(304, headers)
    headers |= dict(_of_content(opened, now))
    body = opened.file.read() if with_body else b""
    if with_body and len(body) != opened.size:
        raise EditionError(f"{opened.feed.path} is being replaced")
    return _response(200, headers, body)


def answer_options() -> Response:
    """Say what is allowed, also to a page of another origin (Fetch, CORS preflight)."""
    return _response(
        204,
        {
            "Allow": METHODS,
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": "If-Modified-Since, If-None-Match",
            "Access-Control-Max-Age": "86400",
        },
    )


def _shared(feed: PublishedFeed, tag: str, url: str) -> Headers:
    """What a 304 must repeat (RFC 9110 15.4.5), and what readers on other origins need."""
    return {
        "ETag": tag,
        "Cache-Control": (
            f"public, max-age={feed.max_age}, stale-while-revalidate={feed.max_age},"
            f" stale-if-error={_STALE_IF_ERROR}"  # RFC 5861
        ),
        "Vary": "Accept-Encoding",
        "Link": f'<{url}>; rel="self"',
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "ETag, Last-Modified",
        "X-Content-Type-Options": "nosniff",
    }


def _of_content(opened: Opened, now: float) -> Iterator[tuple[str, str]]:
    feed = opened.feed
    yield "Content-Type", f"{Format(feed.format).media_type}; charset=utf-8"
    yield "Content-Length", str(opened.size)
    yield "Last-Modified", http_date(min(feed.modified, int(now)))  # RFC 9110 8.8.2.1
    if opened.coding != IDENTITY:
        yield "Content-Encoding", opened.coding


def _response(status: int, headers: Headers, body: bytes = b"") -> Response:
    response = Response(body, status)
    del response.headers["Content-Type"]
    response.headers.update(headers)
    return response
