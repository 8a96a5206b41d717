"""The help of every command fits a terminal of 80 columns, and shows an example."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from feeds.cli import main


def commands(group: click.Group, *path: str) -> Iterator[tuple[str, ...]]:
    yield path
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)
        else:
            yield (*path, name)


ALL = sorted(commands(main))


def found(path: tuple[str, ...]) -> click.Command:
    command: click.Command = main
    for name in path:
        assert isinstance(command, click.Group)
        command = command.commands[name]
    return command


def shown(path: tuple[str, ...]) -> str:
    return CliRunner().invoke(main, [*path, "--help"], env={"COLUMNS": "80"}).stdout


def named(path: tuple[str, ...]) -> str:
    return " ".join(("feeds", *path))


@pytest.mark.parametrize("path", ALL, ids=named)
def test_no_line_is_wider_than_80_columns_and_no_summary_is_cut(path: tuple[str, ...]) -> None:
    text = shown(path)
    assert max(map(len, text.splitlines())) <= 80
    assert "..." not in text.replace("[ARGS]...", "")


@pytest.mark.parametrize("path", ALL, ids=named)
def test_the_help_shows_an_example_of_the_command(path: tuple[str, ...]) -> None:
    _, title, examples = shown(path).partition("  Example")
    assert title
    lines = re.findall(r"^ {4}(.+)", examples.partition("\n\n")[0], re.MULTILINE)
    assert lines
    assert all(named(path) in line for line in lines)


@pytest.mark.parametrize("path", ALL, ids=named)
def test_every_option_is_explained(path: tuple[str, ...]) -> None:
    assert all(option.help for option in found(path).params if isinstance(option, click.Option))


def test_ranges_of_numbers_are_described_in_words() -> None:
    text = shown(("serve",))
    assert "<=" not in text
    assert "The number of processes, from 1 to 64." in text


def test_the_commands_are_in_the_order_in_which_they_are_needed() -> None:
    text = shown(())
    assert text.index("Start here:") < text.index("\n  init ") < text.index("\n  build ")
    assert all(f"\n  {name} " in text for name in main.commands)
