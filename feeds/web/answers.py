"""Answers with feeds and pages, and error texts (RFC 9457).

A problem is plain text or JSON, whichever the client accepts. It never shows a stack or a path
of the machine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import http_date
from werkzeug.wrappers import Response

from feeds.edition import PublishedFile
from feeds.http import (
    A_DAY,
    A_MINUTE,
    CONDITIONS,
    FAILED,
    GONE,
    METHODS,
    REFUSED,
    VALIDATORS,
    cache_control,
    content_type,
    links,
    plain_problem,
    public,
    unknown,
)
from feeds.model import Coding, FileType, type_named
from feeds.pages.html import HEADER_POLICY

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_PLAIN = "text/plain"
_JSON = "application/problem+json"
RETRY = "60"
"""Seconds after which a client may ask again if there is no edition."""

Headers = list[tuple[str, str]]


class Answer(msgspec.Struct, frozen=True):
    """A whole answer, as WSGI takes it."""

    status: int
    headers: Headers
    """Exactly these are sent, in this order; the server adds ``Date``."""
    body: bytes = b""

    def response(self) -> Response:
        """Return it as Flask takes it, with these headers and no others."""
        response = Response(self.body, status_line(self.status))
        response.headers.clear()
        response.headers.extend(self.headers)
        return response


def status_line(status: int) -> str:
    """Return the status with the phrase of its specification."""
    return f"{status} {HTTPStatus(status).phrase}"


class Selected(msgspec.Struct, frozen=True):
    """The representation selected for a request (RFC 9110 8.3)."""

    file: PublishedFile
    coding: Coding | None
    """None for identity."""
    size: int
    """Bytes of the body."""
    tag: str
    """The entity tag, quotes included."""
    url: str
    """The file's own URL, absolute if the site's URL is known."""
    moved: bool
    """The request named another URL: an old one, or ``/`` for the page that lists the feeds."""
    hubs: tuple[str, ...] = ()
    """URLs of the feed's WebSub hubs."""

    @property
    def kind(self) -> str:
        """The kind of the feed, or ``page`` for all that is published for people."""
        return self.file.kind or PAGE


PAGE = "page"
SELECTED = "feeds.selected"
"""The key in a request's WSGI environment under which its :class:`Selected` is kept."""


def not_modified(selected: Selected, tag: str) -> Answer:
    """Answer that the client's copy, the one with this tag, is current.

    A 304 has only the headers that update a cache (RFC 9110 15.4.5).
    """
    return Answer(304, _cache_headers(selected, tag))


def whole(selected: Selected, now: float, body: bytes) -> Answer:
    """Answer with the feed or page; ``now`` in seconds since 1970-01-01T00:00:00Z."""
    headers = [*_content_headers(selected, now), *_cache_headers(selected, selected.tag)]
    return Answer(200, headers, body)


def partial(selected: Selected, now: float, body: bytes, size: int) -> Answer:
    """Answer with the changed entries of a feed only (RFC 3229 10.4.1).

    ``size`` is the size of the body that GET sends; HEAD sends none. Caches that do not know
    deltas must not keep the answer.
    """
    headers = [
        *_content_headers(replace(selected, size=size), now),
        *_cache_headers(selected, selected.tag),
    ]
    headers = [(name, value) for name, value in headers if name != "Cache-Control"]
    return Answer(226, [*headers, ("IM", "feed"), ("Cache-Control", "no-store")], body)


def moved(status: int, url: str) -> Answer:
    """Redirect to the URL of today (RFC 9110 15.4.2, 15.4.9)."""
    return _redirect(status, url, public(A_DAY))


def page_of_feed(url: str) -> Answer:
    """Redirect a browser to the page of a feed; caches must not, as feed readers get the feed."""
    return _redirect(302, url, "no-store")


def _redirect(status: int, url: str, caching: str) -> Answer:
    body = f"Go to {url}\n".encode()
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Location", url),
        ("Cache-Control", caching),
        ("Access-Control-Allow-Origin", "*"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    return Answer(status, headers, body)


def options() -> Answer:
    """List the allowed methods, also for pages of other origins (Fetch, CORS preflight)."""
    headers = [
        ("Allow", METHODS),
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Allow-Methods", METHODS),
        ("Access-Control-Allow-Headers", CONDITIONS),
        ("Access-Control-Max-Age", str(A_DAY)),
    ]
    return Answer(204, headers)


def last_modified(file: PublishedFile, now: float) -> str:
    """Return the file's date, but never one later than the answer's own (RFC 9110 8.8.2.1)."""
    return http_date(min(file.modified, int(now)))


def _cache_headers(selected: Selected, tag: str) -> Headers:
    canonical = [("Content-Location", selected.url)] if selected.moved else []
    return [
        ("ETag", tag),
        ("Cache-Control", cache_control(selected.file.max_age)),
        ("Vary", "Accept-Encoding"),
        *canonical,
        ("Access-Control-Allow-Origin", "*"),
    ]


def _content_headers(selected: Selected, now: float) -> Headers:
    coded = [("Content-Encoding", str(selected.coding))] if selected.coding else []
    type = type_named(selected.file.format)
    linked = [("Link", links(selected.url, selected.hubs))] if selected.file.is_feed else []
    policy = [("Content-Security-Policy", HEADER_POLICY)] if type is FileType.HTML else []
    return [
        ("Content-Type", content_type(type)),
        ("Content-Length", str(selected.size)),
        ("Last-Modified", last_modified(selected.file, now)),
        *coded,
        *linked,
        *policy,
        ("Access-Control-Expose-Headers", VALIDATORS),
        ("X-Content-Type-Options", "nosniff"),
    ]


def requested_path(environ: WSGIEnvironment) -> str:
    """Return the path of a request, percent-decoded."""
    path: str = environ["PATH_INFO"]
    return path.encode("latin-1").decode(errors="replace")


def is_opened(environ: WSGIEnvironment) -> bool:
    """Return whether a browser will show the answer (W3C Fetch Metadata 2.1)."""
    return environ.get("HTTP_SEC_FETCH_DEST") == "document"


def names_no_host(environ: WSGIEnvironment) -> bool:
    """Return whether a request must be refused because of its Host field (RFC 9112 3.2).

    It has none or two; servers join two with a comma. Granian reports a missing Host as an
    empty one, which may be refused too (RFC 9112 3.3). HTTP/1.0 needs no Host.
    """
    host = environ.get("HTTP_HOST")
    if not host:
        return environ.get("SERVER_PROTOCOL") == "HTTP/1.1"
    return "," in host


def bad_host(accept: MIMEAccept) -> Response:
    """400 for a request without exactly one Host field (RFC 9112 3.2)."""
    return problem(400, "The request must contain one Host field.", accept)


def not_found(accept: MIMEAccept, home: str, pages: str) -> Response:
    """404, cached for a minute: the next edition may have this feed.

    ``home`` is the URL of the site's feed, ``pages`` that of the page that lists all feeds.
    """
    return problem(404, unknown(home, pages), accept, {"Cache-Control": public(A_MINUTE)})


def gone(accept: MIMEAccept) -> Response:
    """410, cached for a day: a retired feed does not come back (RFC 9110 15.5.11)."""
    return problem(410, GONE, accept, {"Cache-Control": public(A_DAY)})


def not_allowed(accept: MIMEAccept) -> Response:
    """405 for every method but GET, HEAD and OPTIONS."""
    return problem(405, REFUSED, accept, {"Allow": METHODS})


def failed(accept: MIMEAccept) -> Response:
    """412 for a precondition that failed (RFC 9110 13.1.1, 13.1.4)."""
    return problem(412, FAILED, accept)


def too_many(accept: MIMEAccept, seconds: int) -> Response:
    """429 with the seconds to wait (RFC 6585 4)."""
    detail = f"Too many requests. Try again in {seconds} seconds."
    return problem(429, detail, accept, {"Retry-After": str(seconds)})


def unavailable(accept: MIMEAccept) -> Response:
    """503 if there is no edition yet, or this part of it is missing."""
    detail = "The feeds are not available now. Try again in a minute."
    return problem(503, detail, accept, {"Retry-After": RETRY})


def problem(
    status: int, detail: str, accept: MIMEAccept, headers: Mapping[str, str] | None = None
) -> Response:
    """Answer with an error, in plain text or in JSON, whichever the client prefers."""
    kind = accept.best_match([_PLAIN, _JSON, "application/json"], default=_PLAIN)
    if kind == _PLAIN:
        body, media_type = plain_problem(status, detail), f"{_PLAIN}; charset=utf-8"
    else:
        title = HTTPStatus(status).phrase
        facts = {"type": "about:blank", "title": title, "status": status, "detail": detail}
        body, media_type = json.dumps(facts) + "\n", _JSON
    response = Response(body, status_line(status), content_type=media_type)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.update(headers or {})
    return response
