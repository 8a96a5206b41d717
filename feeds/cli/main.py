"""The commands."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from feeds.builder import Project, Report, build, survey
from feeds.cli.adopt import adopt_command
from feeds.cli.compare import compare_command
from feeds.cli.options import CONFIG, Where, project_at, shared_options
from feeds.cli.progress import progress_bar
from feeds.cli.words import counted, feed_rows, located, report_data, summary
from feeds.config.schema import ServeSection
from feeds.errors import ConfigError, FeedsError

_FAULTY, _UNUSABLE = 1, 2


class _Commands(click.Group):
    """Ends every command in words: what is wrong with the input is never a traceback."""

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
@click.option("--strict", is_flag=True, help="Exit with 1 when anything is wrong in a post.")
@click.option("--force", is_flag=True, help="Render every feed again; equal files stay.")
@click.option("--accept-new-ids", is_flag=True, help="Let readers be shown posts again.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
def build_command(
    strict: bool, force: bool, accept_new_ids: bool, as_json: bool, **where: Any
) -> None:
    """Write the feeds as static files; only what changed is read and written.

    Posts with faults are left out and named; the others are published all the same. Where
    most ids of a feed would change at once nothing is written: see docs/moving.md.
    """
    _, project = project_at(Where(**where))
    report = _build(project, force, accept_new_ids)
    if as_json:
        click.echo(json.dumps(report_data(report)))
    else:
        _tell(project, report)
    if strict and report.faults:
        sys.exit(_FAULTY)


@main.command("serve")
@shared_options
@click.option("--host", help="The address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65535), help="The port.  [default: 8000]")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes.  [default: 1]")
def serve_command(host: str | None, port: int | None, workers: int | None, **where: Any) -> None:
    """Build the feeds, then serve them over HTTP until stopped."""
    config, project = project_at(Where(**where))
    report = _build(project)
    _tell(project, report)
    listen = config.serve.model_copy(
        update={
            key: value
            for key, value in (("host", host), ("port", port), ("workers", workers))
            if value is not None
        }
    )
    _serve(project, report, listen)


@main.command("check")
@shared_options
def check_command(**where: Any) -> None:
    """Name everything wrong in the configuration and the posts; write nothing.

    Exits with 1 when there is anything to mend.
    """
    _, project = project_at(Where(**where))
    with progress_bar() as progress, survey(project, _now(), progress, True) as found:
        for line in located(found.faults, project):
            click.echo(line)
        for remark in (*project.dialect.settings.notes, *found.plan.remarks):
            click.echo(f"note: {remark}", err=True)
        if found.faults:
            sys.exit(_FAULTY)
        click.echo(f"{counted(found.catalogue.posts(), 'post')}, nothing to mend.")


@main.command("list")
@shared_options
@click.option("--json", "as_json", is_flag=True, help="Print the feeds as a JSON array.")
def list_command(as_json: bool, **where: Any) -> None:
    """List every feed with its kind, term, posts, newest date and URLs; write nothing."""
    _, project = project_at(Where(**where))
    with progress_bar() as progress, survey(project, _now(), progress) as found:
        rows = feed_rows(found)
    if as_json:
        click.echo(json.dumps(rows, indent=2))
    else:
        _print_table(rows)


main.add_command(compare_command)
main.add_command(adopt_command)


@main.command("init")
@click.argument("directory", default=".", metavar="[DIR]", type=click.Path(path_type=Path))
def init_command(directory: Path) -> None:
    """Write a commented config.yaml into DIR, having looked at the tree there."""
    from feeds.cli.init import starting_config

    file = directory / CONFIG
    if not directory.is_dir():
        _fail(f"{directory}: no such directory; make it first", _UNUSABLE)
    text = starting_config(directory)
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(text)
    except FileExistsError:
        _fail(f"{file}: is there already; remove it first, or edit it", _UNUSABLE)
    click.echo(f"{file} written; read it, then run: feeds build --config {file}")


def _build(project: Project, force: bool = False, accept_new_ids: bool = False) -> Report:
    with progress_bar() as progress:
        return build(project, _now(), progress, force, accept_new_ids=accept_new_ids)


def _tell(project: Project, report: Report) -> None:
    for line in located(report.faults, project):
        click.echo(line, err=True)
    for remark in report.remarks:
        click.echo(f"note: {remark}", err=True)
    click.echo(summary(report))


def _serve(project: Project, report: Report, listen: ServeSection) -> None:
    from feeds.web.serve import require_free, serve
    from feeds.web.settings import EditionSettings

    host = f"[{listen.host}]" if ":" in listen.host else listen.host
    try:
        require_free(listen.host, listen.port)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        _fail(f"{host}:{listen.port}: {reason}; choose another with --host or --port", _UNUSABLE)
    start = len(project.site.url)
    paths = [url[start:] for spec in report.specs for url in spec.urls.values()]
    for path in paths[:5]:
        click.echo(f"http://{host}:{listen.port}{path}")
    if len(paths) > 5:
        click.echo(f"and {len(paths) - 5} more: feeds list")
    settings = EditionSettings(project.output.absolute(), project.state.absolute())
    try:
        serve(settings, listen.host, listen.port, listen.workers)
    except ImportError as error:
        _fail(f"serving needs {error.name}; install it with: pip install 'feeds[serve]'", _UNUSABLE)


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


def _now() -> datetime:
    return datetime.now(UTC)


def _fail(message: str, code: int) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(code)
