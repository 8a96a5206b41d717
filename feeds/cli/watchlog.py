"""What ``feeds watch`` and ``feeds serve`` print while they run."""

from __future__ import annotations

import click

from feeds.cli.console import (
    display,
    error_data,
    fault_lines,
    feeds_summary,
    note,
    report_data,
    tell_report,
    write,
    write_json,
)
from feeds.errors import Fault, counted
from feeds.pipeline.project import Project
from feeds.pipeline.report import Report


def tell_note(words: str) -> None:
    """Report what the user should know: a note, or a line of JSON."""
    if display().json:
        write_json({"note": words})
    else:
        note(words)


def tell_error(words: str) -> None:
    """Report what went wrong while the process goes on: in text, or as a line of JSON."""
    if display().json:
        write_json(error_data(words))
    else:
        write(click.style(words, fg="red"), err=True)


class WatchLog:
    """Writes changes to standard error, and the first build's summary to standard output.

    With --json, every line is a JSON object on standard output.
    """

    def __init__(self) -> None:
        self._faults: frozenset[Fault] | None = None
        self._remarks: frozenset[str] = frozenset()
        self._kept = ""

    def built(self, project: Project, report: Report) -> None:
        """Report a build, unless it changed nothing."""
        before, self._faults = self._faults, frozenset(report.faults)
        remarks, self._remarks = self._remarks, frozenset(report.remarks)
        kept, self._kept = self._kept, ""
        has_changed = kept or report.written or report.removed or self._faults != before
        if before is None:
            tell_report(project, report)
        elif display().json:
            if has_changed or self._remarks - remarks:
                write_json(report_data(report))
        else:
            for line in fault_lines(sorted(self._faults - before), project):
                write(line, err=True)
            for remark in sorted(self._remarks - remarks):
                note(remark)
            if has_changed and not display().quiet:
                faults = counted(len(report.faults), "fault")
                write(f"{feeds_summary(report)}, {faults}", err=True)

    def kept(self, why: str) -> None:
        """Report that a build failed, once for each reason."""
        if why != self._kept:
            tell_error(why if display().json else f"the feeds did not change: {why}")
        self._kept = why

    def note(self, words: str) -> None:
        """Report anything else."""
        tell_note(words)
