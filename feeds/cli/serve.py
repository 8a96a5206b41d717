"""``feeds serve``: a server, and beside it a process that keeps the feeds up to date."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from feeds.cli.options import Where, project_at, shared_options
from feeds.cli.watch import ended_by_signals
from feeds.config import load
from feeds.config.schema import ServeSection
from feeds.edition import Edition, read_edition
from feeds.live.processes import BuilderProcess, python
from feeds.model import Format
from feeds.urls import quote_path

_SHOWN = 5


@click.command("serve")
@shared_options
@click.option("--edition", metavar="STORE", help="Serve what feeds publish has put there.")
@click.option("--host", help="The address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65535), help="The port.  [default: 8000]")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes.  [default: 1]")
@click.option("--access-log", type=click.Choice(["text", "json"]), help="Note every request.")
def serve_command(
    edition: str | None,
    host: str | None,
    port: int | None,
    workers: int | None,
    access_log: str | None,
    **where: Any,
) -> None:
    """Build the feeds, then serve them over HTTP, kept up to date, until stopped.

    With --edition nothing is built: the feeds are copied from an object store, and followed.
    """
    given = {"host": host, "port": port, "workers": workers, "access_log": access_log}
    update = {key: value for key, value in given.items() if value is not None}
    if edition is None:
        _serve_built(Where(**where), update)
    else:
        _serve_copied(edition, Where(**where), update)


def _serve_built(here: Where, update: dict[str, Any]) -> None:
    _require("granian", "watchfiles")
    config, project = project_at(here)
    output, state = project.output.absolute(), project.state.absolute()
    listen = config.serve.replace(**update)
    _serve(partial(_start, here, os.getpid()), output, state, listen, ": feeds list")


def _serve_copied(edition: str, here: Where, update: dict[str, Any]) -> None:
    from feeds.publish.objects import open_store

    for option in ("source", "generator", "url", "timezone"):
        if getattr(here, option) is not None:
            raise click.UsageError(
                f"--{option} cannot be combined with --edition, which builds nothing"
            )
    _require("granian")
    open_store(edition)
    file = here.config_file()
    listen = (load(file, str(file)).serve if file else ServeSection()).replace(**update)
    with TemporaryDirectory(prefix="feeds-") as own:
        output = (here.output or Path(own, "public")).absolute()
        state = (here.state or Path(own, "state")).absolute()
        _serve(partial(_follow, edition, output, state, os.getpid()), output, state, listen)


def _require(*libraries: str) -> None:
    for needed in libraries:
        if find_spec(needed) is None:
            _end(f"serving needs {needed}; install it with: pip install 'feeds[serve]'", 2)


def _serve(
    start: Callable[[], subprocess.Popen[bytes]],
    output: Path,
    state: Path,
    listen: ServeSection,
    rest: str = "",
) -> None:
    from feeds.web.server import require_free, serve
    from feeds.web.settings import EditionSettings

    host = f"[{listen.host}]" if ":" in listen.host else listen.host
    try:
        require_free(listen.host, listen.port)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        _end(f"{host}:{listen.port}: {reason}; choose another with --host or --port", 2)
    tell = partial(click.echo, err=True)
    with ended_by_signals(), BuilderProcess(state, start, tell) as builder:
        code = builder.wait_for_edition()
        if code:
            sys.exit(code)
        _show(read_edition(state), f"http://{host}:{listen.port}", rest)
        with_metrics = listen.replace(metrics=listen.metrics is not False)
        settings = EditionSettings(output, state, with_metrics)
        serve(settings, listen.host, listen.port, listen.workers)


def _start(where: Where, parent: int) -> subprocess.Popen[bytes]:
    code = "from feeds.pipeline.parent import end_with; from feeds.cli import main; "
    command = python(f"{code}end_with({parent}); main()", ["watch", *where.arguments()])
    return subprocess.Popen(command, stdin=subprocess.DEVNULL)


def _follow(edition: str, output: Path, state: Path, parent: int) -> subprocess.Popen[bytes]:
    code = (
        "from feeds.pipeline.parent import end_with; from feeds.cli.follow import follow_edition; "
    )
    arguments = [edition, os.fspath(output), os.fspath(state)]
    command = python(f"{code}end_with({parent}); follow_edition(*sys.argv[1:])", arguments)
    return subprocess.Popen(command, stdin=subprocess.DEVNULL)


def _show(edition: Edition, address: str, rest: str) -> None:
    """Print the first addresses, the site's own feed's first; ``rest`` tells where others are."""
    site = edition.home.removeprefix(edition.url).rpartition(".")[0]
    formats = {format.value: place for place, format in enumerate(Format)}

    def place(path: str) -> tuple[bool, str, int]:
        stem = path.rpartition(".")[0]
        return quote_path(stem) != site, stem, formats[edition.feeds[path].format]

    if not edition.complete:
        click.echo(f"{address} answers 503 until there are posts")
    paths = sorted(edition.feeds, key=place)
    for path in islice(paths, _SHOWN):
        click.echo(f"{address}{quote_path(path)}")
    if len(paths) > _SHOWN:
        click.echo(f"and {len(paths) - _SHOWN} more{rest}")


def _end(message: str, code: int) -> None:
    click.echo(message, err=True)
    sys.exit(code)
