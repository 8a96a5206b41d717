"""The command line: ``feeds init``, ``build``, ``serve``, ``check`` and ``list``."""

from feeds.cli.main import main

__all__ = ["main"]
