"""What builds cost: from nothing beside other generators, and after a commit."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks import saved
from benchmarks.commits import NEW, after_commits, committed
from benchmarks.corpus import JEKYLL, SHAPES, Shape
from benchmarks.corpus.layouts import ENTRIES
from benchmarks.costs import Cost, run
from benchmarks.equality import compared
from benchmarks.generators import build
from benchmarks.nothing import from_nothing
from benchmarks.trees import Tree

_SAVES = 20
"""Posts that are saved while the edition is served, for each run."""
_FOLDED = 1000
"""Posts in a folder, where they are not all in one."""
_HEAD = f"""\
## Building

Whole processes, medians of {{runs}} runs, all in turn. Memory is that of the process tree at its
peak, each page counted once (PSS, looked at every 20 ms in a run of its own). Every feed shows
{ENTRIES} entries in full. `feeds` writes Atom, RSS and JSON, each also packed with gzip, on the
posts as Jekyll's and as Hugo's users keep them. Hugo and Pelican are told to write one RSS feed
for the site and for each term, and no pages; Jekyll cannot leave out pages, and jekyll-feed
writes no feed for a tag in Chinese. The floor reads every post and writes as many files, each as
long, as `feeds` does. A fresh clone holds the newest commit alone; state and output are brought
there, as a CI service's cache does, and neither that nor the clone is counted. Memory is left out
where a command ended before it was looked at."""


def measure(
    place: Path, posts: Sequence[int], shapes: Sequence[str], runs: int
) -> tuple[str, bool]:
    """Measure each shape at each size; the tables as Markdown, and whether all came out right."""
    pages, well = [_HEAD.format(runs=runs or 1)], True
    for shape in (SHAPES[name] for name in shapes):
        for page, fine in _shape(place, shape, sorted(posts), runs):
            print(page, "\n", sep="", file=sys.stderr)
            pages.append(page)
            well = well and fine
    return "\n\n".join(pages), well


def _shape(
    place: Path, shape: Shape, posts: Sequence[int], runs: int
) -> Iterator[tuple[str, bool]]:
    for count in posts:
        yield _size(place / "flat", shape, count, runs)
        shutil.rmtree(place / "flat")
    for count in sorted({min(posts), max(posts)}):
        yield _folders(place / "folded", shape, count, runs)
        shutil.rmtree(place / "folded")


def _size(place: Path, shape: Shape, posts: int, runs: int) -> tuple[str, bool]:
    """Measure builds of posts that lie in one folder."""
    built = from_nothing(place, shape, posts, runs)
    took, words, equal = after_commits(built.tree, built.output, place, runs)
    parts = [
        f"### {shape.name}: {posts} posts in one folder",
        "From nothing:",
        built.page,
        "" if built.whole else "**Hugo did not write as many feeds.**",
        "Then, in a git work tree:",
        "\n".join(_table(took, built.hugo)),
        words,
        saved.measure(built.tree, built.output, place / "serving", max(runs, 1) * _SAVES),
    ]
    return "\n\n".join(filter(None, parts)), equal and built.whole


def _folders(place: Path, shape: Shape, posts: int, runs: int) -> tuple[str, bool]:
    tree, output = Tree(place / "tree", shape, JEKYLL, posts, _FOLDED), place / "out"
    run(build(tree.folder, output, "--committed"))
    took = committed(tree, output, runs)
    words, equal = compared(tree, [output], place / "check")
    head = f"### {shape.name}: {posts} posts in folders of {_FOLDED}, `--committed`"
    return "\n".join([head, "", *_table(took, None), "", words]), equal


def _table(took: Mapping[str, Cost], hugo: float | None) -> Iterator[str]:
    yield f"| | time | to {NEW} | to Hugo from nothing | memory |"
    yield "|---|---:|---:|---:|---:|"
    for name, cost in took.items():
        to_new = cost.seconds / took[NEW].seconds
        to_hugo = f"1/{hugo / cost.seconds:.1f}" if hugo else ""
        memory = f"{cost.memory / 1e6:.0f} MB" if cost.memory else ""
        yield f"| {name} | {cost.seconds:.3f} s | {to_new:.2f} | {to_hugo} | {memory} |"
