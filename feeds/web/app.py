"""The Flask application.

Requests pass, in this order, through the access log and the metrics, the pages about the server,
the limits, the fast path and Flask. What is not configured is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from importlib.util import find_spec
from os import PathLike
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from feeds.config import Config
from feeds.config.schema import ServeSection
from feeds.edition import Edition, PublishedFile
from feeds.errors import ConfigError, EditionError, missing_extra
from feeds.web.accesslog import AccessLog, Exchange, Observed, json_line, text_line
from feeds.web.clients import Clients
from feeds.web.fastpath import FastPath
from feeds.web.health import Health, OwnPages, Page
from feeds.web.routes import FeedView, feeds_blueprint, no_edition, other_error
from feeds.web.settings import EditionSettings, edition_settings
from feeds.web.snapshot import CurrentEdition

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_LINES = {"text": text_line, "json": json_line}


def create_app(
    config: EditionSettings | Config | str | PathLike[str] | None = None,
) -> Flask:
    """Return the Flask application that ``feeds serve`` runs. It serves what a build wrote.

    ``config`` is the same as for :func:`build`. If it is None, the environment variable
    ``FEEDS_CONFIG`` names the configuration file. Without this variable, it is the configuration
    file in the current folder. The site of a generator needs no configuration file.

    Raises :class:`~feeds.errors.ConfigError`.
    """
    return application(edition_settings(config))


def application(settings: EditionSettings, known: Edition | None = None) -> Flask:
    """Make the application; ``known`` is served if the table cannot be read now."""
    current = _opened(settings, known)
    app = Flask(__name__, static_folder=None)
    view = FeedView(current, settings.serve)
    app.register_blueprint(feeds_blueprint(view))
    _answer_unrouted(app, view)
    fast = FastPath(app.wsgi_app, current, settings.serve)
    front = with_operations(fast, settings, current)
    app.wsgi_app = front  # type: ignore[assignment,method-assign]
    return app


def blueprint(config: EditionSettings | Config | str | PathLike[str] | None = None) -> Blueprint:
    """Return the feeds as a Flask blueprint, for use in another Flask application.

    ``app.register_blueprint(feeds.blueprint("feeds.yaml"), url_prefix="/feeds")`` serves
    ``/feed.atom`` as ``/feeds/feed.atom``. ``site.url`` must end with the same prefix:
    ``https://example.com/feeds``. Complete examples are in ``docs/how-to/flask.md``.

    It gives the same answers as :func:`create_app`, but it is slower, and has no limits, access
    log, metrics or ``/healthz``. The other application answers paths without a feed, and methods
    that Flask does not know. ``config`` and errors are the same as for :func:`create_app`.
    """
    settings = edition_settings(config)
    return feeds_blueprint(FeedView(_opened(settings), settings.serve))


def _opened(settings: EditionSettings, known: Edition | None = None) -> CurrentEdition:
    current = CurrentEdition(settings, known)
    # Read now: this worker keeps serving if the state directory is deleted later.
    with suppress(EditionError):
        current.snapshot()
    return current


def _answer_unrouted(app: Flask, view: FeedView) -> None:
    """Let the view answer what Flask routes nowhere.

    That is a path without a feed, a method that Werkzeug does not know, a target without a path,
    or a request for a WebSocket.
    """

    @app.errorhandler(HTTPException)
    def answer(error: HTTPException) -> Response:
        if error is not request.routing_exception:
            return other_error(error)
        try:
            return view(request.path)
        except EditionError as missing:
            return no_edition(missing)


def with_operations(
    app: WSGIApplication, settings: EditionSettings, current: CurrentEdition
) -> WSGIApplication:
    """Wrap the application in all that is configured for its operation.

    Health checks and metrics are not limited. Refused requests are counted and logged like
    others. Raises :class:`~feeds.errors.ConfigError`.
    """
    serve = settings.serve
    require_libraries(serve)

    def published() -> Mapping[str, PublishedFile]:
        return current.snapshot().files

    clients = Clients(serve.trusted_proxies)
    pages: dict[str, Page] = {"/healthz": Health(settings.state, published)}
    observers: list[Callable[[Exchange], None]] = []
    if serve.limits.storage:
        # Of the extra `serve`: may not be installed.
        from feeds.web.limits import Limits

        app = Limits(app, serve.limits, clients, current.is_page)
    if serve.metrics:
        # Of the extra `serve`: may not be installed.
        from feeds.web.metrics import Metrics

        pages["/metrics"] = metrics = Metrics(settings.state)
        observers.append(metrics.count)
    if serve.access_log:
        observers.append(AccessLog(_LINES[serve.access_log], clients))
    app = OwnPages(app, pages, published)
    return Observed(app, observers) if observers else app


def require_libraries(serve: ServeSection) -> None:
    """Raise :class:`~feeds.errors.ConfigError` if something configured cannot be loaded."""
    missing = [
        missing_extra(key, extra)
        for key, library, extra in _needed(serve)
        if find_spec(library) is None
    ]
    if missing:
        raise ConfigError(missing)


def _needed(serve: ServeSection) -> Iterator[tuple[str, str, str]]:
    """Yield the key, the library and the extra of each optional library that is needed."""
    storage = serve.limits.storage
    if storage:
        yield "serve.limits", "limits", "serve"
    if storage and storage != "memory":
        yield "serve.limits.storage", "redis", "redis"
    if serve.metrics:
        yield "serve.metrics", "prometheus_client", "serve"
