"""``python -m tests.parity SITE…``: compare our feeds with those of the site's generator.

``python -m tests.parity --rules hugo`` compares the small sites that test one rule of Hugo each;
``--only WORD`` only those whose names contain the word.
``python -m tests.parity --write docs/explanation/parity.md SITE…``
compares the small sites of all generators and the given sites, and writes the page.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from feeds.errors import FeedsError
from feeds.generators import recognise

from .comparison import Comparison, Difference, NativeBuildError, summary
from .report import NATIVES, missing, of_rules, report


def main() -> int:
    """Compare what the command line names; 1 if anything differs, 2 without a build."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.parity",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("tree", type=lambda path: Path(path).resolve(), nargs="*")
    parser.add_argument("--rules", choices=NATIVES, metavar="GENERATOR")
    parser.add_argument("--only", default="", metavar="WORD")
    parser.add_argument("--field", nargs="*", default=(), help="show the differences of these only")
    parser.add_argument("--most", type=int, default=5, help="differences to show of each field")
    parser.add_argument("--write", type=Path, metavar="FILE")
    given = parser.parse_args()
    if given.write:
        return _write(given.write, given.tree)
    try:
        compared = dict(of_rules(NATIVES[given.rules], given.only) if given.rules else ())
        for tree in given.tree:
            compared |= NATIVES[recognise(tree).name].compare(tree)
    except (FeedsError, NativeBuildError, OSError, subprocess.SubprocessError) as error:
        print(error, file=sys.stderr)
        return 2
    return _print(compared, given.field, given.most)


def _write(file: Path, trees: list[Path]) -> int:
    if missing():
        print(f"not installed, so nothing is written: {', '.join(missing())}", file=sys.stderr)
        return 2
    file.write_text(report(trees) + "\n", encoding="utf-8")
    return 0


def _print(compared: Mapping[str, Comparison], fields: list[str], most: int) -> int:
    """Print the differences by field, each once: a post is in several feeds."""
    found: dict[str, dict[tuple[str, str, str], tuple[str, Difference]]] = defaultdict(dict)
    for path, comparison in compared.items():
        for one in comparison.differences:
            if not fields or one.field in fields:
                key = (one.entry or path, str(one.native), str(one.ours))
                found[one.field].setdefault(key, (path, one))
    for each in found.values():
        for path, one in list(each.values())[:most]:
            print(f"{path}: {one}")
    print(summary(compared.values()))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
