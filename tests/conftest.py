"""The ``tree`` fixture, and which examples hypothesis takes."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest

from tests.support.tree import Tree

# Where a change is judged, the same examples every time; at a desk, new ones. A busy machine
# generates examples slowly, which is not a fault.
_PATIENT = [hypothesis.HealthCheck.too_slow]
hypothesis.settings.register_profile("desk", suppress_health_check=_PATIENT)
hypothesis.settings.register_profile("judge", derandomize=True, suppress_health_check=_PATIENT)
hypothesis.settings.load_profile("judge" if os.environ.get("CI") else "desk")


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A plain site without posts, its addresses below ``https://example.com/blog``.

    Builds in this process have a clock of their own: no test waits for the next second.
    """
    return Tree(tmp_path / "site")
