"""Builds after a commit, as a newsroom's job runs them: what they cost, and git's part in it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from benchmarks.costs import Cost, Job, costs, run
from benchmarks.equality import compared
from benchmarks.generators import build, state
from benchmarks.trees import Tree

Prepare = Callable[[], None]
_LATER = 1.1
"""Seconds: a feed that changed within the second of its date would wait for the next one."""
NEW = "one new post"
COMMITTED = f"{NEW}, `--committed`"
COMPARED, STATUS = "git alone: two commits compared", "git alone: `git status`"
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
    grow = after(again, tree.grow)
    anew = after(again, partial(_cloned, tree, output, clone, restored))
    jobs = {
        "nothing changed": Job(again, after(again)),
        NEW: Job(again, grow),
        COMMITTED: Job([*again, "--committed"], grow),
        f"{NEW}, in a fresh clone": Job(build(clone, restored), anew),
    }
    took = costs(jobs | _gits(tree), runs)
    run(again)
    words, equal = compared(tree.folder, (output, restored), place / "check")
    return took, words, equal


def after_one(tree: Tree, output: Path, runs: int) -> dict[str, Cost]:
    """Measure one new post in a tree that was built before, beside what git itself takes."""
    again = build(tree.folder, output)
    grow = after(again, tree.grow)
    jobs = {NEW: Job(again, grow), COMMITTED: Job([*again, "--committed"], grow)}
    return costs(jobs | _gits(tree), runs)


def after(command: Sequence[str], *then: Prepare) -> Prepare:
    """Return what brings a build up to date, then does the rest, as it is done some time later."""

    def prepare() -> None:
        run(command)
        time.sleep(_LATER)
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


def _gits(tree: Tree) -> dict[str, Job]:
    """Return what git itself does to tell what was committed, and what was not."""
    alone = ["git", "-C", str(tree.folder)]
    return {COMPARED: Job([*alone, *_COMPARE]), STATUS: Job([*alone, *_STATUS])}
