"""The command line: ``feeds build``, ``serve`` and what stands beside them."""

import os

# Else pydantic looks through every installed package for plugins, which takes as long as a
# build with nothing to do.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

from feeds.cli.main import main

__all__ = ["main"]
