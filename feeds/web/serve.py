"""The built-in server."""

from __future__ import annotations

import os
import signal
import socket
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING

from feeds.pipeline.parent import end_with
from feeds.web.app import create_app
from feeds.web.counts import counts_directory
from feeds.web.ending import ENDING, end_at_once, tell_later_handlers, tell_present_handlers
from feeds.web.operations import require_libraries
from feeds.web.settings import EditionSettings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_DRAINING = 60  # seconds that running answers are given to end; a client may stall for ever
_THREADS = 1  # a worker; more would only wait for each other's turn with the interpreter

_STANDARD_ERROR = {
    "class": "logging.StreamHandler",
    "formatter": "generic",
    "stream": "ext://sys.stderr",
}
_LOG = {"handlers": {"console": _STANDARD_ERROR, "access": _STANDARD_ERROR}}
"""Granian's own words stay out of standard output: the access log has it."""


def serve(settings: EditionSettings, host: str, port: int, workers: int) -> None:
    """Serve the edition until SIGTERM or SIGINT, then let running answers end.

    Needs the ``serve`` extra; raises ``ImportError`` without granian, and
    :class:`~feeds.errors.ConfigError` without what is configured.
    """
    from granian import Granian
    from granian.constants import Interfaces

    require_libraries(settings.serve)
    server = Granian(
        "feeds.web:create_app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=_THREADS,
        websockets=False,
        workers_kill_timeout=_DRAINING,
        log_dictconfig=_LOG,
    )
    os.register_at_fork(
        before=partial(signal.pthread_sigmask, signal.SIG_BLOCK, ENDING),
        after_in_parent=partial(signal.pthread_sigmask, signal.SIG_UNBLOCK, ENDING),
        after_in_child=end_at_once,
    )
    server.on_startup(tell_present_handlers)
    shared = settings.serve.metrics and workers > 1
    with counts_directory() if shared else nullcontext():
        server.serve(target_loader=partial(_load, settings, os.getpid()), wrap_loader=False)


def _load(settings: EditionSettings, parent: int) -> WSGIApplication:
    """Make a worker's application; the worker ends with the process that watches over it."""
    tell_later_handlers()
    end_with(parent)
    application: WSGIApplication = create_app(settings).wsgi_app
    return application


def require_free(host: str, port: int) -> None:
    """Raise ``OSError`` where this address cannot be listened on.

    Asked first, because the server would tell of it in a traceback of its own.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind(address)
