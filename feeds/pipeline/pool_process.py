"""The life of a process of the pool: it does what its standard input asks for.

Apart from the pool, whose threads it has no use for: they take 10 ms to load.
"""

from __future__ import annotations

import gc
import os
import pickle
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from feeds.errors import printable
from feeds.pipeline.parent import end_with
from feeds.pipeline.project import Project
from feeds.pipeline.tasks import Item, Lost, Result, Task

ENDED = (OSError, EOFError, ValueError, pickle.UnpicklingError)
"""What is raised by reading from a process that is gone, or writing to it."""


def work() -> None:
    """Do what standard input asks for, until it ends: the whole life of a process of the pool."""
    asked, answered = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print stays out of the answers
    with suppress(*ENDED):
        try:
            parent, project = pickle.load(asked)
            end_with(parent)
            gc.freeze()
            gc.enable()
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
