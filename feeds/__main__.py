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
    except (KeyboardInterrupt, RuntimeError) as error:
        # Python 3.11 raises RuntimeError if it is interrupted while it makes a class.
        if not isinstance(error.__cause__ or error, KeyboardInterrupt):
            raise
        sys.stderr.write("\nAborted!\n")
        sys.exit(1)
    finally:
        # If Ctrl-C interrupted exec() of a string, as in namedtuple(), `python -m` would end with
        # the signal instead of the exit code. The next exec() makes Python forget it.
        exec("")


if __name__ == "__main__":
    run()
