"""What builds of a newsroom cost, against reading and writing alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.building import build
from benchmarks.corpus import write_news, write_news_post


def measure(place: Path, posts: int, runs: int) -> str:
    """Measure in turn, each several times, and return medians and ratios as Markdown."""
    tree = place / "news"
    write_news(tree, posts)
    outputs = [place / f"out{run}" for run in range(runs)]
    first = median(_timed(partial(_build, tree, output)) for output in outputs)
    floor = median(_timed(lambda: _floor(tree, outputs[0], place / "floor")) for _ in range(runs))
    same = median(_timed(lambda: _build(tree, outputs[0])) for _ in range(runs))
    added = median(_timed_after_a_new_post(tree, outputs[0], posts + run) for run in range(runs))
    rows = (
        ("every post read, as many bytes written", floor),
        ("from nothing", first),
        ("nothing changed", same),
        ("one new post", added),
    )
    lines = [f"| {name} | {seconds:.2f} s | {seconds / floor:.2f} |" for name, seconds in rows]
    head = f"A newsroom of {posts} posts, medians of {runs}: three formats, each in three codings."
    table = ["| | time | to the first row |", "|---|---:|---:|", *lines]
    return "\n".join(["## Building", "", head, "", *table])


def _timed(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _timed_after_a_new_post(tree: Path, output: Path, number: int) -> float:
    write_news_post(tree / "_posts", number)
    return _timed(lambda: _build(tree, output))


def _build(tree: Path, output: Path) -> None:
    build(tree, output, output.with_name(f"{output.name}.state"))


def _floor(tree: Path, output: Path, copy: Path) -> None:
    for post in (tree / "_posts").iterdir():
        post.read_bytes()
    copy.mkdir(exist_ok=True)
    for number, file in enumerate(output.rglob("*.*")):
        (copy / str(number)).write_bytes(bytes(file.stat().st_size))
