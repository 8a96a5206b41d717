"""A progress bar on a terminal, nothing in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feeds.pipeline.reading import Progress

_WORTH_SHOWING = 200
"""Shorter work is over before a bar can be read."""


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Yield what a build reports its progress to."""
    if not sys.stderr.isatty():
        yield _silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks = {}

        def show(stage: str, done: int, total: int) -> None:
            if total >= _WORTH_SHOWING:
                if stage not in tasks:
                    tasks[stage] = bar.add_task(stage, total=total)
                bar.update(tasks[stage], completed=done)

        yield show


def _silent(stage: str, done: int, total: int) -> None:
    """Show nothing."""
