"""``python -m benchmarks``: what the program costs, side by side with others, in one run."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import builds, day, ordinary, pages, serve, soak
from benchmarks.corpus import SHAPES
from benchmarks.servers import missing


class Size(NamedTuple):
    """How much is measured."""

    ordinary: ordinary.Sizes
    posts: int
    built: builds.Sizes
    runs: int
    seconds: int
    readers: int
    minutes: float
    """Of the soak."""
    shapes: Sequence[str] = tuple(SHAPES)
    keep: bool = False


_FULL = Size(
    ordinary.Sizes(300, 1_000, 5),
    10_000,
    builds.Sizes((10_000, 100_000), (10_000, 1_000_000), (1_000_000,), 3),
    3,
    8,
    1000,
    10,
)
_SMOKE = Size(
    ordinary.Sizes(30, 30, 0), 50, builds.Sizes((30,), (30,), (30,), 0), 1, 1, 10, 0.1, ("news",)
)
_TERMS = 3_300
"""Categories, and tags, of a newsroom whose 10,000 posts have some 12,000 feed documents."""


def main() -> int:
    """Measure what is asked for and print or write it; 1 where something failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("what", nargs="*", choices=[*_PARTS, []], help="all, unless named")
    parser.add_argument("--smoke", action="store_true", help="small runs, to see that they run")
    parser.add_argument(
        "--jekyll", type=Path, metavar="DIR", help="a Jekyll site, measured as an ordinary site"
    )
    parser.add_argument("--posts", nargs="*", type=int, metavar="N", help="sizes of what is built")
    parser.add_argument(
        "--folded", nargs="*", type=int, metavar="N", help="one new post in folders"
    )
    parser.add_argument("--heaped", nargs="*", type=int, metavar="N", help="the same in one folder")
    parser.add_argument("--place", type=Path, metavar="DIR", help="keep what is built on there")
    parser.add_argument("--shape", nargs="+", choices=SHAPES, help="what is built")
    parser.add_argument("--runs", type=int, metavar="N", help="runs of which medians are taken")
    parser.add_argument("--minutes", type=float, help="how long the soak takes")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the page")
    given = parser.parse_args()
    size = _asked(given, _SMOKE if given.smoke else _FULL)
    written, well = [], True
    for name in given.what or _PARTS:
        with _place(given.place) as folder:
            page, fine = _PARTS[name](folder, size)
        print(page, "\n", sep="", flush=True)
        written.append(page)
        well = well and fine
    if given.write:
        given.write.write_text("\n\n".join([_HEAD, *written]) + "\n", encoding="utf-8")
    return 0 if well else 1


def _asked(given: argparse.Namespace, size: Size) -> Size:
    heaps = {"flat": given.posts, "folded": given.folded, "heaped": given.heaped}
    built = {**heaps, "runs": given.runs}
    common = {"runs": given.runs, "real": given.jekyll}
    asked = {
        "ordinary": size.ordinary._replace(**_given(common)),
        "built": size.built._replace(**_given(built)),
        "shapes": given.shape,
        "runs": given.runs,
        "minutes": given.minutes,
        "keep": given.place and True,
    }
    return size._replace(**_given(asked))


def _given(asked: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in asked.items() if value is not None}


@contextmanager
def _place(kept: Path | None) -> Iterator[Path]:
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.absolute()
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def _ordinary(place: Path, size: Size) -> tuple[str, bool]:
    return ordinary.measure(place, size.ordinary)


def _builds(place: Path, size: Size) -> tuple[str, bool]:
    return builds.measure(place, size.built, size.shapes, size.keep)


def _pages(place: Path, size: Size) -> tuple[str, bool]:
    return pages.measure(place, SHAPES[size.shapes[0]], size.posts, size.runs), True


def _serve(place: Path, size: Size) -> tuple[str, bool]:
    if missing():
        return f"serving is not measured: {', '.join(missing())} missing", True
    return serve.measure(place, size.posts, _TERMS, size.runs, size.seconds), True


def _day(place: Path, size: Size) -> tuple[str, bool]:
    if missing():
        return f"the day of feed readers is not measured: {', '.join(missing())} missing", True
    return day.simulate(place, min(size.posts, 300), size.readers), True


def _soak(place: Path, size: Size) -> tuple[str, bool]:
    return soak.soak(place, size.minutes * 60)


_PARTS: dict[str, Callable[[Path, Size], tuple[str, bool]]] = {
    "ordinary": _ordinary,
    "builds": _builds,
    "pages": _pages,
    "serve": _serve,
    "day": _day,
    "soak": _soak,
}

_HEAD = """\
# Performance

Measured times and memory, compared with other programs.

All programs in a table ran one after another on one machine with two processor cores. Other
programs also used this machine, so compare the ratios, not the seconds. In a column such as
`to Hugo`, the time is divided by Hugo's time: 2.00 means twice as long.

`python -m benchmarks --write docs/explanation/performance.md` writes this page."""

if __name__ == "__main__":
    sys.exit(main())
