"""The Flask application: every request that is not plain, whatever its method and path."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

from flask import Flask, Request, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from feeds.edition import read_versions
from feeds.errors import EditionError
from feeds.http import encode
from feeds.web import problems
from feeds.web.answer import (
    Answer,
    Selected,
    feed_url,
    moved_feed,
    not_modified,
    options,
    partial_feed,
    whole_feed,
)
from feeds.web.current import CurrentEdition, Form, Found, Snapshot
from feeds.web.deltas import asks_for_delta, delta
from feeds.web.exchange import SELECTED
from feeds.web.fast import FastPath
from feeds.web.judge import Conditions, Weights, held_versions, judge
from feeds.web.operations import with_operations
from feeds.web.settings import EditionSettings, default_settings


def create_app(settings: EditionSettings | None = None) -> Flask:
    """Make the application that serves an edition.

    Without settings they come from the configuration file that the environment variable
    ``FEEDS_CONFIG`` names, or else from the one in the current directory. A generator's site
    needs none. Raises :class:`~feeds.errors.ConfigError`.
    """
    if settings is None:
        settings = default_settings(os.environ.get("FEEDS_CONFIG"))
    current = CurrentEdition(settings)
    # Read now: this worker keeps serving if the state directory is deleted later.
    with suppress(EditionError):
        current.reading()
    desk = _Desk(current, settings.state)
    app = Flask(__name__, static_folder=None)
    # Not routes: routing would answer some methods and slashes itself, with redirects.
    app.before_request(lambda: desk.answer(request))
    app.register_error_handler(HTTPException, _other_error)
    fast = FastPath(app.wsgi_app, current)
    front = with_operations(fast, settings, lambda: current.reading().feeds)
    app.wsgi_app = front  # type: ignore[assignment,method-assign]
    return app


class _Desk:
    def __init__(self, current: CurrentEdition, state: Path) -> None:
        self._current = current
        self._state = state

    def answer(self, request: Request) -> Response:
        # Flask writes methods in capitals, but they are case-sensitive (RFC 9110 9.1).
        method = request.environ["REQUEST_METHOD"]
        if method == "OPTIONS":
            return options().response()
        accept = request.accept_mimetypes
        if method not in ("GET", "HEAD"):
            return problems.not_allowed(accept)
        try:
            return self._answer_read(request)
        except EditionError:
            return problems.unavailable(accept)

    def _answer_read(self, request: Request) -> Response:
        reading = self._current.reading()
        accept = request.accept_mimetypes
        found = reading.find(request.path)
        if found is None and reading.is_retired(request.path):
            return problems.gone(accept)
        if found is None and reading.edition.complete:
            return problems.not_found(accept, reading.edition.home)
        if found is None:
            return problems.unavailable(accept)
        if found.status != 200:
            return moved_feed(found.status, feed_url(reading.edition.url, found.path)).response()
        return self._answer_feed(reading, found, request)

    def _answer_feed(self, reading: Snapshot, found: Found, request: Request) -> Response:
        now = time.time()
        weights = Weights(request.headers.get("Accept-Encoding"))
        form = self._current.form(found.path, weights)
        verdict = judge(_conditions(request), form.validators, weights, now)
        if verdict.status == 412:
            return problems.failed(request.accept_mimetypes)
        selected = _selected(form, reading, found)
        request.environ[SELECTED] = selected
        if verdict.status == 304:
            return not_modified(selected, verdict.tag).response()
        part = self._partial(form, selected, request, now)
        if part:
            return part.response()
        return whole_feed(selected, now, form.body if request.method == "GET" else b"").response()

    def _partial(
        self, form: Form, selected: Selected, request: Request, now: float
    ) -> Answer | None:
        """Return what changed since the version the client holds, if it asks for that."""
        held = held_versions(request.headers.get("If-None-Match"))
        asked = request.headers.get("A-IM"), request.headers.get("User-Agent")
        if not held or not asks_for_delta(*asked):
            return None
        part = self._delta(form, held)
        if part is None:
            return None
        coded = encode(part, form.coding) if form.coding else part
        body = coded if request.method == "GET" else b""
        return partial_feed(selected, now, body, len(coded))

    def _delta(self, form: Form, held: list[str]) -> bytes | None:
        path, digest = form.feed.path, form.feed.digest
        try:
            versions = read_versions(self._state, path, [digest, *held[:_MOST_HELD]])
            current = versions.pop(digest, None)
            if current is None or not versions:
                return None
            whole = self._current.form(path, Weights(None))
        except EditionError:  # no table at the moment: send the whole feed
            return None
        if whole.feed.digest != digest:  # replaced meanwhile
            return None
        return delta(whole.body, current, next(iter(versions.values())))


_MOST_HELD = 8
"""Versions of a list that are looked up; no reader sends more."""


def _selected(form: Form, reading: Snapshot, found: Found) -> Selected:
    url = feed_url(reading.edition.url, found.path)
    tag, size = form.validators.tag, len(form.body)
    hubs = reading.edition.hubs
    return Selected(form.feed, form.coding, size, tag, url, found.moved, hubs)


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
