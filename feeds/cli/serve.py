"""``feeds serve`` and ``feeds watch``: serve feeds, and rebuild them."""

from __future__ import annotations

import errno
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from socket import gaierror
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any

import click
import msgspec
from msgspec.structs import replace

from feeds.cli.console import (
    Display,
    display,
    fail,
    set_display,
    tell_summary,
    write_json,
)
from feeds.cli.options import (
    NumberRange,
    Where,
    display_arguments,
    display_options,
    every_post_option,
    project_at,
    shared_options,
)
from feeds.cli.progress import progress_bar
from feeds.cli.watchlog import WatchLog, tell_error, tell_note
from feeds.config import Config, load
from feeds.config.schema import ServeSection
from feeds.edition import Edition, PublishedFile, read_edition
from feeds.errors import ConfigError, Fault, FeedsError, missing_extra
from feeds.interrupts import keep_interrupts
from feeds.live.follower import follow
from feeds.live.processes import BuilderProcess, python
from feeds.model import Format
from feeds.publish.objects import open_store
from feeds.urls import quote_path

_SHOWN = 5
"""URLs that are printed."""
_TOGETHER = 1.0
"""Seconds in which several signals count as one."""


@click.command("serve")
@click.option(
    "--edition", metavar="STORE", help="Serve the feeds that `feeds publish` uploaded to STORE."
)
@click.option(
    "--host", metavar="ADDRESS", help="The IP address to listen on.  [default: 127.0.0.1]"
)
@click.option(
    "--port",
    type=NumberRange(0, 65535),
    metavar="PORT",
    help="The port; 0 means any free port.  [default: 8000]",
)
@click.option(
    "--workers",
    type=NumberRange(1, 64),
    metavar="N",
    help="The number of processes, from 1 to 64.  [default: 1]",
)
@click.option(
    "--access-log",
    type=click.Choice(["text", "json"]),
    metavar="FORM",
    help="Log every request, as text or json.  [default: no log]",
)
@shared_options
@every_post_option
@display_options
def serve_command(
    edition: str | None,
    host: str | None,
    port: int | None,
    workers: int | None,
    access_log: str | None,
    **where: Any,
) -> None:
    """Build the feeds, serve them, and keep them up to date.

    The server runs until you stop it. With --edition, it builds nothing. It copies
    feeds from an object store, and copies them again when they change there.

    \b
    Examples:
      feeds serve --source path/to/site
      feeds serve --host 0.0.0.0 --port 8080 --workers 4 --access-log text
      feeds serve --edition s3://bucket/feeds
    """
    given = {"host": host, "port": port, "workers": workers, "access_log": access_log}
    update = {key: value for key, value in given.items() if value is not None}
    if edition is None:
        _serve_built(Where(**where), update)
    else:
        _serve_copied(edition, Where(**where), update)


@click.command("watch")
@shared_options
@every_post_option
@display_options
def watch_command(**where: Any) -> None:
    """Build the feeds, and build them again after every change.

    The command runs until you stop it. It builds when a file changes, and when the date of a
    post arrives. If a build fails, the published feeds do not change. If several watch
    commands use one state folder, only one of them builds. When it ends, another one builds.

    \b
    Examples:
      feeds watch
      feeds watch --json | tee builds.log
    """
    _require("feeds watch", "serve", "watchfiles")
    from feeds.live.builder import Builder  # watchfiles is optional

    here = Where(**where)
    _, project = project_at(here)
    # A server beside it knows these directories: they must not change.
    fixed = replace(here, output=project.output.absolute(), state=project.state.absolute())
    with ended_by_signals():
        builder = Builder(
            project, lambda: project_at(fixed)[1], here.config_files, WatchLog(), progress_bar
        )
        builder.keep_current()


def follow_edition(edition: str, output: str, state: str, shown: str) -> None:
    """Copy the edition at a store's URL into two directories until a signal ends the process.

    ``shown`` is a :class:`~feeds.cli.console.Display` as JSON.
    """
    keep_interrupts()
    set_display(msgspec.json.decode(shown, type=Display))
    try:
        with ended_by_signals():
            follow(open_store(edition), Path(output), Path(state), tell_note)
    except FeedsError as error:
        fail(str(error), 1)


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let SIGTERM and Ctrl-C close what is open and exit with 0."""
    stop = _stopper()
    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _serve_built(here: Where, update: dict[str, Any]) -> None:
    _require("feeds serve", "serve", "granian", "watchfiles")
    config, project = project_at(here)
    output, state = project.output.absolute(), project.state.absolute()
    listen = partial(_listening, config, update)
    _serve(partial(_start, here, os.getpid()), output, state, listen, "; `feeds list` shows them")


def _serve_copied(edition: str, here: Where, update: dict[str, Any]) -> None:
    for option in ("source", "generator", "url", "timezone"):
        if getattr(here, option) is not None:
            raise click.UsageError(
                f"--{option}: cannot be combined with --edition, which builds nothing; leave it out"
            )
    _require("feeds serve --edition", "publish,serve", "granian", "obstore")
    open_store(edition, argument="--edition")
    file = here.config_file()
    config = load(file, str(file)) if file else Config()
    listen = partial(_listening, config, update)
    with TemporaryDirectory(prefix="feeds-") as own:
        output = (here.output or Path(own, "public")).absolute()
        state = (here.state or Path(own, "state")).absolute()
        _serve(partial(_follow, edition, output, state, os.getpid()), output, state, listen)


def _require(what: str, extra: str, *libraries: str) -> None:
    if None in map(find_spec, libraries):
        raise ConfigError([missing_extra(what, extra)])


def _listening(config: Config, given: dict[str, Any]) -> ServeSection:
    """Return how to serve; its port is free, and all libraries that it needs are there.

    Raises :class:`~feeds.errors.ConfigError`.
    """
    from feeds.web import app, server  # as in _serve

    section = config.serve.replace(**given)
    section = section.replace(metrics=section.metrics is not False)
    app.require_libraries(section)
    try:
        return section.replace(port=server.free_port(section.host, section.port))
    except OSError as error:
        key, problem = _unusable(error, section)
        fault = config.fault(f"serve.{key}", problem)
        if key in given or not fault.line:
            fault = Fault(f"--{key}", 0, problem)
        raise ConfigError([fault]) from error


def _unusable(error: OSError, section: ServeSection) -> tuple[str, str]:
    """Return the key whose value cannot be used, and what is wrong with it."""
    if error.errno == errno.EADDRINUSE:
        used = f"{section.port} is in use by another program"
        return "port", f"{used}; choose another port, or stop that program"
    if error.errno == errno.EACCES:
        return "port", f"{section.port} is reserved for root; choose a port from 1024 to 65535"
    if isinstance(error, gaierror) or error.errno == errno.EADDRNOTAVAIL:
        wrong = f"{section.host!r} is not an IP address of this machine"
        return "host", f"{wrong}; use 127.0.0.1, or 0.0.0.0 for all addresses"
    wrong = f"the server cannot listen on {section.host!r} ({error.strerror})"
    return "host", f"{wrong}; choose another address"


def _serve(
    start: Callable[[], subprocess.Popen[bytes]],
    output: Path,
    state: Path,
    listen: Callable[[], ServeSection],
    rest: str = "",
) -> None:
    from feeds.web import server, settings  # granian and Flask take 100 ms, and are optional

    listen()  # a build can take minutes: find problems before it
    with ended_by_signals(), BuilderProcess(state, start, tell_note) as builder:
        code = builder.wait_for_edition()
        if code:
            sys.exit(code)
        section = listen()
        host = f"[{section.host}]" if ":" in section.host else section.host
        _show(read_edition(state), f"http://{host}:{section.port}", rest)
        server.serve(settings.EditionSettings(output, state, section), tell_error)


def _start(where: Where, parent: int) -> subprocess.Popen[bytes]:
    code = "from feeds.pipeline.parent import end_with; from feeds.__main__ import run; "
    command = python(
        f"{code}end_with({parent}); run()", ["watch", *where.arguments(), *display_arguments()]
    )
    return subprocess.Popen(command, stdin=subprocess.DEVNULL)


def _follow(edition: str, output: Path, state: Path, parent: int) -> subprocess.Popen[bytes]:
    code = (
        "from feeds.pipeline.parent import end_with; from feeds.cli.serve import follow_edition; "
    )
    shown = msgspec.json.encode(display()).decode()
    arguments = [edition, os.fspath(output), os.fspath(state), shown]
    command = python(f"{code}end_with({parent}); follow_edition(*sys.argv[1:])", arguments)
    return subprocess.Popen(command, stdin=subprocess.DEVNULL)


def _show(edition: Edition, address: str, rest: str) -> None:
    """Print the address of the list of feeds, then the first feeds, the site's before others.

    ``rest`` is how to see all of them.
    """
    site = edition.home.removeprefix(edition.url).rpartition(".")[0]
    formats = {format.value: rank for rank, format in enumerate(Format)}

    def order(feed: PublishedFile) -> tuple[bool, str, int]:
        stem = feed.path.rpartition(".")[0]
        return quote_path(stem) != site, stem, formats[feed.format]

    feeds = sorted((one for one in edition.files.values() if one.is_feed), key=order)
    if display().json:
        write_json({"address": address, "documents": len(feeds)})
        return
    if not edition.complete:
        tell_summary(f"{address} answers 503 until there are posts")
    if edition.pages in edition.files:
        folder = edition.pages.removesuffix("index.html")
        tell_summary(f"{address}{quote_path(folder)} lists all feeds")
    for feed in feeds[:_SHOWN]:
        tell_summary(f"{address}{quote_path(feed.path)}")
    if len(feeds) > _SHOWN:
        tell_summary(f"and {len(feeds) - _SHOWN} more{rest}")


def _stopper() -> Callable[[int, FrameType | None], None]:
    """Return a handler that ends the program; signals that come together end it once.

    Ctrl-C reaches a builder twice, from the terminal and from its server. The second would
    interrupt what the first began. A later signal ends a program that does not end by itself.
    """
    last = -math.inf

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal last
        del number, frame
        if time.monotonic() - last > _TOGETHER:
            last = time.monotonic()
            sys.exit()

    return stop
