"""The sites below ``examples/``, built in this process."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from feeds.config import Config, load
from feeds.pipeline.build import build
from feeds.pipeline.project import Project, open_project
from tests.support import ROOT

EXAMPLES = ("blog", "newsroom")
_NOW = datetime(2026, 11, 23, 16, tzinfo=UTC)


def build_example(example: str, directory: Path, **feeds: Any) -> Project:
    """Build the feeds of an example below a directory, with values of the section ``feeds``."""
    blog = example == "blog"
    config = load(ROOT / "config.yaml") if blog else Config(posts=f"examples/{example}")
    places = {"output": str(directory / "public"), "state": str(directory / "state")}
    project = open_project(config.replace(feeds=config.feeds.replace(**feeds), **places), ROOT)
    build(project, _NOW, lambda *_: None)
    return project
