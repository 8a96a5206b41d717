"""``feeds build`` and ``feeds check``: what is built, and what is wrong."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Any

import click

from feeds.cli.console import (
    FAULTY,
    counted,
    display,
    fault_lines,
    faults_data,
    left_out_summary,
    note,
    progress_bar,
    tell_report,
    tell_summary,
    write,
    write_json,
)
from feeds.cli.options import (
    Where,
    display_options,
    every_post_option,
    project_at,
    scheduler_option,
    shared_options,
    taken,
)
from feeds.pipeline.build import BuildOptions, build
from feeds.pipeline.survey import survey


@click.command("build")
@shared_options
@scheduler_option
@click.option("--strict", is_flag=True, help="Exit with 1 when anything is wrong in a post.")
@click.option("--force", is_flag=True, help="Render every feed again; equal files stay.")
@click.option("--accept-new-ids", is_flag=True, help="Let readers be shown posts again.")
@click.option("--accept-removals", is_flag=True, help="Let most posts, or all, disappear.")
@click.option("--committed", is_flag=True, help="Look only for what is committed to git.")
@every_post_option
@display_options
def build_command(strict: bool, **given: Any) -> None:
    """Write the feeds as static files; only what changed is read and written.

    Posts with faults are left out and named; the others are published all the same. Where
    most ids of a feed would change at once, or most posts disappear, nothing is written: see
    `feeds help moving`.
    """
    _, project = project_at(taken(Where, given))
    options = taken(BuildOptions, given)
    with progress_bar() as progress:
        report = build(project, _now(), progress, options)
    tell_report(project, report)
    if strict and report.faults:
        sys.exit(FAULTY)


@click.command("check")
@shared_options
@scheduler_option
@every_post_option
@display_options
def check_command(scheduler: str | None, **where: Any) -> None:
    """Report every problem in the configuration and the posts; write nothing.

    Exits with 1 if there are problems.
    """
    _, project = project_at(Where(**where))
    with (
        progress_bar() as progress,
        survey(project, _now(), progress, True, scheduler) as found,
    ):
        remarks = (*project.generator.settings.notes, *found.plan.remarks, *found.remarks)
        posts, left_out = found.catalogue.posts(), found.catalogue.left_out()
        faults = found.faults
    if display().json:
        report = {"posts": posts, "left_out": left_out, "faults": faults_data(faults)}
        write_json({**report, "remarks": remarks})
    else:
        for line in fault_lines(faults, project):
            write(line)
        for remark in remarks:
            note(remark)
        problems = counted(len(faults), "problem") if faults else "no problems"
        found_posts = f"{counted(posts, 'post')}{left_out_summary(left_out)}"
        tell_summary(f"{found_posts}: {problems}.")
    if faults:
        sys.exit(FAULTY)


def _now() -> datetime:
    return datetime.now(UTC)
