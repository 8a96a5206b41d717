"""The command line: ``feeds build``, ``serve`` and what stands beside them."""

import gc

# What is being imported is no garbage: looking for some takes a twentieth of a small build.
gc.disable()

from feeds.cli.main import main  # noqa: E402

gc.freeze()
gc.enable()

__all__ = ["main"]
