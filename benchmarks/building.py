"""Builds as a CI job runs them: a process of their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def build(source: Path, output: Path, state: Path) -> None:
    """Run ``feeds build`` on a tree."""
    command = [sys.executable, "-m", "feeds", "build", "--source", str(source)]
    subprocess.run(
        [*command, "--output", str(output), "--state", str(state)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
