"""``python -m benchmarks``: what the program costs, side by side with others, in one run."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from benchmarks import builds, day, serve, soak
from benchmarks.servers import missing


class Size(NamedTuple):
    """How much is measured."""

    posts: int
    runs: int
    seconds: int
    readers: int


_FULL, _SMOKE = Size(10_000, 3, 8, 1000), Size(200, 1, 1, 10)
_TERMS = 3_300
"""Categories, and tags, of a newsroom whose 10,000 posts have some 12,000 feed documents."""


def main() -> int:
    """Measure what is asked for and print or write it; 1 where something failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("what", nargs="*", choices=[*_PARTS, []], help="all, unless named")
    parser.add_argument("--smoke", action="store_true", help="small runs, to see that they run")
    parser.add_argument("--minutes", type=float, default=10, help="how long the soak takes")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the page")
    given = parser.parse_args()
    size = _SMOKE if given.smoke else _FULL
    minutes = 0.1 if given.smoke else given.minutes
    pages, well = [], True
    for name in given.what or _PARTS:
        with tempfile.TemporaryDirectory() as folder:
            page, fine = _PARTS[name](Path(folder), size, minutes)
        print(page, "\n", sep="", flush=True)
        pages.append(page)
        well = well and fine
    if given.write:
        given.write.write_text("\n\n".join([_HEAD, *pages]) + "\n", encoding="utf-8")
    return 0 if well else 1


def _builds(place: Path, size: Size, _: float) -> tuple[str, bool]:
    return builds.measure(place, size.posts, size.runs), True


def _serve(place: Path, size: Size, _: float) -> tuple[str, bool]:
    if missing():
        return f"serving is not measured: {', '.join(missing())} missing", True
    return serve.measure(place, size.posts, _TERMS, size.runs, size.seconds), True


def _day(place: Path, size: Size, _: float) -> tuple[str, bool]:
    if missing():
        return f"the reader's day is not measured: {', '.join(missing())} missing", True
    return day.simulate(place, min(size.posts, 300), size.readers), True


def _soak(place: Path, _: Size, minutes: float) -> tuple[str, bool]:
    return soak.soak(place, minutes * 60)


_PARTS: dict[str, Callable[[Path, Size, float], tuple[str, bool]]] = {
    "builds": _builds,
    "serve": _serve,
    "day": _day,
    "soak": _soak,
}

_HEAD = """\
# Performance

Each part is measured side by side in one run on one machine with two cores. It is shared, so that
ratios say more than seconds. This page is written by
`python -m benchmarks --write docs/performance.md`."""

if __name__ == "__main__":
    sys.exit(main())
