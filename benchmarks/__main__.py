"""``python -m benchmarks``: what builds of a newsroom cost, against reading and writing alone."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.corpus import write_news, write_news_post

_SMOKE, _FULL = 200, 10_000


def main() -> None:
    """Measure in turn, each several times, and print medians and ratios."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--posts", type=int, default=_FULL)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--smoke", action="store_true", help="a small run, to see that it runs")
    given = parser.parse_args()
    posts, runs = (_SMOKE, 1) if given.smoke else (given.posts, given.runs)
    with tempfile.TemporaryDirectory() as folder:
        _measure(Path(folder), posts, runs)


def _measure(place: Path, posts: int, runs: int) -> None:
    tree = place / "news"
    write_news(tree, posts)
    outputs = [place / f"out{run}" for run in range(runs)]
    first = median(_timed(partial(_build, tree, output)) for output in outputs)
    floor = median(_timed(lambda: _floor(tree, outputs[0], place / "floor")) for _ in range(runs))
    same = median(_timed(lambda: _build(tree, outputs[0])) for _ in range(runs))
    added = median(_timed_after_a_new_post(tree, outputs[0], posts + run) for run in range(runs))
    print(f"{posts} posts, medians of {runs}")
    rows = (
        ("every post read, as many bytes written", floor),
        ("from nothing", first),
        ("nothing changed", same),
        ("one new post", added),
    )
    for name, seconds in rows:
        print(f"{name:<40} {seconds:8.2f} s {seconds / floor:7.2f} x")


def _timed(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _timed_after_a_new_post(tree: Path, output: Path, number: int) -> float:
    write_news_post(tree / "_posts", number)
    return _timed(lambda: _build(tree, output))


def _build(tree: Path, output: Path) -> None:
    state = output.with_name(f"{output.name}.state")
    command = [sys.executable, "-m", "feeds", "build", "--source", str(tree)]
    subprocess.run(
        [*command, "--output", str(output), "--state", str(state)],
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _floor(tree: Path, output: Path, copy: Path) -> None:
    for post in (tree / "_posts").iterdir():
        post.read_bytes()
    copy.mkdir(exist_ok=True)
    for number, file in enumerate(output.rglob("*.*")):
        (copy / str(number)).write_bytes(bytes(file.stat().st_size))


main()
