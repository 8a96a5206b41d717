"""Workflows, and the commands that files of the repository show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
import yaml

from feeds.cli import main


def read_yaml(file: Path) -> Any:
    """Read YAML as GitHub does: ``on`` is a key, not a boolean."""
    return yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)


def steps_in(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every step, wherever it is in a file."""
    if isinstance(value, dict):
        if "uses" in value or "run" in value:
            yield value
        for inner in value.values():
            yield from steps_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from steps_in(inner)


def parse_command(words: Sequence[str]) -> None:
    """Parse the words after ``feeds`` but run nothing; raises ``click.UsageError`` if wrong."""
    command: click.Command = main
    context = click.Context(main, info_name="feeds")
    while isinstance(command, click.Group):
        name, found, words = command.resolve_command(context, [*words])
        assert found is not None
        command = found
        context = command.make_context(name, [*words], parent=context)
        words = [*context._protected_args, *context.args]
