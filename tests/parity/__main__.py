"""``python -m tests.parity TREE``: print how far our reading agrees with the generator's.

``python -m tests.parity --write docs/parity.md TREE…`` compares the trees of every rule and
the given ones, and writes the page.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from feeds.errors import FeedsError

from .jekyll_native import NativeBuildError, compare
from .report import missing, report

_MOST_SHOWN = 20


def main() -> int:
    """Compare the trees named on the command line; 1 if anything differs, 2 without a build."""
    parser = argparse.ArgumentParser(prog="python -m tests.parity", description=__doc__)
    parser.add_argument("tree", type=lambda path: Path(path).resolve(), nargs="*")
    parser.add_argument("--exclude", nargs="*", default=(), metavar="POST")
    parser.add_argument("--text", action="store_true", help="a text that differs fails too")
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help="compare all, and write the page"
    )
    given = parser.parse_args()
    if given.write and missing():
        print(f"not installed, so nothing is written: {', '.join(missing())}", file=sys.stderr)
        return 2
    if given.write:
        given.write.write_text(report(given.tree) + "\n", encoding="utf-8")
        return 0
    return max((_compare(tree, given.exclude, given.text) for tree in given.tree), default=0)


def _compare(tree: Path, exclude: list[str], text: bool) -> int:
    try:
        comparison = compare(tree, exclude)
    except (FeedsError, NativeBuildError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    differing = [(path, one) for path, one in comparison.differences if text or one.field != "text"]
    for path, difference in differing[:_MOST_SHOWN]:
        print(f"{path}: {difference}")
    print(comparison.summary())
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
