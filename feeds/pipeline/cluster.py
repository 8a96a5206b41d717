"""A dask cluster: processes of other machines, which need this program but no tree.

Contents go with the work, so that no file system is shared. What travels is pickled
here as a call, so that a scheduler, which passes it on, needs nothing of this program.
"""

from __future__ import annotations

import logging
import pickle
import socket
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager, nullcontext, suppress
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from feeds.errors import ConfigError, Fault, printable
from feeds.pipeline.project import Project, ingredients
from feeds.pipeline.tasks import Helpers, Item, Lost, Result, Task

if TYPE_CHECKING:
    from ssl import SSLContext

    from distributed import Client

_SCHEMES = ("", "tcp", "tls", "ws", "wss")
"""Of dask's connections; over others it would fail, and say so in a traceback at the end."""
_PATIENCE = 10.0
"""Seconds that a scheduler or a first worker may be away before it is given up."""
_LOOK = 1.0
"""Seconds of waiting for a result between two looks at whether anybody works on it."""
_ONE_AT_A_TIME = threading.Lock()
"""A worker may have several threads; feeds are rendered by one."""


def require_usable(address: str) -> None:
    """Raise :class:`~feeds.errors.ConfigError` where no cluster at this address can be used."""
    if find_spec("distributed") is None:
        raise _refusal("needs distributed; install it with: pip install 'feeds[dask]'")
    scheme, _, place = address.rpartition("://")
    host, colon, port = place.rpartition(":")
    if scheme not in _SCHEMES or not (host and colon and port.isdecimal()):
        raise _refusal(f"{address!r} is no address; write tcp://HOST:8786")


class Cluster(Helpers):
    """The workers of one scheduler, each found to have the libraries that are here."""

    is_asked_for = True

    def __init__(self, project: Project, address: str) -> None:
        """Connect, and look at every worker.

        Raises :class:`~feeds.errors.ConfigError` where there is no scheduler, no worker
        or one that differs.
        """
        self._project = project
        self._address = address
        self._packed = pickle.dumps(project)
        self._client = _connected(address)
        try:
            self.capacity = self._counted()
            self._look_over()
        except BaseException:
            self.close()
            raise
        self._executor = self._client.get_executor(pure=False)

    def begin(
        self, task: Task[Item, Any, Any, Result], chunk: Sequence[Item]
    ) -> Callable[[], list[Result]]:
        loaded = [task.load(self._project, item) for item in chunk]
        call = _Call(_worked_off, ingredients(), self._packed, pickle.dumps((task.work, loaded)))
        try:
            future = self._executor.submit(pickle.loads, pickle.dumps(call))
        except Exception as error:
            raise Lost("the connection was lost") from error
        return lambda: [task.keep(self._project, one) for one in self._result(future)]

    def close(self) -> None:
        with _quiet():
            self._client.close(timeout=_PATIENCE)

    def _result(self, future: Future[bytes]) -> list[Any]:
        given_up = time.monotonic() + _PATIENCE
        while True:
            try:
                found: list[Any] = pickle.loads(future.result(_LOOK))
                return found
            except TimeoutError:
                if self._workers():
                    given_up = time.monotonic() + _PATIENCE
                elif time.monotonic() > given_up:
                    raise Lost("no worker is left") from None
            except Lost:
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
            f"{self._address} has no workers; start one with: dask worker {self._address}"
        )

    def _look_over(self) -> None:
        call = pickle.dumps(_Call(ingredients))
        try:
            answers = self._client.run(pickle.loads, call, on_error="return")
        except Exception as error:
            raise _refusal(f"{self._address}: the connection was lost; try again") from error
        # One that is gone by now (OSError) is given no work.
        differing = {
            address: _difference(answer)
            for address, answer in sorted(answers.items())
            if not isinstance(answer, OSError)
        }
        told = [f"worker {address}: {what}" for address, what in differing.items() if what]
        if told:
            raise _refusal(*(f"{one}; install the same" for one in told))


def _lost(error: Exception) -> Lost:
    """Say why a result will not come; what is wrong in a task is told where it is done here."""
    from distributed import KilledWorker

    if isinstance(error, KilledWorker):
        return Lost("workers were killed over and over")
    if isinstance(error, CancelledError | OSError):
        return Lost("the connection was lost")
    return Lost(f"a worker failed ({printable(str(error))})")


class _Call:
    """Pickled, it is a function's call: it is made where it is unpickled."""

    def __init__(self, function: Callable[..., Any], *args: object) -> None:
        self._call = function, args

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[object, ...]]:
        return self._call


def _worked_off(theirs: Mapping[str, str], project: bytes, rest: bytes) -> bytes:
    """Work off a chunk, in a worker, if it is made of what the program that asks is made of.

    It may have joined after the others were looked over. Raises :class:`Lost` if not.
    """
    from distributed import get_worker

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
    """Say what differs; empty where nothing does. An exception is a worker without this program."""
    here = ingredients() if here is None else here
    if not isinstance(there, Mapping):
        return f"cannot run this feeds ({there})"
    names = [name for name in {**here, **there} if here.get(name) != there.get(name)]
    return ", ".join(
        f"{name} {there.get(name, 'missing')} there, {here.get(name, 'missing')} here"
        for name in names
    )


def _connected(address: str) -> Client:
    import dask
    from distributed import Client

    _silence()
    silent = _refusal(f"no scheduler answers at {address}; start one with: dask scheduler")
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
    """Say whether somebody at an address speaks first, as a scheduler does.

    Dask's own client waits without end for one that is silent, such as a web server. Raises
    :class:`~feeds.errors.ConfigError` where nothing can be asked for want of certificates.
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
    """Return how dask's own client would speak TLS; without, it fails in a traceback at the end."""
    from distributed import Security

    with suppress(OSError):
        found: SSLContext | None = Security().get_connection_args("client")["ssl_context"]
        if found:
            return found
    needed = "tls:// needs certificates that can be read"
    raise _refusal(f"{needed}; name them in dask's configuration, distributed.comm.tls")


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep dask's warnings back, of other versions or of a slow end: results are checked here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _silence() -> None:
    """Keep dask's log off standard error: what the user should know is said in our words."""
    for name in ("distributed", "tornado", "asyncio"):
        own = [one for one in logging.root.manager.loggerDict if f"{one}.".startswith(f"{name}.")]
        for logger in map(logging.getLogger, own):
            logger.handlers.clear()
            logger.propagate = True
        logging.getLogger(name).addHandler(logging.NullHandler())
        logging.getLogger(name).propagate = False


def _refusal(*messages: str) -> ConfigError:
    return ConfigError([Fault("--scheduler", 0, message) for message in messages])
