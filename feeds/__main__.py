"""The ``feeds`` command, also as ``python -m feeds``."""

from __future__ import annotations

import gc
import sys


def run() -> None:
    """Run the command. Ctrl-C ends it in one line, even while it is loading."""
    # Loaded code is no garbage: looking for some takes a twentieth of a small build.
    gc.disable()
    try:
        from feeds.cli import main  # takes long to load, and Ctrl-C must end that too

        gc.freeze()
        gc.enable()
        main()
    except KeyboardInterrupt:
        sys.stderr.write("\nAborted!\n")
        sys.exit(1)


if __name__ == "__main__":
    run()
