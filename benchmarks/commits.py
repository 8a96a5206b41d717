"""Builds after a commit, as a newsroom's job runs them: what they cost, and git's part in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from benchmarks.costs import Cost, Job, costs, run
from benchmarks.equality import compared
from benchmarks.generators import build, state
from benchmarks.trees import Tree

Prepare = Callable[[], None]
NEW = "one new post"
_STATUS = "status", "--porcelain", "--untracked-files=all", "--ignored=matching"
_COMPARE = "diff-tree", "-r", "--raw", "HEAD~1", "HEAD"


def after_commits(
    tree: Tree, output: Path, place: Path, runs: int
) -> tuple[dict[str, Cost], str, bool]:
    """Measure builds of a tree that was built before, and compare what they leave.

    Returns the costs, and what the comparison says, and whether all is equal.
    """
    clone, restored = place / "clone", place / "restored" / "out"
    restored.parent.mkdir(parents=True)
    again = build(tree.folder, output)
    grow = _after(again, tree.grow)
    anew = _after(again, partial(_cloned, tree, output, clone, restored))
    jobs = {
        "nothing changed": Job(again, _after(again)),
        NEW: Job(again, grow),
        f"{NEW}, `--committed`": Job([*again, "--committed"], grow),
        f"{NEW}, in a fresh clone": Job(build(clone, restored), anew),
    }
    took = costs(jobs, runs)
    run(again)
    words, equal = compared(tree, (output, restored), place / "check")
    return took | _gits(tree, runs), words, equal


def committed(tree: Tree, output: Path, runs: int) -> dict[str, Cost]:
    """Measure one new post in a tree that was built before, looked for in git alone."""
    command = build(tree.folder, output, "--committed")
    return costs({NEW: Job(command, _after(command, tree.grow))}, runs) | _gits(tree, runs)


def _after(command: Sequence[str], *then: Prepare) -> Prepare:
    """Return what brings a build up to date, then does the rest."""

    def prepare() -> None:
        run(command)
        for each in then:
            each()

    return prepare


def _cloned(tree: Tree, output: Path, clone: Path, restored: Path) -> None:
    """Bring state and output elsewhere, as a CI service's cache does; clone what comes after."""
    for source, to in ((output, restored), (state(output), state(restored))):
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(source, to)
    shutil.rmtree(clone, ignore_errors=True)
    tree.grow()
    tree.clone(clone)


def _gits(tree: Tree, runs: int) -> dict[str, Cost]:
    """Measure what git itself takes to tell what was committed, and what was not."""
    alone = ["git", "-C", str(tree.folder)]
    return costs(
        {
            "git alone: two commits compared": Job([*alone, *_COMPARE]),
            "git alone: `git status`": Job([*alone, *_STATUS]),
        },
        runs,
    )
