"""``feeds help``: show the documentation in the terminal."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import click

from feeds.cli.console import display, fail, write, write_json
from feeds.cli.options import color_option, json_option
from feeds.errors import nearest, suggestion

_PACKAGE = Path(__file__).parents[1]
DOCS = next(docs for docs in (_PACKAGE / "docs", _PACKAGE.parent / "docs") if docs.is_dir())
"""The pages: inside the package if it was installed from a wheel, beside it in a clone."""

SECTIONS = {
    "": "Start here",
    "tutorial": "Tutorials",
    "how-to": "How to",
    "reference": "Reference",
    "explanation": "Explanation",
}
"""The folders of the pages, and the heading of each."""
_MOST_PAGES = 4
"""Pages that are named for a word that is not a topic."""
_NEAR = 0.8
"""How like a topic a word must be to be a misspelling of it: from 0 to 1."""
_WIDEST = 100
"""Cells of a line. Longer lines are hard to read."""
_LINK = re.compile(r"!?\[([^\]]+)\]\((?:[./\w-]*?([\w-]+)\.md)?[^)]*\)")
"""A link or an image, with the name of the page if it leads to one."""
_COMMENT = re.compile(r"^ *<!--.*-->\n", re.MULTILINE)
_CODE = re.compile(r"(^ *```.*?^ *```$)", re.MULTILINE | re.DOTALL)
_SUMMARY = re.compile(r"# [^\n]+\n\n(.+?)\.\s", re.DOTALL)


class Topic(NamedTuple):
    """A page of the documentation."""

    section: str
    """The name of its folder; empty for the top."""
    summary: str
    """Its first sentence, without the full stop."""
    file: Path


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
    known = topics()
    if display().json:
        write_json(_data(context.find_root(), topic, known))
    elif topic in known:
        _show(_text(known[topic]))
    else:
        shown = _help_of_command(context.find_root(), topic, known) if topic else _overview(known)
        write(shown)


def topics() -> dict[str, Topic]:
    """Return every page but the front page, by the name of its file, in the order of sections."""
    found: dict[str, Topic] = {}
    for section in SECTIONS:
        for file in sorted((DOCS / section).glob("*.md")):
            if file.stem != "index":
                found[file.stem] = Topic(section, first_sentence(file).replace("`", ""), file)
    return found


def first_sentence(file: Path) -> str:
    """Return the first sentence of a page in Markdown, without the full stop."""
    found = _SUMMARY.match(file.read_text(encoding="utf-8"))
    return " ".join(found[1].split()) if found else ""


def _text(topic: Topic) -> str:
    return topic.file.read_text(encoding="utf-8")


def _data(root: click.Context, name: str | None, known: Mapping[str, Topic]) -> Any:
    """Return what is shown as JSON values."""
    if not name:
        return [
            {"topic": name, "section": topic.section, "summary": topic.summary}
            for name, topic in known.items()
        ]
    if name in known:
        return {"topic": name, "text": _text(known[name])}
    return {"command": name, "text": _help_of_command(root, name, known)}


def _overview(known: Mapping[str, Topic]) -> str:
    lines = ["feeds help TOPIC shows one of these pages:"]
    for section, heading in SECTIONS.items():
        pages = [(name, topic) for name, topic in known.items() if topic.section == section]
        lines += ["", f"{heading}:"]
        lines += [f"  {name:<16} {topic.summary}" for name, topic in pages]
    lines += ["", "feeds help COMMAND shows the help of a command."]
    return "\n".join(lines)


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
        parts = _CODE.split(page)
        parts[::2] = [_LINK.sub(_link_in_words, _COMMENT.sub("", text)) for text in parts[::2]]
        console.print(Markdown("".join(parts), hyperlinks=False))
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
    return command if text.endswith(f"{topic}.md") else f"{text} ({command})"


def _pages_with(word: str, known: Mapping[str, Topic]) -> str:
    """Return a remedy that names the pages that contain a word most often."""
    pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
    found = {name: len(pattern.findall(_text(topic))) for name, topic in known.items()}
    pages = sorted(filter(found.get, found), key=lambda name: -found[name])[:_MOST_PAGES]
    return f"read a page that contains it: {', '.join(pages)}" if pages else ""


def _help_of_command(root: click.Context, name: str, known: Mapping[str, Topic]) -> str:
    """Return the help of a command; end with a message if the name is not known."""
    assert isinstance(root.command, click.Group)
    command = root.command.get_command(root, name)
    if command is None:
        names = [*known, *root.command.list_commands(root)]
        near = nearest(name.lower().removesuffix(".md"), names, _NEAR)
        otherwise = "" if near else _pages_with(name, known)
        remedy = otherwise or suggestion(near or name, names, "run `feeds help` to list all topics")
        fail(f"unknown topic or command {name!r}; {remedy}")
    with click.Context(command, info_name=name, parent=root) as context:
        return command.get_help(context)
