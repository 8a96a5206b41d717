"""``feeds hosting``: write configuration for static hosts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from feeds.cli.console import display, note, tell_summary, write, write_json
from feeds.cli.options import (
    Where,
    directories_at,
    directory_options,
    display_options,
    json_option,
)
from feeds.cli.usage import CommandGroup
from feeds.config import Config, load
from feeds.edition import read_edition
from feeds.errors import ConfigError, Fault, FeedsError
from feeds.hosting import OURS, HostFiles, WrittenTree, caddy, cloudflare, netlify, nginx


@click.group("hosting", cls=CommandGroup)
def hosting_group() -> None:
    """Write configuration for nginx, Caddy, Netlify or Cloudflare.

    \b
    Examples:
      feeds hosting nginx > /etc/nginx/conf.d/feeds.conf
      feeds hosting netlify
    """


def _addresses(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse what would end the line of an address, and begin another."""
    for one in given:
        if not one.isprintable() or ";" in one or '"' in one:
            example = "write one such as 443 or 127.0.0.1:8080"
            raise click.BadParameter(f"{one!r} is not a port or an address; {example}")
    return given


def _server_options(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        json_option,
        directory_options,
        click.option(
            "--include",
            multiple=True,
            metavar="FILE",
            help="Include a file with more directives; can be repeated.",
        ),
        click.option(
            "--listen",
            callback=_addresses,
            multiple=True,
            metavar="ADDRESS",
            help="The port or address to listen on; can be repeated.",
        ),
        click.option(
            "--root",
            type=click.Path(path_type=Path),
            metavar="DIR",
            help="The folder of the feeds on the server.  [default: the output folder]",
        ),
    ):
        command = option(command)
    return command


@hosting_group.command("nginx")
@click.option("--no-sizes", is_flag=True, help="Leave out map_hash_*_size if another file sets it.")
@_server_options
def nginx_command(
    listen: tuple[str, ...],
    include: tuple[str, ...],
    root: Path | None,
    no_sizes: bool,
    **where: Any,
) -> None:
    """Print a configuration file for the http block of nginx.

    \b
    Examples:
      feeds hosting nginx > /etc/nginx/conf.d/feeds.conf
      feeds hosting nginx --listen 127.0.0.1:8081 --root /srv/feeds
    """
    _print(nginx(_tree(where, root), listen, include, not no_sizes))


@hosting_group.command("caddy")
@_server_options
def caddy_command(
    listen: tuple[str, ...], include: tuple[str, ...], root: Path | None, **where: Any
) -> None:
    """Print a Caddyfile.

    \b
    Example:
      feeds hosting caddy --listen https://feeds.example.com > Caddyfile
    """
    _print(caddy(_tree(where, root), listen, include))


def _files_options(command: Callable[..., None]) -> Callable[..., None]:
    to = click.option(
        "--to",
        type=click.Path(path_type=Path, file_okay=False),
        metavar="DIR",
        help="Where to write the two files.  [default: the output folder]",
    )
    return to(directory_options(display_options(command)))


@hosting_group.command("netlify")
@_files_options
def netlify_command(to: Path | None, **where: Any) -> None:
    """Write _headers and _redirects for Netlify.

    \b
    Example:
      feeds hosting netlify --to site/
    """
    _write(netlify, to, where)


@hosting_group.command("cloudflare")
@_files_options
def cloudflare_command(to: Path | None, **where: Any) -> None:
    """Write _headers and _redirects for Cloudflare Pages.

    \b
    Example:
      feeds hosting cloudflare --to site/
    """
    _write(cloudflare, to, where)


def _print(text: str) -> None:
    if display().json:
        write_json({"configuration": text})
    else:
        write(text.removesuffix("\n"))


def _write(
    files_for: Callable[[WrittenTree], HostFiles], to: Path | None, where: dict[str, Any]
) -> None:
    tree = _tree(where)
    made, folder = files_for(tree), to or Path(tree.root)
    if not folder.is_dir():
        remedy = "create it first" if to else "run `feeds build` first"
        raise ConfigError([Fault(str(folder), 0, f"does not exist; {remedy}")])
    files = {folder / name: text for name, text in made.files.items()}
    for file in filter(_is_foreign, files):
        remedy = "write to another folder with --to, then merge the files"
        raise FeedsError(f"{file}: feeds did not write this file; {remedy}")
    for file, text in files.items():
        file.write_text(text, encoding="utf-8", newline="\n")
    above = f"move both files above {tree.mount}, to the top of the deployed folder"
    unused = "the host compresses files itself; set feeds.codings to [] for faster builds"
    remarks = [
        *made.remarks,
        *([above] if tree.mount else []),
        *([unused] if tree.codings else []),
    ]
    if display().json:
        write_json({"files": list(map(str, files)), "remarks": remarks})
        return
    for file in files:
        tell_summary(f"{file} written.")
    for remark in remarks:
        note(remark)


def _is_foreign(file: Path) -> bool:
    return file.exists() and not file.read_bytes().startswith(OURS.encode())


def _tree(given: dict[str, Any], root: Path | None = None) -> WrittenTree:
    where = Where(**given)
    output, state = directories_at(where)
    file = where.config_file()
    config = load(file, str(file)) if file else Config()
    opens_pages = config.serve.browsers == "page"
    return WrittenTree(read_edition(state), root or output, opens_pages, config.feeds.codings)
