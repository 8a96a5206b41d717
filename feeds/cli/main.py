"""The command group, and the commands that read posts: build, check and list."""

from __future__ import annotations

import errno
import gc
import io
import json
import os
import sys
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import click

from feeds.cli.console import (
    counted,
    fail,
    feed_rows,
    located,
    note,
    progress_bar,
    report_data,
    tell_report,
)
from feeds.cli.options import (
    Where,
    project_at,
    scheduler_option,
    shared_options,
)
from feeds.errors import ConfigError, FeedsError

_FAULTY = 1
"""The exit code if posts have faults, or if a command fails after it started."""

_ELSEWHERE = {
    "adopt": ("feeds.cli.adopt", "adopt_command"),
    "compare": ("feeds.cli.compare", "compare_command"),
    "hosting": ("feeds.cli.hosting", "hosting_group"),
    "init": ("feeds.cli.init", "init_command"),
    "publish": ("feeds.cli.publish", "publish_command"),
    "serve": ("feeds.cli.serve", "serve_command"),
    "watch": ("feeds.cli.serve", "watch_command"),
}
"""Commands in modules of their own, imported when needed: a build starts faster without."""


class _Commands(click.Group):
    """Reports wrong input as a message, never as a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_ELSEWHERE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        module, name = _ELSEWHERE[cmd_name]
        found: click.Command = getattr(import_module(module), name)
        return found

    def invoke(self, ctx: click.Context) -> Any:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="backslashreplace")  # as stderr does
        try:
            return super().invoke(ctx)
        except ConfigError as error:
            fail(str(error))
        except FeedsError as error:
            fail(str(error), _FAULTY)
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # click exits quietly if nobody reads the output
            place = f"{os.fsdecode(error.filename)}: " if error.filename else ""
            fail(f"{place}{error.strerror or error}", _FAULTY)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="feeds")
def main() -> None:
    """Publish RSS, Atom and JSON feeds from a tree of posts.

    One feed for the site and one for every category, tag and author, as static files or
    served with caching. Try it on a Jekyll site: feeds serve --source PATH/TO/SITE
    """


@main.command("build")
@shared_options
@scheduler_option
@click.option("--strict", is_flag=True, help="Exit with 1 when anything is wrong in a post.")
@click.option("--force", is_flag=True, help="Render every feed again; equal files stay.")
@click.option("--accept-new-ids", is_flag=True, help="Let readers be shown posts again.")
@click.option("--accept-removals", is_flag=True, help="Let most posts, or all, disappear.")
@click.option("--committed", is_flag=True, help="Look only for what is committed to git.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
def build_command(
    strict: bool,
    force: bool,
    accept_new_ids: bool,
    accept_removals: bool,
    committed: bool,
    as_json: bool,
    scheduler: str | None,
    **where: Any,
) -> None:
    """Write the feeds as static files; only what changed is read and written.

    Posts with faults are left out and named; the others are published all the same. Where
    most ids of a feed would change at once, or most posts disappear, nothing is written: see
    docs/moving.md.
    """
    gc.disable()  # as in feeds/__main__.py
    from feeds.pipeline.build import BuildOptions, build  # 40 ms that other commands save

    gc.freeze()
    gc.enable()
    _, project = project_at(Where(**where))
    options = BuildOptions(
        force=force,
        accept_new_ids=accept_new_ids,
        accept_removals=accept_removals,
        committed=committed,
        scheduler=scheduler,
    )
    with progress_bar() as progress:
        report = build(project, _now(), progress, options)
    if as_json:
        click.echo(json.dumps(report_data(report)))
    else:
        tell_report(project, report)
    if strict and report.faults:
        sys.exit(_FAULTY)


@main.command("check")
@shared_options
@scheduler_option
def check_command(scheduler: str | None, **where: Any) -> None:
    """Name everything wrong in the configuration and the posts; write nothing.

    Exits with 1 when there is anything to mend.
    """
    from feeds.pipeline.report import survey  # 40 ms that other commands save

    _, project = project_at(Where(**where))
    with (
        progress_bar() as progress,
        survey(project, _now(), progress, True, scheduler) as found,
    ):
        for line in located(found.faults, project):
            click.echo(line)
        for remark in (*project.generator.settings.notes, *found.plan.remarks, *found.remarks):
            note(remark)
        if found.faults:
            sys.exit(_FAULTY)
        click.echo(f"{counted(found.catalogue.posts(), 'post')}, nothing to mend.")


@main.command("list")
@shared_options
@click.option("--json", "as_json", is_flag=True, help="Print the feeds as a JSON array.")
def list_command(as_json: bool, **where: Any) -> None:
    """List every feed with its kind, term, posts, newest date and URLs; write nothing."""
    from feeds.pipeline.report import survey  # 40 ms that other commands save

    _, project = project_at(Where(**where))
    with progress_bar() as progress, survey(project, _now(), progress) as found:
        rows = feed_rows(found)
    if as_json:
        click.echo(json.dumps(rows, indent=2))
    else:
        _print_table(rows)


def _print_table(rows: list[dict[str, Any]]) -> None:
    cells = [
        (row["kind"], row["term"] or "", str(row["posts"]), row["newest"] or "", url)
        for row in rows
        for url in row["urls"].values()
    ]
    if not sys.stdout.isatty():
        for cell in cells:
            click.echo("\t".join(cell))
        return
    from rich.console import Console  # 20 ms, for terminals only
    from rich.table import Table

    table = Table("kind", "term", "posts", "newest", "URL", box=None)
    for cell in cells:
        table.add_row(*cell)
    Console().print(table)


def _now() -> datetime:
    return datetime.now(UTC)
