"""``feeds serve``: a server, and beside it a process that keeps the feeds up to date."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

import click

from feeds.cli.options import Where, project_at, shared_options
from feeds.cli.watch import ended_by_signals
from feeds.config.serving import ServeSection
from feeds.edition import Edition, read_edition
from feeds.live.process import BuilderProcess, python
from feeds.model import Format
from feeds.urls import quote_path

_SHOWN = 5


@click.command("serve")
@shared_options
@click.option("--host", help="The address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65535), help="The port.  [default: 8000]")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes.  [default: 1]")
@click.option("--access-log", type=click.Choice(["text", "json"]), help="Note every request.")
def serve_command(
    host: str | None, port: int | None, workers: int | None, access_log: str | None, **where: Any
) -> None:
    """Build the feeds, then serve them over HTTP, kept up to date, until stopped."""
    for needed in ("granian", "watchfiles"):
        if find_spec(needed) is None:
            _end(f"serving needs {needed}; install it with: pip install 'feeds[serve]'", 2)
    here = Where(**where)
    config, project = project_at(here)
    given = (("host", host), ("port", port), ("workers", workers), ("access_log", access_log))
    listen = config.serve.model_copy(
        update={key: value for key, value in given if value is not None}
    )
    _serve(here, project.output.absolute(), project.state.absolute(), listen)


def _serve(where: Where, output: Path, state: Path, listen: ServeSection) -> None:
    from feeds.web.serve import require_free, serve
    from feeds.web.settings import EditionSettings

    host = f"[{listen.host}]" if ":" in listen.host else listen.host
    try:
        require_free(listen.host, listen.port)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        _end(f"{host}:{listen.port}: {reason}; choose another with --host or --port", 2)
    start = partial(_start, where, os.getpid())
    tell = partial(click.echo, err=True)
    with ended_by_signals(), BuilderProcess(state, start, tell) as builder:
        code = builder.wait_for_edition()
        if code:
            sys.exit(code)
        _show(read_edition(state), f"http://{host}:{listen.port}")
        with_metrics = listen.model_copy(update={"metrics": listen.metrics is not False})
        settings = EditionSettings(output, state, with_metrics)
        serve(settings, listen.host, listen.port, listen.workers)


def _start(where: Where, parent: int) -> subprocess.Popen[bytes]:
    code = "from feeds.parent import end_with; from feeds.cli import main; "
    command = python(f"{code}end_with({parent}); main()", ["watch", *where.arguments()])
    return subprocess.Popen(command, stdin=subprocess.DEVNULL)


def _show(edition: Edition, address: str) -> None:
    """Print the first addresses, the site's own feed's before all others."""
    site = edition.home.removeprefix(edition.url).rpartition(".")[0]
    formats = {format.value: place for place, format in enumerate(Format)}

    def place(path: str) -> tuple[bool, str, int]:
        stem = path.rpartition(".")[0]
        return quote_path(stem) != site, stem, formats[edition.feeds[path].format]

    paths = sorted(edition.feeds, key=place)
    for path in islice(paths, _SHOWN):
        click.echo(f"{address}{quote_path(path)}")
    if len(paths) > _SHOWN:
        click.echo(f"and {len(paths) - _SHOWN} more: feeds list")


def _end(message: str, code: int) -> None:
    click.echo(message, err=True)
    sys.exit(code)
