"""The golden tree: a small site, and its feeds byte for byte.

``python -m tests.golden``, run from the top of the checkout, makes ``expected/`` anew;
read what changed before you commit it.
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from feeds.config import load
from feeds.http import CODED_ENDINGS
from feeds.pipeline.build import build
from feeds.pipeline.project import open_project

HERE = Path(__file__).with_name("golden")
EXPECTED = HERE / "expected"
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def publish(directory: Path) -> Path:
    """Build the site's feeds below a directory, and return where they are."""
    config = load(HERE / "config.yaml")
    places = {"output": str(directory / "public"), "state": str(directory / "state")}
    project = open_project(config.replace(**places), HERE)
    build(project, NOW, lambda *_: None)
    return project.output


def files(directory: Path) -> dict[str, bytes]:
    """Return every feed below a directory; compressed ones depend on the compressor."""
    return {
        file.relative_to(directory).as_posix(): file.read_bytes()
        for file in sorted(directory.rglob("*"))
        if file.is_file() and file.suffix not in CODED_ENDINGS
    }


def renew() -> None:
    """Replace what is expected by what comes out now."""
    with TemporaryDirectory() as directory:
        published = files(publish(Path(directory)))
    shutil.rmtree(EXPECTED, ignore_errors=True)
    for name, content in published.items():
        file = EXPECTED / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


if __name__ == "__main__":
    renew()
