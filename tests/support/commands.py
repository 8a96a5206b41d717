"""The commands in docs/reference/commands.md: their arguments, summaries and options.

``python -m tests.support.commands``, run from the top of the checkout, writes them anew.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator

import click

from feeds.cli import main
from tests.support.docs import PAGES

PAGE = PAGES["commands"]
_BLOCK = re.compile(r"(<!-- (options|command): ([\w ]+) -->\n).*?(<!-- end -->\n)", re.DOTALL)
SHARED = {
    "folders": ("config", "source", "output", "state"),
    "the site": ("generator", "url", "timezone"),
    "what is printed": ("quiet", "json", "color"),
}
"""Options that many commands have, as the page groups them."""


def page() -> str:
    """Return the page as the commands are now."""
    return _BLOCK.sub(_block, PAGE.read_text(encoding="utf-8"))


def _block(found: re.Match[str]) -> str:
    lines = _group(found[3]) if found[2] == "options" else _command(found[3])
    return found[1] + "".join(f"{line}\n" for line in lines) + found[4]


def _group(title: str) -> Iterator[str]:
    build = main.commands["build"]
    yield from _table(option for option in _options(build) if option.name in SHARED[title])


def _command(name: str) -> Iterator[str]:
    command = main.commands[name]
    yield from (f"## {_heading(name, command)}", "", _summary(command))
    options = _options(command)
    shared = {name for group in SHARED.values() for name in group}
    own = [option for option in options if option.name not in shared]
    if isinstance(command, click.Group):
        yield from ("", "| command | what it does |", "|---|---|")
        for host, inner in command.commands.items():
            yield f"| `feeds {name} {host}` | {_summary(inner)} |"
    elif own:
        yield from ("", *_table(own))
    has = [*_shared({str(option.name) for option in options})]
    if has:
        yield from ("", f"Shared options: {', '.join(has)}.")


def _shared(names: set[str]) -> Iterator[str]:
    """Yield the groups of shared options that a command has, or the options of a part of one."""
    for title, group in SHARED.items():
        if names.issuperset(group):
            yield f"[{title}](#{_anchor(title)})"
        else:
            yield from (f"`--{name}`" for name in group if name in names)


def _heading(name: str, command: click.Command) -> str:
    arguments = [_argument(one) for one in command.params if isinstance(one, click.Argument)]
    words = ["HOST"] if isinstance(command, click.Group) else arguments
    return f"`{' '.join(('feeds', name, *words))}`"


def _argument(argument: click.Argument) -> str:
    name = argument.human_readable_name
    return name if argument.required or argument.metavar else f"[{name}]"


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def _summary(command: click.Command) -> str:
    first, _, _ = inspect.cleandoc(command.help or "").partition("\n\n")
    return _markdown(" ".join(first.split()))


def _options(command: click.Command) -> list[click.Option]:
    return [one for one in command.params if isinstance(one, click.Option)]


def _table(options: Iterable[click.Option]) -> Iterator[str]:
    yield from ("| option | what it does |", "|---|---|")
    for option in options:
        value = "" if option.is_flag else f" {option.metavar}"
        names = ", ".join(f"`{name}`" for name in option.opts)
        yield f"| {names.removesuffix('`')}{value}` | {_markdown(option.help or '')} |"


def _markdown(words: str) -> str:
    words = re.sub(r"\s*\[default: (.*)\]", r" Default: \1.", words).replace("|", "\\|")
    return re.sub(r"(?<!`)(--[\w-]+)", r"`\1`", words)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
