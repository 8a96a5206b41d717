"""``python -m tests.contract [WORD …]``: hold every server to the contract, and print a table.

Words are pytest's. With ``--write FILE`` and no words the table of a run in which all went as
it should takes its place in a page, between the two lines that mark it, or at the page's end.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pytest

from .report import Collector, markdown

BEGIN, END = "<!-- contract -->", "<!-- /contract -->"


def main() -> int:
    """Run the suite; what it returns is pytest's exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.contract", description=__doc__)
    parser.add_argument("--write", type=Path, metavar="FILE", help="the page to write into")
    given, words = parser.parse_known_args()
    collector = Collector()
    status = pytest.main(["--tb=no", "-q", str(Path(__file__).parent), *words], [collector])
    table = markdown(collector.results)
    if given.write and not (status or words):
        page = given.write.read_text(encoding="utf-8") if given.write.exists() else ""
        given.write.write_text(placed(page, table), encoding="utf-8")
    else:
        print(table)
    return int(status)


def placed(page: str, table: str) -> str:
    """Return the page with the table where the last one was."""
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2] or "\n"
    return f"{before}{BEGIN}\n{table}{END}{after}"


if __name__ == "__main__":
    sys.exit(main())
