"""A process for each core of this machine.

They are started and used over pipes, without ``multiprocessing``: its helper processes print
warnings and tracebacks of their own when a build is interrupted or killed, and a signal while
they start can leave the build waiting forever.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import suppress
from subprocess import DEVNULL, PIPE, Popen
from threading import Lock, local
from typing import IO, Any

from feeds.errors import printable
from feeds.pipeline.parent import end_with
from feeds.pipeline.project import Project
from feeds.pipeline.tasks import Helpers, Item, Lost, Result, Task

_ENDED = (OSError, EOFError, ValueError, pickle.UnpicklingError)
"""What is raised by reading from a process that is gone, or writing to it."""


class Pool(Helpers):
    """A process for each core; they read the tree themselves."""

    def __init__(self, project: Project, processes: int) -> None:
        self.capacity = processes
        self._project = project
        self._mine = local()
        self._started: list[Popen[bytes]] = []
        self._lock = Lock()
        self._is_closed = False
        # A thread for each process: it only hands over, and waits.
        self._threads = ThreadPoolExecutor(processes)

    def begin(
        self, task: Task[Item, Any, Any, Result], chunk: Sequence[Item]
    ) -> Callable[[], list[Result]]:
        try:
            future = self._threads.submit(self._ask, task, chunk)
        except RuntimeError as error:  # no more threads
            raise Lost(str(error)) from error
        return lambda: _result(future)

    def close(self) -> None:
        """End the processes at once; unfinished work is dropped."""
        with self._lock:
            self._is_closed = True
            for process in self._started:
                process.kill()
        self._threads.shutdown(cancel_futures=True)
        for process in self._started:
            with suppress(OSError), process:  # input still in the pipe is dropped
                pass

    def _ask(self, task: Task[Item, Any, Any, Result], chunk: Sequence[Item]) -> list[Result]:
        try:
            asked, answered = self._pipes()
            pickle.dump((task, chunk), asked)
            asked.flush()
            results, error = pickle.load(answered)
        except _ENDED as gone:
            raise Lost("a process ended before its work was done") from gone
        if error is not None:
            raise error
        return list(results)

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        """Return the pipes to and from this thread's process, started when first needed."""
        if not hasattr(self._mine, "pipes"):
            with self._lock:
                if self._is_closed:
                    raise Lost("the build is over")
                process = _start()
                self._started.append(process)
            assert process.stdin
            assert process.stdout
            self._mine.pipes = process.stdin, process.stdout
            try:
                pickle.dump((os.getpid(), self._project), process.stdin)
            except (AttributeError, TypeError, pickle.PicklingError) as error:
                raise Lost(f"the generator cannot be pickled: {printable(str(error))}") from error
        pipes: tuple[IO[bytes], IO[bytes]] = self._mine.pipes
        return pipes


def _start() -> Popen[bytes]:
    # A group of its own: Ctrl-C is for the build, which ends its processes.
    code = (
        f"import sys; sys.path[:] = {sys.path!r}; from feeds.pipeline.processes import work; work()"
    )
    command = [sys.executable, "-c", code]
    return Popen(command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, process_group=0)


def _result(future: Future[list[Result]]) -> list[Result]:
    try:
        return future.result()
    except CancelledError as error:
        raise Lost("the build is over") from error


def work() -> None:
    """Do what standard input asks for, until it ends: the whole life of a process of the pool."""
    asked, answered = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print stays out of the answers
    with suppress(*_ENDED):
        try:
            parent, project = pickle.load(asked)
            end_with(parent)
            while True:
                pickle.dump(_done(project, *pickle.load(asked)), answered)
                answered.flush()
        except (
            ImportError,
            AttributeError,
        ) as error:  # a module of the build is missing
            pickle.dump(([], Lost(printable(str(error)))), answered)
            answered.flush()
    os._exit(0)  # do not flush an answer: the build may have ended


def _done(
    project: Project, task: Task[Item, Any, Any, Result], chunk: Sequence[Item]
) -> tuple[list[Result], Exception | None]:
    try:
        return [task.done(project, item) for item in chunk], None
    except Exception as error:  # raised again in the build
        return [], error
