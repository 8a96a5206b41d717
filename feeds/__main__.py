"""The ``feeds`` command, also as ``python -m feeds``."""

from __future__ import annotations

import gc
import sys

from feeds.interrupts import keep_interrupts


def run() -> None:
    """Run the command. Ctrl-C ends it in one line, even while it is loading."""
    keep_interrupts()
    # Code is loaded to stay: collecting garbage meanwhile takes 5 % of a small build.
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
