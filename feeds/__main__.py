"""The ``feeds`` command, also as ``python -m feeds``."""

from __future__ import annotations

import sys


def run() -> None:
    """Run the command; Ctrl-C ends it in one line, also while it still loads."""
    try:
        # Loads long: Ctrl-C must be caught meanwhile.
        from feeds.cli import main

        main()
    except KeyboardInterrupt:
        sys.stderr.write("\nAborted!\n")
        sys.exit(1)


if __name__ == "__main__":
    run()
