"""What a feed's answers say, whatever program gives them."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

from feeds.kinds import Format

METHODS = "GET, HEAD, OPTIONS"
CONDITIONS = "A-IM, If-Modified-Since, If-None-Match"
"""The request fields that a page of another origin may send (Fetch, CORS preflight)."""
VALIDATORS = "ETag, Last-Modified"
"""The response fields that it may read."""
A_DAY = 86400
"""Seconds for which it need not be asked again what was moved or retired, or what is allowed."""
A_MINUTE = 60
"""Seconds for which a path need not be asked for again that leads nowhere now."""

GONE = "This feed is no longer published; please unsubscribe."
REFUSED = "A feed can only be read."
FAILED = "The feed is not the version the request asks for."

_STALE_IF_ERROR = 7 * 24 * 3600


def content_type(format: Format) -> str:
    """Return a feed's Content-Type; who is told no charset guesses one (RFC 9110 8.3)."""
    return f"{format.media_type}; charset=utf-8"


def public(max_age: int) -> str:
    """Return the Cache-Control of what anybody may keep for so many seconds."""
    return f"public, max-age={max_age}"


def cache_control(max_age: int) -> str:
    """Return a feed's Cache-Control (RFC 9111 5.2.2, RFC 5861); ``max_age`` in seconds."""
    stale = f"stale-while-revalidate={max_age}, stale-if-error={_STALE_IF_ERROR}"
    return f"{public(max_age)}, {stale}"


def links(url: str, hubs: Iterable[str]) -> str:
    """Return the Link that names a feed's own URL and its hubs (WebSub 4; RFC 8288 3)."""
    return ", ".join([f'<{url}>; rel="self"', *(f'<{hub}>; rel="hub"' for hub in hubs)])


def unknown(home: str) -> str:
    """Return the detail of a 404; ``home`` is the site's own feed, empty where it has none."""
    detail = "There is no feed at this address."
    return f"{detail} The site's feed is {home}" if home else detail


def plain_problem(status: int, detail: str) -> str:
    """Return the body of an error for people to read."""
    return f"{status} {HTTPStatus(status).phrase}\n\n{detail}\n"
