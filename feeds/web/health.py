"""Pages about the server itself, such as ``/healthz``."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Response

from feeds.edition import BuildOutcome, PublishedFile, read_outcome
from feeds.errors import EditionError
from feeds.web.answers import RETRY, names_no_host

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Page = Callable[["WSGIEnvironment"], Response]
Published = Callable[[], Mapping[str, PublishedFile]]
"""Returns all files by path; raises :class:`~feeds.errors.EditionError` without an edition."""


class OwnPages:
    """WSGI middleware that answers for some paths, unless a file is published there."""

    def __init__(
        self, app: WSGIApplication, pages: Mapping[str, Page], published: Published
    ) -> None:
        """``pages`` are the pages by path."""
        self.app = app
        self._pages = pages
        self._published = published

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a GET or HEAD of a page; pass everything else on."""
        page = self._page(environ)
        if page is None:
            return self.app(environ, start_response)
        answer = page(environ)
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer(environ, start_response)

    def _page(self, environ: WSGIEnvironment) -> Page | None:
        page = self._pages.get(environ["PATH_INFO"])
        if page is None or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return None
        if names_no_host(environ) or self._is_published(environ["PATH_INFO"]):
            return None
        return page

    def _is_published(self, path: str) -> bool:
        try:
            return path in self._published()
        except EditionError:
            return False


class Health:
    """The page for health checks: 200 if there is an edition, 503 if not."""

    def __init__(
        self, state: Path, published: Published, clock: Callable[[], float] = time.time
    ) -> None:
        """``state`` is the edition's state directory.

        ``clock`` is in seconds since 1970-01-01T00:00:00Z.
        """
        self._state = state
        self._published = published
        self._clock = clock

    def __call__(self, _: WSGIEnvironment) -> Response:
        """Answer with one JSON object; it shows no path of the machine, even if a build failed."""
        outcome = read_outcome(self._state)
        feeds = self._feeds()
        facts = {"alive": True, "feeds": feeds or 0, **self._facts(outcome)}
        # An edition without feeds counts only after a build that succeeded.
        if feeds or (feeds is not None and outcome and outcome.built):
            return _json_answer(200, facts)
        unwell = _json_answer(503, facts)
        unwell.headers["Retry-After"] = RETRY
        return unwell

    def _feeds(self) -> int | None:
        """Return how many documents of feeds are published; None if no edition can be read."""
        try:
            return sum(file.is_feed for file in self._published().values())
        except EditionError:
            return None

    def _facts(self, outcome: BuildOutcome | None) -> dict[str, Any]:
        age = edition_age(outcome, self._clock())
        held = outcome.held if outcome else ""
        return {
            "age": None if age is None else round(age),
            "build": outcome and outcome.outcome,
            "held": bool(held),
            **({"reason": held} if held else {}),
        }


def edition_age(outcome: BuildOutcome | None, now: float) -> float | None:
    """Return the seconds since the last build that succeeded; None if not known."""
    if outcome is None or outcome.built is None:
        return None
    return max(0.0, now - outcome.built.timestamp())


def _json_answer(status: int, facts: dict[str, Any]) -> Response:
    return Response(json.dumps(facts) + "\n", status, content_type="application/json")
