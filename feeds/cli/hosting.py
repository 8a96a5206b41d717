"""``feeds hosting``: configurations with which static hosts serve what was written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from feeds.cli.options import Where, project_at, shared_options
from feeds.edition import read_edition
from feeds.hosting import WrittenTree, caddy, nginx


@click.group("hosting")
def hosting_group() -> None:
    """Write the configuration with which a static host serves the feeds."""


def _server_options(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option("--include", multiple=True, metavar="FILE", help="More of its configuration."),
        click.option("--listen", multiple=True, metavar="ADDRESS", help="Where it listens."),
        click.option(
            "--root",
            type=click.Path(path_type=Path),
            metavar="DIR",
            help="Where the feeds lie there.  [default: the output]",
        ),
        shared_options,
    ):
        command = option(command)
    return command


@hosting_group.command("nginx")
@_server_options
def nginx_command(
    listen: tuple[str, ...], include: tuple[str, ...], root: Path | None, **where: Any
) -> None:
    """Print a file for nginx's http block."""
    click.echo(nginx(_tree(where, root), listen, include), nl=False)


@hosting_group.command("caddy")
@_server_options
def caddy_command(
    listen: tuple[str, ...], include: tuple[str, ...], root: Path | None, **where: Any
) -> None:
    """Print a Caddyfile."""
    click.echo(caddy(_tree(where, root), listen, include), nl=False)


def _tree(where: dict[str, Any], root: Path | None = None) -> WrittenTree:
    _, project = project_at(Where(**where))
    return WrittenTree(read_edition(project.state), root or project.output)
