"""Whether what was built cleverly equals what is built plainly: no bar is met by doing less."""

from __future__ import annotations

import filecmp
import shutil
from collections.abc import Sequence
from pathlib import Path

from benchmarks.costs import run
from benchmarks.generators import NO_PAGES, build
from benchmarks.trees import checkout
from feeds.http import decodes_to
from feeds.model import Coding


def compared(
    tree: Path, outputs: Sequence[Path], place: Path, config: str = NO_PAGES
) -> tuple[str, bool]:
    """Build from nothing, in one process, posts that git knows nothing of; compare the bytes.

    Decodes what is compressed, too. Returns what to say of the outputs, and whether all are equal.
    """
    posts, plain = place / "posts", place / "plain"
    checkout(tree, posts)
    run(build(posts, plain, program="benchmarks.plainly", config=config))
    wrong = [f"{output.name}/{path}" for output in outputs for path in different(output, plain)]
    wrong += [f"{plain.name}/{path}" for path in badly_coded(plain)]
    files = sum(1 for path in plain.rglob("*") if path.is_file())
    shutil.rmtree(place)
    if wrong:
        return (
            f"**{len(wrong)} files differ from those of a first build, such as {wrong[0]}**",
            False,
        )
    return f"All {files} files have the same bytes as those of a first build in one process.", True


def badly_coded(folder: Path) -> list[str]:
    """Return the paths of compressed files that do not decode to the file beside them."""
    return [
        file.relative_to(folder).as_posix()
        for coding in Coding
        for file in folder.rglob(f"*.{coding.mark}")
        if not decodes_to(file.read_bytes(), coding, file.with_suffix("").read_bytes())
    ]


def different(one: Path, other: Path) -> list[str]:
    """Return the paths of files that only one of two folders has, or that differ."""
    ours, theirs = _files(one), _files(other)
    return sorted(
        path
        for path in ours | theirs
        if not (path in ours & theirs and filecmp.cmp(one / path, other / path, shallow=False))
    )


def _files(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if not file.is_dir()}
