"""What the commands say: faults, summaries and tables, for people and for programs."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from feeds.errors import Fault

if TYPE_CHECKING:
    from feeds.pipeline.project import Project
    from feeds.pipeline.report import Report, Survey

_COUNTABLE = ("draft", "duplicate", "fault")


def located(faults: Iterable[Fault], project: Project) -> list[str]:
    """Return faults as lines that begin with a path one can open from here."""
    tree = os.path.relpath(project.tree)
    return [str(fault.below(tree)) for fault in faults]


def tell_report(project: Project, report: Report) -> None:
    """Say what a build did: faults and remarks to standard error, the summary to output."""
    for line in located(report.faults, project):
        click.echo(line, err=True)
    for remark in report.remarks:
        click.echo(f"note: {remark}", err=True)
    click.echo(summary(report))


def summary(report: Report) -> str:
    """Return what a build did, in two or three lines."""
    read = report.files - report.unchanged
    lines = [
        f"{counted(report.posts, 'post')} published: "
        f"{counted(read, 'file')} read, {report.unchanged} unchanged{_left_out(report)}.",
        feeds_summary(report),
    ]
    return "\n".join(lines)


def feeds_summary(report: Report) -> str:
    """Return what became of the feeds, in one line."""
    return (
        f"{counted(report.feeds, 'feed')}: {report.written} written, "
        f"{report.feeds - report.written} unchanged, {report.removed} removed. "
        f"{report.seconds:.2f} s"
    )


def report_data(report: Report) -> dict[str, Any]:
    """Return a build's report as ``--json`` prints it."""
    return {
        "posts": report.posts,
        "unchanged": report.unchanged,
        "skipped": sum(report.left_out.values()),
        "left_out": dict(report.left_out),
        "templates": report.templates,
        "faults": [
            {"path": fault.path, "line": fault.line, "message": fault.message}
            for fault in report.faults
        ],
        "remarks": list(report.remarks),
        "feeds": report.feeds,
        "written": report.written,
        "removed": report.removed,
        "seconds": round(report.seconds, 3),
    }


def feed_rows(found: Survey) -> list[dict[str, Any]]:
    """Return every planned feed with its kind, term, posts, newest date and URLs."""
    counts = {(count.term.kind, count.term.name): count for count in found.catalogue.terms()}
    rows = []
    for spec in found.plan.specs:
        count = counts.get((spec.kind, spec.term.name if spec.term else ""))
        rows.append(
            {
                "kind": str(spec.kind),
                "term": spec.term.name if spec.term else None,
                "posts": count.posts if count else 0,
                "newest": count.newest.isoformat() if count else None,
                "urls": {format.value: url for format, url in spec.urls.items()},
            }
        )
    return rows


def _left_out(report: Report) -> str:
    if not report.left_out:
        return ""
    reasons = ", ".join(
        counted(count, reason) if reason in _COUNTABLE else f"{count} {reason}"
        for reason, count in sorted(report.left_out.items())
    )
    return f", {sum(report.left_out.values())} left out ({reasons})"


def counted(number: int, thing: str) -> str:
    """Return how many there are of a thing, in words."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
