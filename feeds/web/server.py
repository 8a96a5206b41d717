"""The built-in server, granian."""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from threading import Thread
from typing import TYPE_CHECKING, Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from feeds.edition import Edition, read_edition
from feeds.errors import EditionError
from feeds.pipeline.parent import end_with
from feeds.web.app import application
from feeds.web.settings import COUNTS_VARIABLE, EditionSettings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_DRAINING = 60
"""Seconds in which running answers may end; without a limit a client could stall forever."""
_THREADS = 1
"""Threads of a worker; more would only wait for the interpreter's lock."""

ENDING = signal.SIGTERM, signal.SIGINT
_AGAIN = 1.0
"""Seconds until the handlers of a signal are called again, if they were not ready."""

_COUNTS_PREFIX = "feeds-metrics-"
_NEW = 60
"""Seconds in which a new directory of counts may not be locked yet."""


def serve(settings: EditionSettings, tell: Callable[[str], None]) -> None:
    """Serve the edition until SIGTERM or SIGINT, then let running answers end.

    ``tell`` is called with granian's errors.
    """
    section, handler = settings.serve, {"()": lambda: _Log(tell)}
    known = None
    # Read before the workers start: the state directory may be deleted before the last one has.
    with suppress(EditionError):
        known = read_edition(settings.state)
    server = Granian(
        "feeds.web:create_app",
        address=section.host,
        port=section.port,
        interface=Interfaces.WSGI,
        workers=section.workers,
        blocking_threads=_THREADS,
        websockets=False,
        workers_kill_timeout=_DRAINING,
        log_level=LogLevels.error,
        log_dictconfig={"handlers": {"console": handler, "access": handler}},
    )
    os.register_at_fork(
        before=partial(signal.pthread_sigmask, signal.SIG_BLOCK, ENDING),
        after_in_parent=partial(signal.pthread_sigmask, signal.SIG_UNBLOCK, ENDING),
        after_in_child=end_at_once,
    )
    server.on_startup(call_present_handlers)
    shared = section.metrics and section.workers > 1
    with counts_directory() if shared else nullcontext():
        server.serve(target_loader=partial(_load, settings, known, os.getpid()), wrap_loader=False)


def _load(settings: EditionSettings, known: Edition | None, parent: int) -> WSGIApplication:
    """Make a worker's application; the worker ends with its parent process."""
    call_later_handlers()
    end_with(parent)
    app: WSGIApplication = application(settings, known).wsgi_app
    return app


class _Log(logging.Handler):
    """Reports granian's errors in our words."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__()
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if message.startswith("Unexpected exit from worker"):
            message = "a server process ended, perhaps for lack of memory; start the server again"
        self._tell(message)


def free_port(host: str, port: int) -> int:
    """Return the port if it can be listened on; for 0, one that nobody uses.

    Checked before granian starts, which would print a traceback. Raises ``OSError``.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except UnicodeError as error:
        raise socket.gaierror(socket.EAI_NONAME, "not a host name") from error
    family, kind, protocol, _, address = found
    with socket.socket(family, kind, protocol) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind(address)
        free: int = trial.getsockname()[1]
        return free


# SIGTERM and SIGINT: a thread calls the handlers. Python would call them in the main thread,
# which does not notice a signal if it has just begun to wait, and waits for itself if it holds
# the lock that a handler takes. Granian's handlers set an event that its main thread waits for.


def call_later_handlers() -> None:
    """Call handlers that are set after this, once; until then a signal ends the process.

    Must be called before other threads start: they then receive no signal either.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    Thread(target=_wait, daemon=True).start()


def call_present_handlers() -> None:
    """Call the handlers that are set now, again and again, whatever other threads do."""
    handlers = {number: signal.signal(number, _nothing) for number in ENDING}
    heard, woken = os.pipe()
    os.set_blocking(woken, False)
    signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
    Thread(target=_hear, args=(heard, handlers), daemon=True).start()


def end_at_once() -> None:
    """In a new child process, let signals end it, instead of calling its parent's handlers."""
    signal.set_wakeup_fd(-1)
    for number in ENDING:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)


def _wait() -> None:
    number = signal.sigwait(ENDING)
    handler: Any = signal.getsignal(number)
    if not callable(handler):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
        signal.raise_signal(number)
    # Once: a third call in a worker of granian would wait forever, and the whole process too.
    handler(number, None)


def _hear(heard: int, handlers: dict[int, Any]) -> None:
    number = 0
    while number not in handlers:
        (number,) = os.read(heard, 1)
    while True:
        handlers[number](number, None)
        time.sleep(_AGAIN)


def _nothing(*_: object) -> None:
    """Called in the main thread; the thread of _hear calls the real handler."""


@contextmanager
def counts_directory() -> Iterator[None]:
    """Make a temporary directory for the workers' counts, and remove it at the end.

    It is not in the state directory, which may be deleted while the server runs. If the
    environment already names a directory, that one is used and kept. Directories of killed
    servers are removed too.
    """
    if COUNTS_VARIABLE in os.environ:
        yield
        return
    _remove_abandoned()
    with TemporaryDirectory(prefix=_COUNTS_PREFIX) as directory:
        lock = os.open(directory, os.O_RDONLY)
        fcntl.flock(lock, fcntl.LOCK_EX)
        os.environ[COUNTS_VARIABLE] = directory
        try:
            yield
        finally:
            del os.environ[COUNTS_VARIABLE]
            os.close(lock)


def _remove_abandoned() -> None:
    """Remove directories that no server locks; the lock ends with a server's last process."""
    for directory in Path(gettempdir()).glob(f"{_COUNTS_PREFIX}*"):
        with suppress(OSError):
            lock = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                found = os.fstat(lock)
                if found.st_uid == os.geteuid() and time.time() - found.st_mtime > _NEW:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(directory)
            finally:
                os.close(lock)
