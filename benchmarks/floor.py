"""``python -m benchmarks.floor POSTS OUTPUT COPY``: what reading and writing alone cost.

Reads every post, and writes as many files as an output has, each as long.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main(posts: Path, output: Path, copy: Path) -> None:
    """Read all below ``posts``, then write to ``copy`` as much as ``output`` holds."""
    for folder, _, names in os.walk(posts):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                file.read()
    for folder, _, names in os.walk(output):
        to = copy / os.path.relpath(folder, output)
        to.mkdir(parents=True)
        for name in names:
            with open(to / name, "wb") as file:
                file.write(bytes(os.path.getsize(os.path.join(folder, name))))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
