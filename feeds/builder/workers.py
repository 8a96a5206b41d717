"""Work on many items, by a process for each core where there is enough of it."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from types import TracebackType
from typing import Self, TypeVar

from feeds.builder.project import Project
from feeds.parent import end_with

Item = TypeVar("Item")
Result = TypeVar("Result")

_FEWEST = 400
"""Items; processes would start longer than they work on fewer."""
_CHUNK = 32
_QUEUED = 3
"""Chunks under way for each process: enough that none waits, and memory is bounded."""


class Workers:
    """Processes that are started when they are first worth it, for the length of a block."""

    def __init__(
        self, project: Project, processes: int | None = None, fewest: int = _FEWEST
    ) -> None:
        """Use so many ``processes``, one for each core unless given; one is this one."""
        self._project = project
        self._processes = processes or os.cpu_count() or 1
        self._fewest = fewest
        self._stack = ExitStack()
        self._executor: Executor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.close()

    def each(
        self, task: Callable[[Project, Item], Result], items: Sequence[Item]
    ) -> Iterator[Result]:
        """Yield what the task makes of each item, in order; it must be a module's function.

        The results do not depend on who made them. Where a process is lost, to its memory
        or a kill, the rest is done here.
        """
        done = 0
        executor = self._executor_for(len(items))
        if executor:
            try:
                for chunk in self._chunks(executor, task, items):
                    yield from chunk
                    done += len(chunk)
            except BrokenProcessPool:
                self._executor, self._processes = None, 1
        for item in items[done:]:
            yield task(self._project, item)

    def _executor_for(self, items: int) -> Executor | None:
        if items < self._fewest or self._processes < 2:
            return None
        try:
            self._executor = self._executor or self._started()
        except OSError:  # a machine without shared memory: its processes cannot talk
            self._processes = 1
        return self._executor

    def _chunks(
        self,
        executor: Executor,
        task: Callable[[Project, Item], Result],
        items: Sequence[Item],
    ) -> Iterator[list[Result]]:
        running: deque[Future[list[Result]]] = deque()
        for start in range(0, len(items), _CHUNK):
            chunk = items[start : start + _CHUNK]
            running.append(executor.submit(_worked_off, self._project, task, chunk))
            if len(running) > self._processes * _QUEUED:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()

    def _started(self) -> Executor:
        # Spawned: forked processes would share the locks and the database of this one.
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(
            self._processes, context, initializer=_begin, initargs=(os.getpid(),)
        )
        self._stack.callback(pool.shutdown, cancel_futures=True)
        return pool


def _begin(parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is told to all; the parent ends us
    end_with(parent)


def _worked_off(
    project: Project, task: Callable[[Project, Item], Result], items: Sequence[Item]
) -> list[Result]:
    return [task(project, item) for item in items]
