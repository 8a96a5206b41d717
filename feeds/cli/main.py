"""The command ``feeds``. It imports a command's module only when it is used."""

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
from feeds.cli.usage import CommandGroup, require_values, usage_message
from feeds.errors import ConfigError, FeedsError, explained

_SECTIONS = {
    "Start here": {
        "init": ("feeds.cli.init", "init_command"),
        "build": ("feeds.cli.build", "build_command"),
        "serve": ("feeds.cli.serve", "serve_command"),
        "watch": ("feeds.cli.serve", "watch_command"),
    },
    "Look at posts and feeds": {
        "check": ("feeds.cli.check", "check_command"),
        "list": ("feeds.cli.listing", "list_command"),
        "preview": ("feeds.cli.preview", "preview_command"),
    },
    "Publish": {
        "links": ("feeds.cli.links", "links_command"),
        "hosting": ("feeds.cli.hosting", "hosting_group"),
        "publish": ("feeds.cli.publish", "publish_command"),
    },
    "Move a blog and keep its subscribers": {
        "compare": ("feeds.cli.compare", "compare_command"),
        "adopt": ("feeds.cli.adopt", "adopt_command"),
    },
    "Help": {
        "help": ("feeds.cli.help", "help_command"),
        "schema": ("feeds.cli.schema", "schema_command"),
        "completion": ("feeds.cli.completion", "completion_command"),
    },
}
"""The module and the function of each command, in the order of the help."""

_COMMANDS = {name: place for section in _SECTIONS.values() for name, place in section.items()}
_WIDEST = max(map(len, _COMMANDS))


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
            if not extra.get("resilient_parsing"):  # a shell may ask for an argument's completions
                require_values(args)
            context = super().make_context("feeds", args, parent, **extra)
        context.color = display().color
        return context

    def main(self, *arguments: Any, **options: Any) -> Any:
        try:
            return super().main(*arguments, **options)
        finally:
            set_display(Display())  # tests run many commands in one process

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        limit = formatter.width - _WIDEST - 6  # as click itself
        for title, names in _SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl(
                    [
                        (name.ljust(_WIDEST), self.commands[name].get_short_help_str(limit))
                        for name in names
                    ]
                )

    def invoke(self, ctx: click.Context) -> Any:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="backslashreplace")  # as stderr does
        with _errors_reported():
            return super().invoke(ctx)


def _asks_for_json(args: list[str]) -> bool:
    """Return whether errors are JSON, also if click refuses the command line."""
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
        fail(f"{place}{explained(error)}", FAULTY)


@click.group(
    cls=_Group,
    commands=_Commands(),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(None, "-V", "--version", package_name="feeds")
def main() -> None:
    """Publish Atom, RSS and JSON feeds from a folder of posts.

    The folder is a Jekyll, Hugo, Pelican, Eleventy or Zola site, or contains Markdown or HTML
    files. The site gets a feed, and so does every category, tag and author. Publish the feeds
    as static files, or serve them with caching.

    \b
    Examples:
      feeds serve --source path/to/site     build and serve the feeds of a site
      feeds init                            write a configuration file
      feeds build                           write the feeds as static files
    """
