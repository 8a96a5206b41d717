"""Processes that work beside this one, one for each further core of this machine.

They are started and used over pipes, without ``multiprocessing``: its helper processes print
warnings and tracebacks of their own when a build is interrupted or killed, and a signal while
they start can leave the build waiting forever.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import cycle
from subprocess import DEVNULL, PIPE, Popen
from threading import Lock, local
from typing import IO, Any

from feeds.errors import printable
from feeds.pipeline.pool_process import ENDED
from feeds.pipeline.project import Project
from feeds.pipeline.tasks import Helpers, Item, Lost, Pending, Result, Task


class Pool(Helpers):
    """Processes beside this one; they read the tree themselves."""

    def __init__(self, project: Project, capacity: int) -> None:
        self.capacity = capacity
        self._project = project
        self._mine = local()
        self._started: list[_Process] = []
        self._lock = Lock()
        self._turns = cycle(range(capacity))
        self._is_closed = False
        # Two threads for each process: while one waits for an answer, the other has asked already.
        self._threads = ThreadPoolExecutor(2 * capacity)

    def begin(self, task: Task[Item, Any, Any, Result], chunk: Sequence[Item]) -> Pending[Result]:
        try:
            return _Queued(self._threads.submit(self._ask, task, chunk))
        except RuntimeError as error:  # no more threads
            raise Lost(str(error)) from error

    def close(self) -> None:
        """End the processes at once; unfinished work is dropped."""
        with self._lock:
            self._is_closed = True
            for process in self._started:
                process.kill()
        self._threads.shutdown(cancel_futures=True)
        for process in self._started:
            process.close()

    def _ask(self, task: Task[Item, Any, Any, Result], chunk: Sequence[Item]) -> list[Result]:
        try:
            results, error = self._process().ask((task, chunk))
        except ENDED as gone:
            raise Lost("a process ended before its work was done") from gone
        if error is not None:
            raise error
        return list(results)

    def _process(self) -> _Process:
        """Return this thread's process, started when it is first needed."""
        if not hasattr(self._mine, "process"):
            with self._lock:
                if self._is_closed:
                    raise Lost("the build is over")
                turn = next(self._turns)
                if turn == len(self._started):
                    self._started.append(_Process(self._project))
                self._mine.process = self._started[turn]
        found: _Process = self._mine.process
        return found


class _Queued(Pending[Result]):
    def __init__(self, future: Future[list[Result]]) -> None:
        self._future = future

    def results(self) -> list[Result]:
        try:
            return self._future.result()
        except CancelledError as error:
            raise Lost("the build is over") from error

    def is_done(self) -> bool:
        return self._future.done()

    def take_back(self) -> bool:
        return not self._future.cancelled() and self._future.cancel()


class _Process:
    """A process, its pipes, and whose turn it is to use them."""

    def __init__(self, project: Project) -> None:
        self._process = _start()
        self._asking, self._answering = Lock(), Lock()
        try:
            pickle.dump((os.getpid(), project), self._input)
        except (AttributeError, TypeError, pickle.PicklingError) as error:
            self.kill()
            self.close()
            raise Lost(f"the generator cannot be pickled: {printable(str(error))}") from error

    @property
    def _input(self) -> IO[bytes]:
        assert self._process.stdin
        return self._process.stdin

    def ask(self, question: object) -> Any:
        """Return the answer to a question: answers come in the order of the questions.

        A thread may ask while another one waits: the process always has something to do.
        """
        with self._asking:
            pickle.dump(question, self._input)
            self._input.flush()
            self._answering.acquire()
        try:
            assert self._process.stdout
            return pickle.load(self._process.stdout)
        finally:
            self._answering.release()

    def kill(self) -> None:
        self._process.kill()

    def close(self) -> None:
        """Close the pipes of a process that was killed."""
        with suppress(OSError), self._process:  # input still in the pipe is dropped
            pass


def _start() -> Popen[bytes]:
    # A group of its own: Ctrl-C is for the build, which ends its processes.
    # Code is loaded to stay: as in feeds/__main__.py, it is not searched for garbage.
    code = (
        f"import gc, sys; gc.disable(); sys.path[:] = {sys.path!r}; "
        "from feeds.pipeline.pool_process import work; work()"
    )
    command = [sys.executable, "-c", code]
    return Popen(command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, process_group=0)
