"""Every feed has the same entries as Hugo's own, in the same order and with the same fields."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from . import hugo_native
from .report import NATIVES

_SITES = NATIVES["hugo"].rules

pytestmark = pytest.mark.skipif(
    not hugo_native.executable(), reason="hugo is not installed, so nothing can be compared"
)


def _write(tree: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("name", _SITES)
def test_every_feed_is_as_hugo_writes_it(name: str, tmp_path: Path) -> None:
    _write(tmp_path / "tree", _SITES[name])
    found = hugo_native.compare(tmp_path / "tree")
    differences = {path: [*map(str, feed.differences)] for path, feed in found.feeds.items()}
    assert {path: one for path, one in differences.items() if one} == {}
    assert (found.only_native, found.only_ours) == ((), ())
    assert found.feeds
    assert all(feed.faults == () for feed in found.feeds.values())
