"""``feeds help``: the pages of the documentation, in the terminal."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import Any

import click

from feeds.cli.console import display, fail, write, write_json
from feeds.cli.options import color_option, json_option
from feeds.errors import printable, suggestion

_PACKAGE = Path(__file__).parents[1]
DOCS = next(docs for docs in (_PACKAGE / "docs", _PACKAGE.parent / "docs") if docs.is_dir())
"""The pages: inside the package if it was installed from a wheel, beside it in a clone."""

_WIDEST = 100
"""Cells of a line. Longer lines are hard to read."""
_LINK = re.compile(r"\[([^\]]+)\]\((?:(\w+)\.md)?(?:#[^)]*)?\)")
"""A link to another page, or to another part of the same page."""
_SUMMARY = re.compile(r"# [^\n]+\n\n(.+?)\.\s", re.DOTALL)


@click.command("help")
@click.argument("topic", required=False)
@color_option
@json_option
@click.pass_context
def help_command(context: click.Context, topic: str | None) -> None:
    """Show a page of the documentation, or the help of a command.

    \b
    Examples:
      feeds help            list all topics
      feeds help moving     how to keep the ids of a blog's old feeds
      feeds help build      the same as feeds build --help
    """
    if display().json:
        write_json(_data(context.find_root(), topic))
    elif topic in topics():
        _show(_page(topic))
    else:
        write(_help_of_command(context.find_root(), topic) if topic else _overview())


def _data(root: click.Context, topic: str | None) -> Any:
    """Return what is shown as JSON values."""
    if not topic:
        return [{"topic": name, "summary": summary} for name, summary in topics().items()]
    if topic in topics():
        return {"topic": topic, "text": _page(topic)}
    return {"command": topic, "text": _help_of_command(root, topic)}


def _page(topic: str) -> str:
    return (DOCS / f"{topic}.md").read_text(encoding="utf-8")


def topics() -> dict[str, str]:
    """Return the name of each page and its summary, which is the first sentence of the page."""
    return {page.stem: _summary(_page(page.stem)) for page in sorted(DOCS.glob("*.md"))}


def _summary(page: str) -> str:
    found = _SUMMARY.match(page)
    return " ".join(found[1].replace("`", "").split()) if found else ""


def _overview() -> str:
    lines = [f"  {name:<13} {summary}" for name, summary in topics().items()]
    return "\n".join(
        (
            "feeds help TOPIC shows one of these pages:",
            "",
            *lines,
            "",
            "feeds help COMMAND shows what feeds COMMAND --help shows.",
        )
    )


def _show(page: str) -> None:
    """Print a page: rendered on a terminal, with a pager if it is long; as it is in a pipe."""
    color = display().color
    if not (sys.stdout.isatty() or color):
        click.echo(page, nl=False)
        return
    from rich.console import Console  # 50 ms, for terminals only
    from rich.markdown import Markdown

    size = shutil.get_terminal_size()
    console = Console(width=min(size.columns, _WIDEST), force_terminal=color)
    with console.capture() as captured:
        console.print(Markdown(_LINK.sub(_link_in_words, page), hyperlinks=False))
    shown = captured.get()
    if shown.count("\n") < size.lines:
        click.echo(shown, nl=False)
    else:
        click.echo_via_pager(shown)


def _link_in_words(link: re.Match[str]) -> str:
    text, topic = link.groups()
    if topic is None:
        return text
    command = f"`feeds help {topic}`"
    return command if text == f"{topic}.md" else f"{text} ({command})"


def _help_of_command(root: click.Context, name: str) -> str:
    """Return the help of a command; end with a message if there is neither topic nor command."""
    assert isinstance(root.command, click.Group)
    command = root.command.get_command(root, name)
    if command is None:
        known = [*topics(), *root.command.list_commands(root)]
        remedy = suggestion(name, known, "`feeds help` lists all topics")
        fail(f"{printable(name)}: neither a topic nor a command; {remedy}")
    with click.Context(command, info_name=name, parent=root) as context:
        return command.get_help(context)
