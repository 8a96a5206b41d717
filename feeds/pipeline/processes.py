"""Worker processes, one for each further core of this machine.

They are started and used over pipes, without ``multiprocessing``: its helper processes print
warnings and tracebacks of their own when a build is interrupted or killed, and a signal while
they start can leave the build waiting forever.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import cycle
from subprocess import DEVNULL, PIPE, Popen
from threading import Lock, local
from typing import IO, Any

from feeds.errors import printable
from feeds.pipeline.pool_process import ENDED, ENDING, work_as_copy
from feeds.pipeline.project import Project
from feeds.pipeline.tasks import Helpers, Item, Lost, Pending, Result, Task


class Pool(Helpers):
    """Processes beside this one; they read the tree themselves."""

    def __init__(self, project: Project, capacity: int) -> None:
        self.capacity = capacity
        self._mine = local()
        self._processes: list[_Process] = []
        self._turns = cycle(range(capacity))
        try:
            for _ in range(capacity):
                self._processes.append(_Process(project, self._processes))
            # Two for each process: while one waits for an answer, the other has asked already.
            self._threads = ThreadPoolExecutor(2 * capacity)
        except BaseException as error:
            _end(self._processes)
            if isinstance(error, OSError):  # no more processes or files
                raise Lost(printable(str(error))) from error
            raise

    def begin(self, task: Task[Item, Any, Any, Result], chunk: Sequence[Item]) -> Pending[Result]:
        try:
            return _Queued(self._threads.submit(self._ask, task, chunk))
        except RuntimeError as error:  # no more threads
            raise Lost(str(error)) from error

    def close(self) -> None:
        """End the processes at once; unfinished work is dropped."""
        for process in self._processes:
            process.kill()
        self._threads.shutdown(cancel_futures=True)
        _end(self._processes)

    def _ask(self, task: Task[Item, Any, Any, Result], chunk: Sequence[Item]) -> list[Result]:
        if not hasattr(self._mine, "process"):
            self._mine.process = self._processes[next(self._turns)]
        try:
            results, error = self._mine.process.ask((task, chunk))
        except ENDED as gone:
            raise Lost("a process ended before its work was done") from gone
        except Exception as error:  # the work, or an error that it raised
            raise Lost(f"work cannot be pickled: {printable(str(error))}") from error
        if error is not None:
            raise error
        return list(results)


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

    def __init__(self, project: Project, others: Sequence[_Process]) -> None:
        self._asking, self._answering = Lock(), Lock()
        if _is_alone():
            self.pid, self._input, self._output = _copied(project, others)
            return
        started = _started()
        assert started.stdin
        assert started.stdout
        self.pid, self._input, self._output = started.pid, started.stdin, started.stdout
        started.returncode = 0  # it is waited for here
        try:
            pickle.dump((os.getpid(), project), self._input)
        except (AttributeError, TypeError, pickle.PicklingError) as error:
            _end([self])
            raise Lost(f"the generator cannot be pickled: {printable(str(error))}") from error

    def ask(self, question: object) -> Any:
        """Return the answer to a question: answers come in the order of the questions.

        A thread may ask while another one waits: the process always has something to do.
        """
        with self._asking:
            pickle.dump(question, self._input)
            self._input.flush()
            self._answering.acquire()
        try:
            return pickle.load(self._output)
        finally:
            self._answering.release()

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def close(self) -> None:
        """Close this end of the pipes."""
        for pipe in (self._input, self._output):
            with suppress(OSError):  # input still in the pipe is dropped
                pipe.close()


def _end(processes: Sequence[_Process]) -> None:
    for process in processes:
        process.kill()
        process.close()
    for process in processes:
        with suppress(ChildProcessError):
            os.waitpid(process.pid, 0)


def _is_alone() -> bool:
    """Return whether this process has one thread, and so can be forked.

    In a copy, a lock that another thread held would never be released. A copy has loaded
    everything: it starts in 5 ms, and a new process takes 350 ms of processor time. Without
    compression, the first build of a blog of 300 posts takes 0.85 of the time.
    """
    try:
        return len(os.listdir("/proc/self/task")) == 1
    except OSError:  # not Linux: elsewhere, libraries of the system may start threads of their own
        return False


def _copied(project: Project, others: Sequence[_Process]) -> tuple[int, IO[bytes], IO[bytes]]:
    """Fork; return the id of the copy and the pipes to and from it."""
    # Loaded before the fork, so that no copy has to load it.
    import feeds.pipeline.documents  # noqa: F401

    (asked, asking), (answering, answered) = os.pipe(), os.pipe()
    # A signal must not end a copy as it ends the build, which removes files and gives up locks.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        parent, pid = os.getpid(), os.fork()
        if not pid:
            try:
                for other in others:
                    other.close()
                os.close(asking)
                os.close(answering)
                work_as_copy(project, parent, asked, answered)
            finally:
                os._exit(1)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    os.close(asked)
    os.close(answered)
    return pid, os.fdopen(asking, "wb"), os.fdopen(answering, "rb")


def _started() -> Popen[bytes]:
    # A group of its own: Ctrl-C is for the build, which ends its processes.
    # Code is loaded to stay: as in feeds/__main__.py, it is not searched for garbage.
    code = (
        f"import gc, sys; gc.disable(); sys.path[:] = {sys.path!r}; "
        "from feeds.pipeline.pool_process import work; work()"
    )
    command = [sys.executable, "-c", code]
    return Popen(command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, process_group=0)
