"""The ``feeds`` command, also as ``python -m feeds``."""

from __future__ import annotations

import sys


def run() -> None:
    """Run the command; Ctrl-C while it still loads ends it in one line, as later."""
    try:
        from feeds.cli import main  # loads long

        main()
    except KeyboardInterrupt:
        sys.stderr.write("\nAborted!\n")
        sys.exit(1)


if __name__ == "__main__":
    run()
