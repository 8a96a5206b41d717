"""Our feeds are compared with those that Eleventy writes, field by field and in order."""

from __future__ import annotations

from pathlib import Path

import pytest

from . import eleventy_native
from .eleventy_trees import TREES

pytestmark = pytest.mark.skipif(
    eleventy_native.modules() is None,
    reason="FEEDS_ELEVENTY names no node_modules with Eleventy, so nothing can be compared",
)


def _write(tree: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_bytes(text.encode())


@pytest.mark.parametrize("name", TREES)
def test_every_entry_is_as_eleventy_writes_it(name: str, tmp_path: Path) -> None:
    _write(tmp_path, TREES[name])
    comparisons = eleventy_native.compare(tmp_path)
    assert comparisons
    for comparison in comparisons.values():
        assert [str(one) for one in comparison.differences] == []
        assert comparison.faults == ()
        assert comparison.ours == comparison.native > 0
