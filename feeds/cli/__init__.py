"""The command line."""

from feeds.cli.main import main

__all__ = ["main"]
