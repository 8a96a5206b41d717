"""The command line: ``feeds build``, ``feeds serve`` and the other commands."""

from feeds.cli.main import main

__all__ = ["main"]
