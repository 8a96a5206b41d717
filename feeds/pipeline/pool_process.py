"""The main loop of a worker process: receive work, send results.

A module of its own: it needs no threads, which take 10 ms to load.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import IO, Any, NoReturn

from feeds.errors import printable
from feeds.pipeline.parent import end_with
from feeds.pipeline.project import Project
from feeds.pipeline.tasks import Item, Lost, Result, Task

ENDED = (OSError, EOFError, ValueError, pickle.UnpicklingError)
"""What is raised by reading from a process that is gone, or writing to it."""
ENDING = signal.SIGINT, signal.SIGTERM


def work() -> NoReturn:
    """Do what standard input asks for, until it ends: the whole life of a new process."""
    asked, answered = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print stays out of the answers
    try:
        parent, project = pickle.load(asked)
    except (ImportError, AttributeError) as error:  # a module of the build is missing
        _answer(answered, ([], Lost(printable(str(error)))))
        os._exit(0)
    gc.enable()
    _serve(project, parent, asked, answered)


def work_as_copy(project: Project, parent: int, asked: int, answered: int) -> NoReturn:
    """Do what a pipe asks for, until it ends: the whole life of a process that was forked.

    It never returns to what the build was doing, and touches none of its files and databases.
    Signals of ``ENDING`` are blocked when it begins.
    """
    os.setpgid(0, 0)  # Ctrl-C is for the build, which ends its processes
    for number in ENDING:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)
    _serve(project, parent, os.fdopen(asked, "rb"), os.fdopen(answered, "wb"))


def _serve(project: Project, parent: int, asked: IO[bytes], answered: IO[bytes]) -> NoReturn:
    end_with(parent)
    gc.freeze()
    with suppress(*ENDED):
        while True:
            try:
                task, chunk = pickle.load(asked)
            except (ImportError, AttributeError) as error:
                _answer(answered, ([], Lost(printable(str(error)))))
            else:
                _answer(answered, _done(project, task, chunk))
    os._exit(0)  # do not flush an answer: the build may have ended


def _answer(answered: IO[bytes], answer: object) -> None:
    with suppress(*ENDED):
        pickle.dump(answer, answered)
        answered.flush()


def _done(
    project: Project, task: Task[Item, Any, Any, Result], chunk: Sequence[Item]
) -> tuple[list[Result], Exception | None]:
    try:
        return [task.done(project, item) for item in chunk], None
    except Exception as error:  # raised again in the build
        return [], error
