"""Use a dask cluster: processes on other machines, without the site's files.

The contents of files travel with the work, so no file system is shared. What travels is pickled
as a call, so the scheduler in between does not need this program.
"""

from __future__ import annotations

import logging
import pickle
import socket
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, nullcontext, suppress
from functools import lru_cache
from ssl import SSLContext
from typing import Any

import dask
from distributed import Client, Future, KilledWorker, Security, get_worker

from feeds.errors import ConfigError, Fault, printable
from feeds.pipeline.project import Project, ingredients
from feeds.pipeline.tasks import Helpers, Item, Lost, Pending, Result, Task

_SCHEMES = ("", "tcp", "tls", "ws", "wss")
"""Of dask's connections; with any other, dask prints a traceback when it ends."""
_PATIENCE = 10.0
"""Seconds to wait for a scheduler, or for a first worker."""
_CHECK_EVERY = 1.0
"""Seconds of waiting for a result before checking that workers are left."""
_ONE_AT_A_TIME = threading.Lock()
"""A worker may have several threads; only one of them renders feeds."""


def require_address(address: str) -> None:
    """Raise :class:`~feeds.errors.ConfigError` if this is not the address of a cluster."""
    scheme, _, place = address.rpartition("://")
    host, colon, port = place.rpartition(":")
    if scheme not in _SCHEMES or not (host and colon and port.isdecimal()):
        raise _refusal(f"{address!r} is not the URL of a scheduler; write tcp://HOST:8786")


class Cluster(Helpers):
    """The workers of one scheduler; each was found to have the same libraries."""

    is_asked_for = True

    def __init__(self, project: Project, address: str) -> None:
        """Connect, and check every worker.

        Raises :class:`~feeds.errors.ConfigError` if there is no scheduler, no worker, or a
        worker that differs.
        """
        self._project = project
        self._address = address
        self._packed = pickle.dumps(project)
        self._client = _connected(address)
        try:
            self.capacity = self._counted()
            self._check_workers()
        except BaseException:
            self.close()
            raise

    def begin(self, task: Task[Item, Any, Any, Result], chunk: Sequence[Item]) -> Pending[Result]:
        loaded = [task.load(self._project, item) for item in chunk]
        call = _Call(_work, ingredients(), self._packed, pickle.dumps((task.work, loaded)))
        try:
            # Not dask's executor: it takes a result for an error if its worker dies meanwhile.
            future = self._client.submit(pickle.loads, pickle.dumps(call), pure=False)
        except Exception as error:
            raise Lost("the connection was lost") from error
        return _Submitted(lambda: [task.keep(self._project, one) for one in self._result(future)])

    def close(self) -> None:
        with _quiet():
            self._client.close(timeout=_PATIENCE)

    def _result(self, future: Future[bytes]) -> list[Any]:
        given_up = time.monotonic() + _PATIENCE
        while True:
            try:
                found: list[Any] = pickle.loads(future.result(_CHECK_EVERY))
                return found
            except TimeoutError:
                if self._workers():
                    given_up = time.monotonic() + _PATIENCE
                elif time.monotonic() > given_up:
                    raise Lost("no workers are left") from None
            except (ConfigError, Lost):
                raise
            except Exception as error:
                raise _lost(error) from error

    def _workers(self) -> int:
        try:
            return len(self._client.nthreads())
        except Exception as error:
            raise Lost("the connection was lost") from error

    def _counted(self) -> int:
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            try:
                count = self._workers()
            except Lost as lost:
                raise _refusal(f"{self._address}: {lost}; try again") from lost
            if count:
                return count
            time.sleep(0.05)
        raise _refusal(
            f"{self._address} has no workers; start one with `dask worker {self._address}`"
        )

    def _check_workers(self) -> None:
        call = pickle.dumps(_Call(ingredients))
        try:
            answers = self._client.run(pickle.loads, call, on_error="return")
        except Exception as error:
            raise _refusal(f"{self._address}: the connection was lost; try again") from error
        # A worker that has gone meanwhile (OSError) gets no work.
        differing = {
            address: _difference(answer)
            for address, answer in sorted(answers.items())
            if not isinstance(answer, OSError)
        }
        problems = [f"worker {address}: {what}" for address, what in differing.items() if what]
        if problems:
            raise _refusal(*(f"{one}; install the same versions" for one in problems))


class _Submitted(Pending[Result]):
    def __init__(self, wait: Callable[[], list[Result]]) -> None:
        self._wait = wait

    def results(self) -> list[Result]:
        return self._wait()


def _lost(error: Exception) -> Lost:
    """Say why a result will not come. A fault in the task shows when it is done here."""

    if isinstance(error, KilledWorker):
        return Lost("workers were killed repeatedly")
    if isinstance(error, CancelledError | OSError):
        return Lost("the connection was lost")
    return Lost(f"a worker failed ({printable(str(error))})")


class _Call:
    """A function call: pickle stores it, and unpickling makes the call."""

    def __init__(self, function: Callable[..., Any], *args: object) -> None:
        self._call = function, args

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[object, ...]]:
        return self._call


def _work(theirs: Mapping[str, str], project: bytes, rest: bytes) -> bytes:
    """Work on a chunk, in a worker, if it has the same ingredients as the program that asks.

    A worker may have joined after the others were checked. Raises :class:`Lost` if it differs.
    """

    what = _difference(ingredients(), theirs)
    if what:
        raise Lost(f"worker {get_worker().address}: {what}")
    with _ONE_AT_A_TIME:
        work, loaded = pickle.loads(rest)
        return pickle.dumps([work(_unpacked(project), one) for one in loaded])


@lru_cache(maxsize=1)
def _unpacked(project: bytes) -> Project:
    found: Project = pickle.loads(project)
    return found


def _difference(there: object, here: Mapping[str, str] | None = None) -> str:
    """Return what differs, or "". An exception comes from a worker without this program."""
    here = ingredients() if here is None else here
    if not isinstance(there, Mapping):
        return f"it cannot run this version of feeds ({there})"
    names = [name for name in {**here, **there} if here.get(name) != there.get(name)]
    return ", ".join(
        f"{name} is {there.get(name, 'missing')} there and {here.get(name, 'missing')} here"
        for name in names
    )


def _connected(address: str) -> Client:
    _silence()
    silent = _refusal(f"no scheduler answers at {address}; start one with `dask scheduler`")
    if not _speaks(address):
        raise silent
    # One chunk may hold large posts; dask would warn of each.
    dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"})
    try:
        with _quiet():
            return Client(address, timeout=_PATIENCE, set_as_default=False)
    except Exception as error:
        raise silent from error


def _speaks(address: str) -> bool:
    """Return whether the server at an address speaks first, as a scheduler does.

    Dask's own client waits forever for a server that is silent, such as a web server. Raises
    :class:`~feeds.errors.ConfigError` if certificates are missing.
    """
    scheme, _, place = address.rpartition("://")
    if scheme not in ("", "tcp", "tls"):
        return True
    secured = _tls().wrap_socket if scheme == "tls" else nullcontext
    host, _, port = place.rpartition(":")
    try:
        with (
            socket.create_connection((host.strip("[]"), int(port)), _PATIENCE) as plain,
            secured(plain) as probe,
        ):
            return bool(probe.recv(1))
    except OSError:
        return False


def _tls() -> SSLContext:
    """Return the TLS settings of dask's own client; without any, dask ends in a traceback."""

    with suppress(OSError):
        found: SSLContext | None = Security().get_connection_args("client")["ssl_context"]
        if found:
            return found
    needed = "tls:// needs readable certificates"
    raise _refusal(f"{needed}; name them under distributed.comm.tls in dask's configuration")


@contextmanager
def _quiet() -> Iterator[None]:
    """Hide dask's warnings about versions or a slow end: results are checked here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _silence() -> None:
    """Hide dask's log: our messages say what the user should know."""
    for name in ("distributed", "tornado", "asyncio"):
        own = [one for one in logging.root.manager.loggerDict if f"{one}.".startswith(f"{name}.")]
        for logger in map(logging.getLogger, own):
            logger.handlers.clear()
            logger.propagate = True
        logging.getLogger(name).addHandler(logging.NullHandler())
        logging.getLogger(name).propagate = False


def _refusal(*messages: str) -> ConfigError:
    return ConfigError([Fault("--scheduler", 0, message) for message in messages])
