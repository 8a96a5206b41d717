"""What builds cost: from nothing beside other generators, and after a commit."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from benchmarks import saved
from benchmarks.commits import COMMITTED, COMPARED, NEW, STATUS, after_commits, after_one
from benchmarks.corpus import JEKYLL, SHAPES, Shape
from benchmarks.corpus.layouts import ENTRIES
from benchmarks.costs import Cost, Job, costs, medians
from benchmarks.equality import compared
from benchmarks.generators import build
from benchmarks.nothing import from_nothing
from benchmarks.trees import Tree

_SAVES = 20
"""Posts that are saved while the edition is served, for each run."""
_COMPARED = 100_000
"""Posts; a plain sequential build of more takes hours."""
_FOLDED = 1000
"""Posts in a folder, where they are not all in one."""
_TO_HUGO = " to Hugo's first build |"
Part = Callable[[Path], tuple[str, bool]]
"""Measures something in a place."""

_HEAD = f"""\
## Building

Each build is a new process, and the programs took turns. All times are medians; each table says of
how many runs.

- Memory is the maximum of all processes together. Shared memory counts once (PSS, read every 50 ms
  in a separate run). If a command ended too soon, the table has no value.
- Every feed shows {ENTRIES} entries with their whole text. `feeds` writes Atom, RSS and JSON,
  each also compressed with gzip. It reads the posts in Jekyll's and in Hugo's layout.
- Hugo, Zola and Pelican write one RSS feed for the site and one for each term, and no pages.
  Jekyll cannot leave out pages, and jekyll-feed writes no feed for a tag in Chinese.
- "The floor" is a program that only reads every post, and writes as many files as `feeds`, with the
  same sizes.
- A fresh clone has only the newest commit. State and output are copied there first, as with
  the cache of a CI service. The times of the clone and the copy are not included."""


class Sizes(NamedTuple):
    """How many posts are built, and how often each build is run beside a run for memory."""

    flat: Sequence[int]
    """In one folder."""
    folded: Sequence[int]
    """In folders of a thousand: what one new post costs among them."""
    heaped: Sequence[int]
    """The same in one folder."""
    runs: int


def measure(
    place: Path, sizes: Sizes, shapes: Sequence[str], keep: bool = False
) -> tuple[str, bool]:
    """Measure each shape at each size; the tables as Markdown, and whether all came out right.

    With ``keep`` the trees stay in ``place``, and those that are there are taken.
    """
    pages, well = [_HEAD], True
    for shape in (SHAPES[name] for name in shapes):
        for name, part in _parts(shape, sizes):
            page, fine = part(place / name)
            print(page, "\n", sep="", file=sys.stderr)
            pages.append(page)
            well = well and fine
            if not keep:
                shutil.rmtree(place / name)
    return "\n\n".join(pages), well


def _parts(shape: Shape, sizes: Sizes) -> Iterator[tuple[str, Part]]:
    for posts in sizes.flat:
        yield f"{shape.name}-{posts}", partial(_size, shape=shape, posts=posts, runs=sizes.runs)
    for name, sized, folded in (("folded", sizes.folded, _FOLDED), ("heaped", sizes.heaped, None)):
        for posts in sized:
            part = partial(_one_new, shape=shape, posts=posts, folded=folded, runs=sizes.runs)
            yield f"{shape.name}-{posts}-{name}", part


def _size(place: Path, shape: Shape, posts: int, runs: int) -> tuple[str, bool]:
    """Measure builds of posts that lie in one folder."""
    _clear(place)
    built = from_nothing(place, shape, posts, runs)
    took, words, equal = after_commits(built.tree, built.output, place, runs)
    parts = [
        f"### {shape.name}: {posts} posts in one folder",
        medians(runs),
        "First builds:",
        built.page,
        "" if built.whole else "**Hugo wrote fewer or more feeds.**",
        "Later builds, in a git work tree:",
        "\n".join(_table(took, built.hugo)),
        words,
        saved.measure(built.tree, built.output, place / "serving", runs * _SAVES or 3),
    ]
    return "\n\n".join(filter(None, parts)), equal and built.whole


def _one_new(
    place: Path, shape: Shape, posts: int, folded: int | None, runs: int
) -> tuple[str, bool]:
    """Measure what one new post costs beside git's own look."""
    _clear(place)
    tree, output = Tree(place / "tree", shape, JEKYLL, posts, folded), place / "out"
    first = costs({"first build": Job(build(tree.folder, output, "--committed"))}, 0)
    took = first | after_one(tree, output, runs)
    words, equal = f"The files of more than {_COMPARED} posts are not compared.", True
    if posts <= _COMPARED:
        words, equal = compared(tree.folder, [output], place / "check")
    where = f"folders of {folded}" if folded else "one folder"
    parts = [
        f"### {shape.name}: one new post among {posts} in {where}",
        medians(runs),
        "\n".join(_table(took, None)),
        _beside_git(took),
        words,
    ]
    return "\n\n".join(parts), equal


def _beside_git(took: Mapping[str, Cost]) -> str:
    status, compared = (
        took[build].seconds - took[git].seconds
        for build, git in ((NEW, STATUS), (COMMITTED, COMPARED))
    )
    return f"Time beyond git's own: {status:.2f} s; with `--committed` {compared:.2f} s."


def _clear(place: Path) -> None:
    """Leave nothing of a run before but its trees."""
    for found in (*place.glob("*"), *place.glob("*/*")):
        is_tree = found.name == "tree" or (found / "tree").is_dir()
        if found.is_dir() and not is_tree and found.parent.name != "tree":
            shutil.rmtree(found)


def _table(took: Mapping[str, Cost], hugo: float | None) -> Iterator[str]:
    yield f"| | time | to {NEW} |{_TO_HUGO if hugo else ''} memory |"
    yield f"|---|---:|---:|{'---:|' if hugo else ''}---:|"
    for name, cost in took.items():
        to_new = cost.seconds / took[NEW].seconds
        to_hugo = f" 1/{hugo / cost.seconds:.1f} |" if hugo else ""
        memory = f"{cost.memory / 1e6:.0f} MB" if cost.memory else ""
        yield f"| {name} | {cost.seconds:.3f} s | {to_new:.2f} |{to_hugo} {memory} |"
