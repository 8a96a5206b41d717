"""``feeds check``: report everything that is wrong with a site."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feeds.cli.console import (
    FAULTY,
    display,
    faults_data,
    left_out_summary,
    note,
    tell_faults,
    tell_summary,
    write_json,
)
from feeds.cli.options import (
    Where,
    display_options,
    format_option,
    project_at,
    scheduler_option,
    shared_options,
    verbose_option,
)
from feeds.cli.progress import progress_bar
from feeds.errors import counted
from feeds.rules import RULES, Severity, require_rule, rule_of

if TYPE_CHECKING:
    from feeds.checks import CheckResult


_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


def _known_rules(
    context: click.Context, option: click.Parameter, names: Sequence[str]
) -> Sequence[str]:
    del context, option
    try:
        return [require_rule(name) for name in names]
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _completed(context: click.Context, option: click.Parameter, incomplete: str) -> list[str]:
    del context, option
    return [name for name in RULES if name.startswith(incomplete)]


@click.command("check")
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings too.")
@click.option(
    "--ignore",
    "ignored",
    metavar="RULE",
    multiple=True,
    callback=_known_rules,
    shell_complete=_completed,
    help="Do not report faults of this rule; can be repeated.",
)
@scheduler_option
@shared_options
@verbose_option("List every post that has a fault, and every post left out.")
@format_option
@display_options
def check_command(
    scheduler: str | None, ignored: Sequence[str], strict: bool, **where: Any
) -> None:
    """Report faults in the configuration, posts and feeds.

    Nothing is written. Each line ends with the name of its rule: see `feeds help checks`. The
    exit code is 1 if there are errors. With --strict, it is 1 for warnings too.

    \b
    Examples:
      feeds check
      feeds check --source path/to/site --verbose
      feeds check --ignore no-alt-text --ignore no-title
      feeds check --strict --format github      in CI
    """
    # 150 ms to load, with all that renders; `feeds --help` imports this module.
    from feeds.checks import check_site
    from feeds.pipeline.scan import ignored_files

    _, project = project_at(Where(**where), scheduler)
    with progress_bar() as progress:
        result = check_site(project, datetime.now(UTC), progress, ignored, scheduler)
    counts = Counter(rule_of(fault).severity for fault in result.faults)
    if display().json:
        write_json(_data(result, counts))
    else:
        tell_faults(result.faults, project)
        if display().verbose:
            folder = os.path.relpath(project.tree)
            by_key = dict.fromkeys(ignored_files(project), "is left out (ignore)")
            for path, words in sorted(({**result.left_out_files, **by_key}).items()):
                note(f"{Path(folder, path)} {words}")
        for remark in result.remarks:
            note(remark)
        posts = f"{counted(result.posts, 'post')}{left_out_summary(result.left_out)}"
        found = [
            click.style(counted(counts[one], one), fg=_COLORS.get(one))
            for one in Severity
            if counts[one]
        ]
        good = click.style("no faults", fg="green") if result.posts else "every feed is empty"
        tell_summary(f"{posts}: {', '.join(found) or good}.")
    if counts[Severity.ERROR] or (strict and counts[Severity.WARNING]):
        sys.exit(FAULTY)


def _data(result: CheckResult, counts: Counter[Severity]) -> dict[str, Any]:
    """Return the result as JSON values."""
    return {
        "posts": result.posts,
        "left_out": dict(result.left_out),
        "errors": counts[Severity.ERROR],
        "warnings": counts[Severity.WARNING],
        "notes": counts[Severity.NOTE],
        "faults": faults_data(result.faults),
        "remarks": list(result.remarks),
    }
