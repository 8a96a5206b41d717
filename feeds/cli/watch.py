"""``feeds watch``: the feeds as files, kept up to date."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import click

from feeds.cli.options import Where, project_at, shared_options
from feeds.cli.progress import progress_bar
from feeds.cli.words import counted, feeds_summary, located, tell_report
from feeds.errors import Fault
from feeds.pipeline.project import Project
from feeds.pipeline.report import Report


@click.command("watch")
@shared_options
def watch_command(**where: Any) -> None:
    """Build the feeds, and again when something changes or a post's time comes.

    Runs until stopped. A build that fails leaves the feeds as they are. Of several that
    watch for one state directory one builds; when it ends another takes over.
    """
    try:
        from feeds.live.builder import Builder
    except ImportError as error:
        missing = f"watching needs {error.name}; install it with: pip install 'feeds[serve]'"
        raise click.UsageError(missing) from error
    here = Where(**where)
    _, project = project_at(here)
    # Those who serve the edition were told where it is: it stays there.
    fixed = here._replace(output=project.output.absolute(), state=project.state.absolute())
    with ended_by_signals():
        builder = Builder(
            project, lambda: project_at(fixed)[1], here.config_files, _Voice(), progress_bar
        )
        builder.keep_current()


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let SIGTERM and Ctrl-C end the process with 0, what is open closed; a second one waits."""
    before = {stop: signal.signal(stop, _end) for stop in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for stop, handler in before.items():
            signal.signal(stop, handler)


def _end(number: int, frame: FrameType | None) -> None:
    del frame
    signal.signal(number, signal.SIG_IGN)
    sys.exit()


class _Voice:
    """Says on standard error what changed; the first build's summary goes to output."""

    def __init__(self) -> None:
        self._faults: frozenset[Fault] | None = None
        self._remarks: frozenset[str] = frozenset()
        self._kept = ""

    def built(self, project: Project, report: Report) -> None:
        before, self._faults = self._faults, frozenset(report.faults)
        remarks, self._remarks = self._remarks, frozenset(report.remarks)
        kept, self._kept = self._kept, ""
        if before is None:
            tell_report(project, report)
            return
        for line in located(sorted(self._faults - before), project):
            click.echo(line, err=True)
        for remark in sorted(self._remarks - remarks):
            self.note(remark)
        if kept or report.written or report.removed or self._faults != before:
            faults = counted(len(report.faults), "fault")
            click.echo(f"{feeds_summary(report)}, {faults}", err=True)

    def kept(self, why: str) -> None:
        if why != self._kept:
            click.echo(f"the feeds stay as they are: {why}", err=True)
        self._kept = why

    def note(self, words: str) -> None:
        click.echo(f"note: {words}", err=True)
