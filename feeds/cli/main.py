"""The command group: every command is a module of its own, imported when it is used."""

from __future__ import annotations

import errno
import gc
import io
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click

from feeds.cli.console import (
    FAULTY,
    Display,
    color_of_environment,
    display,
    fail,
    set_display,
)
from feeds.cli.usage import CommandGroup, usage_message
from feeds.errors import ConfigError, FeedsError

_COMMANDS = {
    "adopt": ("feeds.cli.adopt", "adopt_command"),
    "build": ("feeds.cli.build", "build_command"),
    "check": ("feeds.cli.build", "check_command"),
    "compare": ("feeds.cli.compare", "compare_command"),
    "completion": ("feeds.cli.completion", "completion_command"),
    "help": ("feeds.cli.help", "help_command"),
    "hosting": ("feeds.cli.hosting", "hosting_group"),
    "init": ("feeds.cli.init", "init_command"),
    "list": ("feeds.cli.listing", "list_command"),
    "publish": ("feeds.cli.publish", "publish_command"),
    "schema": ("feeds.cli.schema", "schema_command"),
    "serve": ("feeds.cli.serve", "serve_command"),
    "watch": ("feeds.cli.serve", "watch_command"),
}
"""The module and the function of each command."""


class _Commands(Mapping[str, click.Command]):
    """All commands by name; each is imported when it is used."""

    def __getitem__(self, name: str) -> click.Command:
        module, function = _COMMANDS[name]
        gc.disable()  # as in feeds/__main__.py
        found: click.Command = getattr(import_module(module), function)
        gc.freeze()
        gc.enable()
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(_COMMANDS)

    def __len__(self) -> int:
        return len(_COMMANDS)


class _Group(CommandGroup):
    """Reports wrong input as a message, never as a traceback."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        del info_name  # `python -m feeds` is called feeds too
        set_display(Display(json=_asks_for_json(args), color=color_of_environment()))
        with _errors_reported():
            context = super().make_context("feeds", args, parent, **extra)
        context.color = display().color
        return context

    def invoke(self, ctx: click.Context) -> Any:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="backslashreplace")  # as stderr does
        with _errors_reported():
            return super().invoke(ctx)


def _asks_for_json(args: list[str]) -> bool:
    """Return whether errors are JSON, also where click finds the command line wrong."""
    return "--json" in args or "--format=json" in args or "--format json" in " ".join(args)


@contextmanager
def _errors_reported() -> Iterator[None]:
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise  # click prints the help
    except click.ClickException as error:
        fail(usage_message(error), error.exit_code)
    except ConfigError as error:
        fail(str(error), faults=error.faults)
    except FeedsError as error:
        fail(str(error), FAULTY)
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise  # click exits quietly if nobody reads the output
        place = f"{os.fsdecode(error.filename)}: " if error.filename else ""
        fail(f"{place}{error.strerror or error}", FAULTY)


@click.group(
    cls=_Group,
    commands=_Commands(),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(None, "-V", "--version", package_name="feeds")
def main() -> None:
    """Publish RSS, Atom and JSON feeds from a tree of posts.

    One feed for the site and one for every category, tag and author, as static files or
    served with caching. Try it on a Jekyll site: feeds serve --source PATH/TO/SITE
    """
