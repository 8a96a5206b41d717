"""The commands."""

from __future__ import annotations

import errno
import io
import json
import os
import shlex
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import click

from feeds.cli.loading import loading
from feeds.cli.options import (
    Where,
    generator_option,
    project_at,
    scheduler_option,
    shared_options,
)
from feeds.cli.progress import progress_bar
from feeds.cli.words import counted, feed_rows, located, report_data, tell_report
from feeds.config.file import find_config
from feeds.errors import ConfigError, FeedsError

_FAULTY, _UNUSABLE = 1, 2

_ELSEWHERE = {
    "adopt": ("feeds.cli.adopt", "adopt_command"),
    "compare": ("feeds.cli.compare", "compare_command"),
    "hosting": ("feeds.cli.hosting", "hosting_group"),
    "publish": ("feeds.cli.publish", "publish_command"),
    "serve": ("feeds.cli.serve", "serve_command"),
    "watch": ("feeds.cli.watch", "watch_command"),
}
"""Imported when first asked for: a build with nothing to do should start nothing else."""


class _Commands(click.Group):
    """Ends every command in words: what is wrong with the input is never a traceback."""

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
            sys.stdout.reconfigure(errors="backslashreplace")  # as stderr, in any locale
        try:
            return super().invoke(ctx)
        except ConfigError as error:
            _fail(str(error), _UNUSABLE)
        except FeedsError as error:
            _fail(str(error), _FAULTY)
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # click ends quietly where nobody reads on
            place = f"{os.fsdecode(error.filename)}: " if error.filename else ""
            _fail(f"{place}{error.strerror or error}", _FAULTY)


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
    with loading():
        from feeds.pipeline.build import BuildOptions, build

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
    from feeds.pipeline.report import survey

    _, project = project_at(Where(**where))
    with (
        progress_bar() as progress,
        survey(project, _now(), progress, True, scheduler) as found,
    ):
        for line in located(found.faults, project):
            click.echo(line)
        for remark in (*project.generator.settings.notes, *found.plan.remarks, *found.remarks):
            click.echo(f"note: {remark}", err=True)
        if found.faults:
            sys.exit(_FAULTY)
        click.echo(f"{counted(found.catalogue.posts(), 'post')}, nothing to mend.")


@main.command("list")
@shared_options
@click.option("--json", "as_json", is_flag=True, help="Print the feeds as a JSON array.")
def list_command(as_json: bool, **where: Any) -> None:
    """List every feed with its kind, term, posts, newest date and URLs; write nothing."""
    from feeds.pipeline.report import survey

    _, project = project_at(Where(**where))
    with progress_bar() as progress, survey(project, _now(), progress) as found:
        rows = feed_rows(found)
    if as_json:
        click.echo(json.dumps(rows, indent=2))
    else:
        _print_table(rows)


@main.command("init")
@click.argument("directory", default=".", metavar="[DIR]", type=click.Path(path_type=Path))
@generator_option
@click.option("--url", metavar="URL", help="The site's address, such as https://example.com.")
def init_command(directory: Path, generator: str | None, url: str | None) -> None:
    """Look at the tree in DIR and write a commented configuration into it.

    It is called _feeds.yaml in a Jekyll site, which publishes no files of such names, and
    feeds.yaml everywhere else.
    """
    from feeds.cli.init import starting_config

    if not directory.is_dir():
        _fail(f"{directory}: no such directory; make it first", _UNUSABLE)
    there = find_config(directory)
    if there:
        _fail(f"{there}: this directory has a configuration already; edit it", _UNUSABLE)
    name, text = starting_config(directory, generator, url, _note)
    file = directory / name
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(text)
    except FileExistsError:
        _fail(f"{file}: this directory has a configuration already; edit it", _UNUSABLE)
    source = "" if directory == Path() else f" --source {shlex.quote(str(directory))}"
    click.echo(f"{file} written; read it, then run: feeds build{source}")


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
    from rich.console import Console
    from rich.table import Table

    table = Table("kind", "term", "posts", "newest", "URL", box=None)
    for cell in cells:
        table.add_row(*cell)
    Console().print(table)


def _note(words: str) -> None:
    click.echo(f"note: {words}", err=True)


def _now() -> datetime:
    return datetime.now(UTC)


def _fail(message: str, code: int) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(code)
