"""Processes of this machine."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from feeds.builder.crew import Crew, Item, Lost, Result, Task
from feeds.builder.project import Project
from feeds.parent import end_with


class Pool(Crew):
    """A process for each core; they read the tree themselves."""

    def __init__(self, project: Project, processes: int) -> None:
        """Raises :class:`Lost` on a machine without shared memory: processes cannot talk there."""
        self.capacity = processes
        # Spawned: forked processes would share the locks and the database of this one.
        context = multiprocessing.get_context("spawn")
        try:
            self._executor = ProcessPoolExecutor(
                processes, context, initializer=_begin, initargs=(os.getpid(), project)
            )
        except OSError as error:
            raise Lost(str(error)) from error

    def begin(
        self, task: Task[Item, Any, Any, Result], chunk: Sequence[Item]
    ) -> Callable[[], list[Result]]:
        try:
            future = self._executor.submit(_done, task, chunk)
        except (BrokenProcessPool, OSError) as error:
            raise Lost(str(error)) from error
        return lambda: _result(future)

    def close(self) -> None:
        self._executor.shutdown(cancel_futures=True)


def _result(future: Future[list[Result]]) -> list[Result]:
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise Lost(str(error)) from error


_PROJECTS: list[Project] = []
"""In a process of the pool: what it works for, sent once."""


def _begin(parent: int, project: Project) -> None:
    _PROJECTS.append(project)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is told to all; the parent ends us
    end_with(parent)


def _done(task: Task[Item, Any, Any, Result], items: Sequence[Item]) -> list[Result]:
    return [task.done(_PROJECTS[-1], item) for item in items]
