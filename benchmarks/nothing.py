"""Builds from nothing: ours, the other generators, and reading and writing alone."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from benchmarks.corpus import HUGO, JEKYLL, Shape
from benchmarks.costs import Cost, Job, costs
from benchmarks.generators import Generator, build, ours, peers, remove
from benchmarks.trees import Tree

FLOOR = "the floor"


class Outcome(NamedTuple):
    """What building from nothing cost, and what is left of it."""

    page: str
    hugo: float | None
    """Seconds; None where it did not run."""
    whole: bool
    """Whether Hugo wrote as many feeds as ours."""
    tree: Tree
    output: Path
    """What ours built of the tree."""


class _Site(NamedTuple):
    """A tree, and what one generator makes of it."""

    generator: Generator
    tree: Tree
    output: Path

    def job(self) -> Job:
        """Return the build of it from nothing."""
        command = self.generator.command(self.tree.folder, self.output)
        return Job(command, partial(remove, self.output))


def from_nothing(place: Path, shape: Shape, posts: int, runs: int) -> Outcome:
    """Measure every generator that can be, on the same posts."""
    wanted = [ours(JEKYLL), ours(HUGO), *peers()]
    able = [each for each in wanted if not each.lacks and posts <= each.most]
    sites = _sites(place, shape, posts, able)
    first = sites[0]
    jobs = {site.generator.name: site.job() for site in sites}
    jobs[FLOOR] = _floor(first, place / "floor")  # last: it writes as much as the first did
    took = costs(jobs, runs)
    outputs = {site.generator.name: site.output for site in sites}
    outputs[FLOOR] = place / "floor"
    theirs = next((site for site in sites if _is_hugo(site)), None)
    hugo = took[theirs.generator.name].seconds if theirs else None
    lines = [*_table(took, outputs, hugo), *left_out(wanted, posts)]
    whole = theirs is None or feeds(theirs.output) == feeds(first.output)
    return Outcome("\n".join(lines), hugo, whole, first.tree, first.output)


def _sites(place: Path, shape: Shape, posts: int, able: Sequence[Generator]) -> list[_Site]:
    layouts = {each.layout.name: each.layout for each in able}
    trees = {
        name: Tree(place / name.lower() / "tree", shape, layout, posts)
        for name, layout in layouts.items()
    }
    return [
        _Site(each, trees[each.layout.name], place / each.layout.name.lower() / f"out{number}")
        for number, each in enumerate(able)
    ]


def _floor(site: _Site, copy: Path) -> Job:
    folder = site.tree.folder / site.generator.layout.folder
    command = [sys.executable, "-m", "benchmarks.floor", *map(str, (folder, site.output, copy))]
    return Job(command, partial(shutil.rmtree, copy, ignore_errors=True))


def _is_hugo(site: _Site) -> bool:
    return site.generator.layout is HUGO and site.generator.command is not build


def _table(took: Mapping[str, Cost], outputs: Mapping[str, Path], hugo: float | None) -> list[str]:
    floor = took[FLOOR].seconds
    lines = [
        "| | time | to Hugo | to the floor | memory | feeds | files | written |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for name, cost in took.items():
        sizes = [file.stat().st_size for file in outputs[name].rglob("*") if file.is_file()]
        to_hugo = f"{cost.seconds / hugo:.2f}" if hugo else ""
        lines.append(
            f"| {name} | {cost.seconds:.2f} s | {to_hugo} | {cost.seconds / floor:.2f}"
            f" | {cost.memory / 1e6:.0f} MB | {feeds(outputs[name])} | {len(sizes)}"
            f" | {sum(sizes) / 1e6:.1f} MB |"
        )
    return lines


def feeds(output: Path) -> int:
    """Count them: in one of its formats every feed's name ends like this."""
    return sum(1 for _ in output.rglob("*.xml"))


def left_out(wanted: Sequence[Generator], posts: int) -> list[str]:
    """Return lines that say which are not measured, and why."""
    why = {
        each.name: each.lacks or f"it is measured with at most {each.most} posts"
        for each in wanted
        if each.lacks or posts > each.most
    }
    return [f"\nNot measured: {name}: {reason}." for name, reason in why.items()]
