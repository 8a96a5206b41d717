"""Print notes, faults, errors and summaries."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

import click
import msgspec

from feeds.cli.github import TITLE, annotated, error_annotation, plain_line
from feeds.errors import Fault, counted, printable, reasons
from feeds.rules import alike, rule_of

if TYPE_CHECKING:
    from feeds.pipeline.project import Project
    from feeds.pipeline.report import Report

FAULTY = 1
"""The exit code if posts have faults, or if a command fails after it started."""

_NAMED = 3
"""How many files a line names, if several posts have the same fault."""


class Display(msgspec.Struct, frozen=True):
    """How a command shows what it does, by its options."""

    quiet: bool = False
    """Only faults and errors."""
    verbose: bool = False
    """Everything that is known."""
    json: bool = False
    """JSON on standard output, and nothing on standard error."""
    github: bool = False
    """Faults on standard output, as annotations of GitHub Actions."""
    color: bool | None = None
    """None: if the output is a terminal."""


_display = Display()  # a process runs one command; its threads write notes too


def display() -> Display:
    """Return how the command of this process shows what it does."""
    return _display


def set_display(chosen: Display) -> None:
    """Set how the command of this process shows what it does."""
    global _display
    _display = chosen


def color_of_environment() -> bool | None:
    """Return what NO_COLOR, FORCE_COLOR and TERM say of colours; None if they say nothing."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return True if os.environ.get("FORCE_COLOR") else None


def write(text: str, *, err: bool = False) -> None:
    """Write a line, without its colours if they are not wanted."""
    if _display.github and not text.startswith("::"):
        text = plain_line(text)
    click.echo(text, err=err, color=_display.color)


def write_json(data: Any) -> None:
    """Write a JSON document to standard output, as one line."""
    write(json.dumps(data))


def note(words: str) -> None:
    """Write something that the user should know to standard error; not with --quiet or --json."""
    if not (_display.quiet or _display.json):
        # Printable: a line feed in a file's name could begin a command of GitHub's runner.
        write(f"{click.style('note:', fg='cyan', bold=True)} {printable(words)}", err=True)


def fail(message: str, code: int = 2, faults: Sequence[Fault] = ()) -> NoReturn:
    """Write what is wrong to standard error and exit. ``message`` lists the faults, if any.

    With --json it is an object on standard output.
    """
    if _display.json:
        write_json(error_data(message, faults))
    elif _display.github:
        for line in annotated(faults, os.environ, TITLE) if faults else [error_annotation(message)]:
            write(line)
    elif faults:
        for fault in faults:
            write(_fault_line(fault), err=True)
    else:
        first, *others = map(printable, message.split("\n"))
        write("\n".join((click.style(first, fg="red"), *others)), err=True)
    sys.exit(code)


def error_data(message: str, faults: Iterable[Fault] = ()) -> dict[str, Any]:
    """Return an error as JSON values."""
    return {"error": {"message": message, "faults": [_place_data(one) for one in faults]}}


def fault_lines(faults: Iterable[Fault], project: Project) -> list[str]:
    """Return faults as lines, with paths relative to the current directory.

    A fault that several posts have is one line, unless --verbose is given.
    """
    lines: list[str] = []
    for found in alike(project.located(faults)):
        paths = list(dict.fromkeys(fault.path for fault in found))
        rule = click.style(f" [{rule_of(found[0]).name}]", dim=True)
        if _display.verbose or len(paths) == 1:
            lines += (_fault_line(fault) + rule for fault in found)
        else:
            fatal = any(one.fatal for one in found)
            several = Fault(f"{len(paths)} posts", 0, found[0].message, fatal)
            lines.append(f"{_fault_line(several)} ({printable(_first(paths))}){rule}")
    return lines


def _fault_line(fault: Fault) -> str:
    """Return a fault as one line in colours; its text is that of the fault."""
    place, colon, message = str(fault).partition(": ") if fault.path else ("", "", str(fault))
    problem, semicolon, remedy = message.partition("; ")
    shown = click.style(problem, fg="red" if fault.fatal else "yellow")
    return f"{click.style(place, bold=True) if place else ''}{colon}{shown}{semicolon}{remedy}"


def _first(paths: list[str]) -> str:
    named = ", ".join(paths[:_NAMED])
    more = len(paths) - _NAMED
    return f"{named} and {more} more; `feeds check --verbose` lists all" if more > 0 else named


def tell_report(project: Project, report: Report) -> None:
    """Print what a build did: faults and notes to standard error, a summary to standard output."""
    if _display.json:
        write_json(report_data(report))
        return
    tell_faults(report.faults, project, err=True)
    for remark in report.remarks:
        note(remark)
    tell_summary(summary(report))


def tell_faults(faults: Iterable[Fault], project: Project, *, err: bool = False) -> None:
    """Print faults as lines, or as annotations of GitHub Actions, which reads standard output."""
    if _display.github:
        for line in annotated(project.located(faults), os.environ):
            write(line)
    else:
        for line in fault_lines(faults, project):
            write(line, err=err)


def note_left_out(left_out: Mapping[str, int]) -> None:
    """Write a note if posts with faults are left out, which ``left_out`` counts by reason."""
    faulty = left_out.get("fault")
    if faulty:
        note(f"left out {counted(faulty, 'post')} with faults; run `feeds check` to see why")


def tell_summary(text: str) -> None:
    """Print what a command did to standard output; not with --quiet."""
    if not _display.quiet:
        write(text)


def summary(report: Report) -> str:
    """Return what a build did, in two or three lines."""
    read = counted(report.files - report.unchanged, "file")
    published = f"{counted(report.posts, 'post')} {_would_be(report)}published"
    faults = f"; {_fault_count(report.faults)}" if report.faults else ""
    return (
        f"{click.style(published, bold=True)}: {read} read, {report.unchanged} unchanged"
        f"{left_out_summary(report.left_out)}{faults}.\n{feeds_summary(report)}"
    )


def _fault_count(faults: Sequence[Fault]) -> str:
    color = "red" if any(fault.fatal for fault in faults) else "yellow"
    return click.style(counted(len(faults), "fault"), fg=color)


def _would_be(report: Report) -> str:
    return "would be " if report.dry_run else ""


def left_out_summary(left_out: Mapping[str, int]) -> str:
    """Return how many files are left out and why, to append; empty if there are none."""
    total = sum(left_out.values())
    return f", {total} left out ({', '.join(reasons(left_out))})" if left_out else ""


def feeds_summary(report: Report) -> str:
    """Return what a build did with the feeds, in one line."""
    formats = counted(report.formats, "format")
    if report.documents < report.feeds * report.formats:
        formats = f"up to {formats}"
    would_be = _would_be(report)
    return (
        f"{counted(report.feeds, 'feed')} in {formats}: {counted(report.documents, 'feed file')}, "
        f"{report.written} {would_be}written, {report.documents - report.written} unchanged, "
        f"{report.removed} {would_be}removed{_pages(report)}. {report.seconds:.2f} s"
    )


def _pages(report: Report) -> str:
    if not report.pages:
        return ""
    written = f"{report.pages_written} {_would_be(report)}written"
    return f"; {counted(report.pages, 'page')}, {written}"


def report_data(report: Report) -> dict[str, Any]:
    """Return a build's report as JSON values, for ``--json``."""
    return {
        "posts": report.posts,
        "unchanged": report.unchanged,
        "skipped": sum(report.left_out.values()),
        "left_out": dict(report.left_out),
        "templates": report.templates,
        "faults": faults_data(report.faults),
        "remarks": list(report.remarks),
        "feeds": report.feeds,
        "formats": report.formats,
        "documents": report.documents,
        "written": report.written,
        "removed": report.removed,
        "pages": report.pages,
        "pages_written": report.pages_written,
        "changed": list(report.changed),
        "withdrawn": list(report.withdrawn),
        "dry_run": report.dry_run,
        "seconds": round(report.seconds, 3),
    }


def faults_data(faults: Iterable[Fault]) -> list[dict[str, Any]]:
    """Return every fault as JSON values."""
    return [
        _place_data(one)
        | {"rule": rule_of(one).name, "severity": rule_of(one).severity}
        | ({"other": one.other} if one.other else {})
        for one in faults
    ]


def _place_data(fault: Fault) -> dict[str, Any]:
    return {"path": fault.path, "line": fault.line, "message": fault.message}
