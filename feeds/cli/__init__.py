"""The command line: ``feeds build``, ``serve`` and what stands beside them."""

from feeds.cli.loading import loading

with loading():
    from feeds.cli.main import main

__all__ = ["main"]
