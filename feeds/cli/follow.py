"""The process beside ``feeds serve --edition``: a copy of the store's edition, kept current."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from feeds.cli.watch import ended_by_signals
from feeds.errors import FeedsError
from feeds.live.follower import follow
from feeds.publish.objects import open_store


def follow_edition(edition: str, output: str, state: str) -> None:
    """Copy the edition at a store's URL into two directories until a signal ends the process."""
    try:
        with ended_by_signals():
            follow(open_store(edition), Path(output), Path(state), _note)
    except FeedsError as error:
        click.echo(str(error), err=True)
        sys.exit(1)


def _note(words: str) -> None:
    click.echo(f"note: {words}", err=True)
