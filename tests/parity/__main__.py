"""``python -m tests.parity TREE``: print how far our reading agrees with the generator's."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .jekyll_native import NativeBuildError, compare

_MOST_SHOWN = 20


def main() -> int:
    """Compare the tree named on the command line; 1 if anything differs, 2 without a build."""
    parser = argparse.ArgumentParser(prog="python -m tests.parity", description=__doc__)
    parser.add_argument("tree", type=Path)
    parser.add_argument("--exclude", nargs="*", default=(), metavar="POST")
    given = parser.parse_args()
    try:
        comparison = compare(given.tree, given.exclude)
    except NativeBuildError as error:
        print(error, file=sys.stderr)
        return 2
    for difference in comparison.differences[:_MOST_SHOWN]:
        print(difference)
    print(comparison.summary())
    return 1 if comparison.differences else 0


if __name__ == "__main__":
    sys.exit(main())
