"""What stands in front of the feeds: limits, pages about the server, counts and the log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING

from feeds.config.serving import ServeSection
from feeds.errors import ConfigError, Fault
from feeds.web.access import AccessLog, json_line, text_line
from feeds.web.clients import Clients
from feeds.web.exchange import Exchange, Observed
from feeds.web.health import Health
from feeds.web.pages import OwnPages, Page, Published
from feeds.web.settings import EditionSettings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_LINES = {"text": text_line, "json": json_line}


def with_operations(
    app: WSGIApplication, settings: EditionSettings, published: Published
) -> WSGIApplication:
    """Wrap the application in all that is configured; what is not costs nothing.

    Probes and scrapes are not limited; refused requests are counted and noted like others.
    Raises :class:`~feeds.errors.ConfigError`.
    """
    serve = settings.serve
    require_libraries(serve)
    clients = Clients(serve.trusted_proxies)
    pages: dict[str, Page] = {"/healthz": Health(settings.state, published)}
    observers: list[Callable[[Exchange], None]] = []
    if serve.limits.storage:
        from feeds.web.limits import Limits

        app = Limits(app, serve.limits, clients)
    if serve.metrics:
        from feeds.web.metrics import Metrics

        pages["/metrics"] = metrics = Metrics(settings.state)
        observers.append(metrics.count)
    if serve.access_log:
        observers.append(AccessLog(_LINES[serve.access_log], clients))
    app = OwnPages(app, pages, published)
    return Observed(app, observers) if observers else app


def require_libraries(serve: ServeSection) -> None:
    """Raise :class:`~feeds.errors.ConfigError` where what is configured cannot be loaded."""
    missing = [
        Fault(key, 0, f"needs {library}; install it with: pip install 'feeds[{extra}]'")
        for key, library, extra in _needed(serve)
        if find_spec(library) is None
    ]
    if missing:
        raise ConfigError(missing)


def _needed(serve: ServeSection) -> Iterator[tuple[str, str, str]]:
    storage = serve.limits.storage
    if storage:
        yield "serve.limits", "limits", "serve"
    if storage and storage != "memory":
        yield "serve.limits.storage", "redis", "redis"
    if serve.metrics:
        yield "serve.metrics", "prometheus_client", "serve"
