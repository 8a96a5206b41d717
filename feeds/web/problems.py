"""Errors as problem details (RFC 9457), in plain text or JSON; no stack, no path of the machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING

from werkzeug.datastructures import MIMEAccept
from werkzeug.wrappers import Response

from feeds.http import (
    A_DAY,
    A_MINUTE,
    FAILED,
    GONE,
    METHODS,
    REFUSED,
    plain_problem,
    public,
    unknown,
)
from feeds.web.answer import status_line

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_PLAIN = "text/plain"
_JSON = "application/problem+json"
_RETRY = "60"  # seconds


def names_no_host(environ: WSGIEnvironment) -> bool:
    """Return whether a request lacks a Host, or has two: it must be refused (RFC 9112 3.2).

    Servers join two fields with a comma. Granian reports a missing Host as an empty one, and
    an empty one may be refused (RFC 9112 3.3); HTTP/1.0 needs none.
    """
    host = environ.get("HTTP_HOST")
    if not host:
        return environ.get("SERVER_PROTOCOL") == "HTTP/1.1"
    return "," in host


def bad_host(accept: MIMEAccept) -> Response:
    """400 for a request without exactly one Host field (RFC 9112 3.2)."""
    return problem(400, "The request must have one Host field.", accept)


def not_found(accept: MIMEAccept, home: str) -> Response:
    """404, for a minute: what is missing now may be in the next edition."""
    return problem(404, unknown(home), accept, {"Cache-Control": public(A_MINUTE)})


def gone(accept: MIMEAccept) -> Response:
    """410, for a day: a retired feed does not come back (RFC 9110 15.5.11)."""
    return problem(410, GONE, accept, {"Cache-Control": public(A_DAY)})


def not_allowed(accept: MIMEAccept) -> Response:
    """405 for every method but those a feed has."""
    return problem(405, REFUSED, accept, {"Allow": METHODS})


def failed(accept: MIMEAccept) -> Response:
    """412 (RFC 9110 13.1.1, 13.1.4)."""
    return problem(412, FAILED, accept)


def too_many(accept: MIMEAccept, seconds: int) -> Response:
    """429 (RFC 6585 4), with how long to wait."""
    detail = f"You ask too often; please ask again in {seconds} seconds."
    return problem(429, detail, accept, {"Retry-After": str(seconds)})


def unavailable(accept: MIMEAccept) -> Response:
    """503, where an edition, or this part of it, is still to come."""
    detail = "The feeds are not available right now; please ask again in a minute."
    return problem(503, detail, accept, {"Retry-After": _RETRY})


def problem(
    status: int, detail: str, accept: MIMEAccept, headers: Mapping[str, str] | None = None
) -> Response:
    """Answer with an error, in the form the client accepts, plain text where it has no wish."""
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
