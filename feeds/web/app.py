"""The Flask application: every request, whatever its method and path, comes through here."""

from __future__ import annotations

import os
import time
from pathlib import Path

from flask import Flask, Request, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from feeds.errors import EditionError
from feeds.web import problems
from feeds.web.answer import answer_feed, answer_options
from feeds.web.current import CurrentEdition
from feeds.web.judge import Conditions, Weights, judge
from feeds.web.settings import EditionSettings, settings_from_config


def create_app(settings: EditionSettings | None = None) -> Flask:
    """Make the application that serves an edition.

    Without settings they come from the configuration file the environment variable
    ``FEEDS_CONFIG`` names, or else from ``config.yaml`` in the working directory.
    Raises :class:`~feeds.errors.ConfigError`.
    """
    if settings is None:
        settings = settings_from_config(Path(os.environ.get("FEEDS_CONFIG") or "config.yaml"))
    desk = _Desk(settings)
    app = Flask(__name__, static_folder=None)
    # Not routes: routing would answer some methods and slashes itself, with redirects.
    app.before_request(lambda: desk.answer(request))
    app.register_error_handler(HTTPException, _other_error)
    return app


class _Desk:
    def __init__(self, settings: EditionSettings) -> None:
        self._current = CurrentEdition(settings)

    def answer(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return answer_options()
        accept = request.accept_mimetypes
        if request.method not in ("GET", "HEAD"):
            return problems.not_allowed(accept)
        try:
            return self._answer_read(request)
        except EditionError:
            return problems.unavailable(accept)

    def _answer_read(self, request: Request) -> Response:
        reading = self._current.reading()
        path = reading.paths.find(request.path)
        if path is not None:
            return self._answer_feed(path, reading.url, request)
        if reading.complete:
            return problems.not_found(request.accept_mimetypes, reading.home)
        return problems.unavailable(request.accept_mimetypes)

    def _answer_feed(self, path: str, site: str, request: Request) -> Response:
        now = time.time()
        weights = Weights(request.headers.get("Accept-Encoding"))
        with self._current.open(path, weights) as opened:
            verdict = judge(_conditions(request), opened.validators, weights, now)
            if verdict.status == 412:
                return problems.failed(request.accept_mimetypes)
            with_body = request.method == "GET"
            return answer_feed(opened, verdict, site, now, with_body)


def _conditions(request: Request) -> Conditions:
    return Conditions(
        if_match=request.headers.get("If-Match"),
        if_unmodified_since=request.headers.get("If-Unmodified-Since"),
        if_none_match=request.headers.get("If-None-Match"),
        if_modified_since=request.headers.get("If-Modified-Since"),
    )


def _other_error(error: HTTPException) -> Response:
    """What Flask itself refuses or fails in; the log has more than the client is told."""
    status = error.code or 500
    detail = "The request cannot be answered." if status < 500 else "Something went wrong here."
    return problems.problem(status, detail, request.accept_mimetypes)
