"""From a post that is saved to the feed that shows it, where the edition is served."""

from __future__ import annotations

import random
import time
from pathlib import Path
from statistics import median, quantiles

from benchmarks.generators import serve
from benchmarks.servers import Server, free_port, running
from benchmarks.trees import Tree

_FEED = "/feed.xml"
_BETWEEN = 0.002
"""Seconds between two looks at the feed."""
_PATIENCE = 30.0


def measure(tree: Tree, output: Path, place: Path, saves: int) -> str:
    """Save so many posts, one after the other; say how long each took to be served.

    They come at least a second apart: of changes within one, the later waits for the next.
    """
    dice, port = random.Random(20261125), free_port()
    place.mkdir()
    with running("feeds serve", serve(tree.folder, output, port), port, place) as server:
        _waited_for(server, b"")
        took = []
        for _ in range(saves):
            time.sleep(1.1 + dice.random() / 2)
            stem = Path(tree.save()).stem
            took.append(_waited_for(server, stem.rpartition("-")[2].encode()))
    slowest = quantiles(took, n=100)[98] if saves > 1 else took[0]
    return (
        f"`feeds serve` shows a saved post in the site's feed after {median(took) * 1000:.0f} ms "
        f"(median) or {slowest * 1000:.0f} ms (99th percentile): {saves} posts were saved, and the "
        f"feed was fetched every {_BETWEEN * 1000:.0f} ms."
    )


def _waited_for(server: Server, name: bytes) -> float:
    """Ask for the feed until it names a post; return the seconds that passed."""
    began = time.monotonic()
    while time.monotonic() - began < _PATIENCE:
        answer, body = server.ask(_FEED)
        if answer.status == 200 and name in body:
            return time.monotonic() - began
        time.sleep(_BETWEEN)
    raise RuntimeError(f"{name!r} was not served")
