"""Pages about the server itself, at paths where no feed is published."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

from feeds.errors import EditionError
from feeds.web.problems import names_no_host

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Page = Callable[["WSGIEnvironment"], Response]
Published = Callable[[], Collection[str]]
"""The paths of all feeds; raises :class:`~feeds.errors.EditionError` where there is no edition."""


class OwnPages:
    """WSGI middleware that answers for some paths, unless a feed is published there."""

    def __init__(
        self, app: WSGIApplication, pages: Mapping[str, Page], published: Published
    ) -> None:
        self.app = app
        self._pages = pages
        self._published = published

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a GET or HEAD for a page; pass everything else on."""
        page = self._pages.get(environ["PATH_INFO"])
        if page is None or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self.app(environ, start_response)
        if names_no_host(environ):
            return self.app(environ, start_response)  # it refuses them
        if self._is_published(environ["PATH_INFO"]):
            return self.app(environ, start_response)
        answer = page(environ)
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer(environ, start_response)

    def _is_published(self, path: str) -> bool:
        try:
            return path in self._published()
        except EditionError:
            return False
