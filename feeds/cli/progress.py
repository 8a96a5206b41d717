"""Show the progress of long builds on a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import TYPE_CHECKING

from feeds.cli.console import display

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    from feeds.pipeline.tasks import Progress

_DELAY = 0.5
"""Seconds; a command that is over by then shows nothing."""
_PAUSE = 0.1
"""Seconds between two looks at what is done."""
_STEADY = 10
"""Looks for which the time left stays as it is, so that people can read it."""


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Show progress on a terminal; yield the function to report it to.

    With --quiet or --json nothing is shown, nor on a terminal that cannot erase a line.
    """
    is_terminal = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    if display().quiet or display().json or not is_terminal:
        yield _ignored
        return
    bars = _ProgressBars()
    try:
        yield bars.note
    finally:
        bars.close()


def _ignored(stage: str, done: int, total: int) -> None:
    """Show nothing."""


class _ProgressBars:
    """Shows the stages under way, each in one line.

    A thread draws them: noting progress costs a build nothing, and the screen shows that the
    program works even while a single step takes long.
    """

    def __init__(self) -> None:
        self._stages: dict[str, tuple[int, int]] = {}
        self._latest = ""
        self._is_over = Event()
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def note(self, stage: str, done: int, total: int) -> None:
        """Note how much of a stage is done."""
        self._stages[stage] = done, total
        self._latest = stage

    def close(self) -> None:
        """Remove what is shown."""
        self._is_over.set()
        self._thread.join()

    def _run(self) -> None:
        if self._is_over.wait(_DELAY):
            return
        from rich.console import Console  # 50 ms, for long builds only
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

        columns = (
            SpinnerColumn("line"),
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[count]}", justify="right"),
            TextColumn("{task.fields[left]}"),
        )
        stderr = Console(stderr=True, no_color=display().color is False)
        with (
            suppress(OSError),  # the terminal is gone
            Progress(*columns, console=stderr, transient=True, auto_refresh=False) as bars,
        ):
            rows: dict[str, TaskID] = {}
            looks = 0
            while not self._is_over.wait(_PAUSE):
                self._draw(bars, rows, looks % _STEADY == 0)
                looks += 1

    def _draw(self, bars: Bars, rows: dict[str, TaskID], is_due: bool) -> None:
        for stage, (done, total) in self._stages.copy().items():
            if stage not in rows:
                rows[stage] = bars.add_task(stage, total=None, visible=False, count="", left="")
            row, latest = rows[stage], stage == self._latest
            count = f"{done:,}/{total:,}" if total else f"{done:,}" if done else ""
            is_shown = latest or done < total
            bars.update(row, total=total or None, completed=done, count=count, visible=is_shown)
            if is_due:
                bars.update(row, left=_time_left(bars.tasks[row].time_remaining))
        bars.refresh()


def _time_left(seconds: float | None) -> str:
    """Return the time left of a stage in words; empty if it is not known or nearly over."""
    if not seconds:
        return ""
    return f"{seconds:.0f} s left" if seconds < 100 else f"{seconds / 60:.0f} min left"
