"""``feeds build``: write the feeds."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import click

from feeds.cli.console import (
    FAULTY,
    display,
    fault_lines,
    tell_report,
    tell_summary,
)
from feeds.cli.github import tell_job
from feeds.cli.options import (
    Where,
    display_options,
    every_post_option,
    format_option,
    project_at,
    scheduler_option,
    shared_options,
    taken,
)
from feeds.cli.progress import progress_bar
from feeds.errors import counted, printable
from feeds.pipeline.build import BuildOptions, build
from feeds.pipeline.report import Report
from feeds.rules import rule_of

_NAMED = 20
"""Files that a dry run names; more are counted by folder."""


@click.command("build")
@click.option("--strict", is_flag=True, help="Exit with 1 if there are faults.")
@click.option("--force", is_flag=True, help="Render every feed again, even if nothing changed.")
@click.option(
    "--accept-new-ids", is_flag=True, help="Publish even if feed readers will show posts again."
)
@click.option("--accept-removals", is_flag=True, help="Publish even if most posts disappear.")
@click.option("--dry-run", is_flag=True, help="List what would change; write nothing.")
@click.option("--committed", is_flag=True, help="Ignore changes that are not committed to git.")
@scheduler_option
@shared_options
@every_post_option
@format_option
@display_options
def build_command(strict: bool, **given: Any) -> None:
    """Write the feeds as static files.

    Only files that changed are read, and only feeds that changed are written. A post that
    cannot be read is reported and left out. If a build would change most ids of a feed, or
    remove most posts, it stops and writes nothing: see `feeds help moving`.

    \b
    Examples:
      feeds build
      feeds build --source path/to/site --url https://example.com
      feeds build --dry-run                 list what would change
      feeds build --strict --committed      in CI
    """
    options = taken(BuildOptions, given)
    with progress_bar() as progress:
        progress("reading the configuration", 0, 0)
        _, project = project_at(taken(Where, given), options.scheduler)
        report = build(project, _now(), progress, options)
    if report.dry_run and not display().json:
        for line in _would_change(report):
            tell_summary(line)
    tell_report(project, report)
    if display().github and not report.dry_run:
        faults = map(click.unstyle, fault_lines(report.faults, project))
        tell_job(report, [*faults], os.environ)
    ignored = project.config.check.ignore
    if strict and any(rule_of(fault).name not in ignored for fault in report.faults):
        sys.exit(FAULTY)


def _would_change(report: Report) -> Iterator[str]:
    """Yield lines that name the files a dry run would write and remove.

    Many are counted by their folder, unless --verbose is given.
    """
    withdrawn = set(report.withdrawn)
    changes = {
        "write": [path for path in report.changed if path not in withdrawn],
        "remove": report.withdrawn,
    }
    is_short = display().verbose or len(report.changed) <= _NAMED
    for verb, paths in changes.items():
        places = Counter(path if is_short else _folder(path) for path in paths)
        for place, count in places.items():
            what = f"{counted(count, 'file')} in {place}" if place.endswith("/") else place
            yield f"would {verb} {printable(what)}"


def _folder(path: str) -> str:
    """Return the first folder of a path, with its slash; the path itself if it is in none."""
    top, slash, _ = path[1:].partition("/")
    return f"/{top}{slash}"


def _now() -> datetime:
    return datetime.now(UTC)
