"""The Flask blueprint: routes and error handlers."""

from __future__ import annotations

import time
from posixpath import splitext
from typing import Any

from flask import Blueprint, request
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter, ValidationError
from werkzeug.wrappers import Response

from feeds.config.schema import ServeSection
from feeds.errors import EditionError
from feeds.http import encode
from feeds.web import answers
from feeds.web.answers import SELECTED
from feeds.web.deltas import delta_for
from feeds.web.preconditions import Conditions, Weights, judge
from feeds.web.snapshot import CurrentEdition, Match, Snapshot

_METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT"]
"""All usual methods: the view itself answers 405 for most of them."""


_SUFFIXES = (".atom", ".rss", ".xml", ".json")
"""Endings of the paths that may be feeds while nobody knows the feeds."""


class FeedView:
    """Answers every request for a feed or page, whatever its method and path."""

    def __init__(self, current: CurrentEdition, section: ServeSection) -> None:
        self._current = current
        self._shows_pages = section.browsers == "page"

    def has(self, path: str) -> bool:
        """Return whether a path below the prefix is one of a feed or page, now or in the past.

        Before the first build is finished, every path that ends like a feed's may be one.
        """
        try:
            snapshot = self._current.snapshot()
        except EditionError:
            return _may_be_feed(path)
        path = _rooted(path)
        known = snapshot.find(path) is not None or snapshot.is_retired(path)
        return known or (not snapshot.edition.complete and _may_be_feed(path))

    def __call__(self, path: str) -> Response:
        """Answer for a path below the prefix, percent-decoded.

        Raises :class:`~feeds.errors.EditionError` if there is no edition.
        """
        accept = request.accept_mimetypes
        if answers.names_no_host(request.environ):
            return answers.bad_host(accept)
        # Werkzeug upper-cases request.method, but methods are case-sensitive (RFC 9110 9.1).
        method = request.environ["REQUEST_METHOD"]
        if method == "OPTIONS":
            return answers.options().response()
        if method not in ("GET", "HEAD"):
            return answers.not_allowed(accept)
        return self._read(_rooted(path))

    def _read(self, path: str) -> Response:
        snapshot = self._current.snapshot()
        found = snapshot.find(path)
        if found is None:
            return _missing(snapshot, path)
        file = snapshot.files[found.path]
        if found.status != 200:
            url = snapshot.url_of(file) if found.moved else snapshot.location_of(file)
            return answers.moved(found.status, url).response()
        # Before the conditions: they are ignored unless the answer would be 200 (RFC 9110 13.2.1).
        page = snapshot.page_of(file) if self._shows_pages else ""
        if page and answers.is_opened(request.environ):
            return answers.page_of_feed(page).response()
        return self._file(snapshot, found)

    def _file(self, snapshot: Snapshot, found: Match) -> Response:
        now = time.time()
        # First the coding, then the validators of this form, then the conditions.
        weights = Weights(request.headers.get("Accept-Encoding"))
        form = self._current.form(found.path, weights)
        verdict = judge(_conditions(), form.validators, weights, now)
        if verdict.status == 412:
            return answers.failed(request.accept_mimetypes)
        selected = snapshot.selected(found, form.file, form.coding)
        request.environ[SELECTED] = selected
        if verdict.status == 304:
            return answers.not_modified(selected, verdict.tag).response()
        is_get = request.method == "GET"
        part = delta_for(self._current, form, request.headers)
        if part is None:
            return answers.whole(selected, now, form.body if is_get else b"").response()
        coded = encode(part, form.coding) if form.coding else part
        return answers.partial(selected, now, coded if is_get else b"", len(coded)).response()


def _rooted(path: str) -> str:
    return f"/{path.lstrip('/')}"


def _may_be_feed(path: str) -> bool:
    return splitext(path.rstrip("/"))[1].lower() in _SUFFIXES


def _missing(snapshot: Snapshot, path: str) -> Response:
    accept = request.accept_mimetypes
    if snapshot.is_retired(path):
        return answers.gone(accept)
    if snapshot.edition.complete:
        return answers.not_found(accept, snapshot.edition.home, snapshot.list_url)
    return answers.unavailable(accept)  # the first build is not finished


def feeds_blueprint(view: FeedView) -> Blueprint:
    """Return the blueprint whose routes are this view, for the paths that it has.

    All others belong to the application that the blueprint is mounted in.
    """

    class FeedPath(BaseConverter):
        """The whole path below the prefix: it may hold slashes and line breaks."""

        regex = r"[\s\S]*"
        part_isolating = False

        def to_python(self, value: str) -> str:
            if not view.has(value):
                raise ValidationError
            return value

    class PrefixPath(FeedPath):
        """The prefix without a slash after it, which is answered as with one."""

        regex = ""

    def add_converters(setup: BlueprintSetupState) -> None:
        setup.app.url_map.converters |= {name: FeedPath, f"{name}_prefix": PrefixPath}
        if setup.url_prefix:
            endpoint = f"{setup.name_prefix}.{setup.name}.prefix".lstrip(".")
            rule = f"{setup.url_prefix.rstrip('/')}<{name}_prefix:path>"
            setup.app.add_url_rule(rule, endpoint, view, **options)

    name = f"feed_path_{id(view)}"  # an application may mount several editions
    options: dict[str, Any] = {
        "methods": _METHODS,
        "provide_automatic_options": False,
        "merge_slashes": False,  # or Werkzeug redirects paths with two slashes in a row
    }
    blueprint = Blueprint("feeds", __name__)
    blueprint.record(add_converters)
    blueprint.add_url_rule(f"/<{name}:path>", "feed", view, **options)
    blueprint.register_error_handler(EditionError, no_edition)
    blueprint.register_error_handler(HTTPException, other_error)
    return blueprint


def no_edition(_: EditionError) -> Response:
    """503: there is no edition yet, or no intact copy of the file."""
    return answers.unavailable(request.accept_mimetypes)


def other_error(error: HTTPException) -> Response:
    """Answer for an error of Flask, or 500 for one of this program, which is in the log."""
    status = error.code or 500
    detail = (
        "The request cannot be answered." if status < 500 else "The server failed. Try again later."
    )
    return answers.problem(status, detail, request.accept_mimetypes)


def _conditions() -> Conditions:
    return Conditions(
        if_match=request.headers.get("If-Match"),
        if_unmodified_since=request.headers.get("If-Unmodified-Since"),
        if_none_match=request.headers.get("If-None-Match"),
        if_modified_since=request.headers.get("If-Modified-Since"),
    )
