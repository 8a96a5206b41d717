"""What pages cost: builds with and without them, in turn."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from benchmarks.corpus import JEKYLL, Shape
from benchmarks.costs import Cost, Job, costs
from benchmarks.generators import NO_PAGES, PAGES, build, remove
from benchmarks.trees import Tree

WITH, WITHOUT = "with pages", "without"


def measure(place: Path, shape: Shape, posts: int, runs: int) -> str:
    """Measure builds from nothing, and of one new post."""
    tree = Tree(place / "tree", shape, JEKYLL, posts)
    outputs = {name: place / name.replace(" ", "-") / "out" for name in (WITH, WITHOUT)}
    for output in outputs.values():
        output.parent.mkdir(exist_ok=True)
    commands = {
        name: build(tree.folder, output, config=PAGES if name == WITH else NO_PAGES)
        for name, output in outputs.items()
    }
    nothing = {
        name: Job(command, partial(remove, outputs[name])) for name, command in commands.items()
    }
    one = {name: Job(command) for name, command in commands.items()}
    one[WITH] = Job(commands[WITH], partial(_grow, tree))  # once for both
    parts = [
        f"## Pages\n\n{shape.name}: {posts} posts; every feed has a page. Builds with and "
        f"without pages took turns. Medians of {max(runs, 1)} runs; one new post: "
        f"{max(runs * 3, 1)} runs.",
        "\n".join(
            [
                "| | with pages | without | ratio |",
                "|---|---:|---:|---:|",
                _row("first build", costs(nothing, runs)),
                _row("one new post", costs(one, runs * 3)),
            ]
        ),
    ]
    return "\n\n".join(parts)


def _grow(tree: Tree) -> None:
    """Add a post, in another second than the last build: builds wait for that."""
    tree.grow()
    time.sleep(1)


def _row(name: str, took: Mapping[str, Cost]) -> str:
    with_pages, without = took[WITH].seconds, took[WITHOUT].seconds
    return f"| {name} | {with_pages:.3f} s | {without:.3f} s | {with_pages / without:.2f} |"
