"""The ``tree`` fixture, and which examples hypothesis takes."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest

from tests.support.tree import Tree

# Where a change is judged, the same examples every time; at a desk, new ones.
hypothesis.settings.register_profile("judge", derandomize=True)
if os.environ.get("CI"):
    hypothesis.settings.load_profile("judge")


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A plain site without posts, its addresses below ``https://example.com/blog``.

    Builds in this process have a clock of their own: no test waits for the next second.
    """
    return Tree(tmp_path / "site")
