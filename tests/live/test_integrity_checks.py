"""How often a builder looks whether somebody touched its files, and builds again."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from feeds.live import integrity
from feeds.live.integrity import Integrity


@dataclass
class Site:
    """Files that somebody touches all the time, or never, at a time that the test sets."""

    looks: Integrity
    now: float = 0.0
    is_touched: bool = True

    def wait(self) -> float:
        """Let time pass until a look leads to a build; return how long that took."""
        began = self.now
        while not self.looks.is_touched():
            self.now += 0.5
        return self.now - began


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    (tmp_path / "file").touch()
    site = Site(Integrity(tmp_path, tmp_path, ["file"]))
    monkeypatch.setattr(integrity, "is_as_left", lambda *_: not site.is_touched)
    monkeypatch.setattr(time, "monotonic", lambda: site.now)
    site.looks.note(is_built=True)
    return site


def test_builds_that_find_nothing_to_do_become_rare(site: Site) -> None:
    waited = []
    for _ in range(8):
        waited.append(site.wait())
        site.looks.note(is_built=True, has_changed=False)
    assert waited == [2, 2, 4, 8, 16, 32, 60, 60]


def test_after_a_repair_checks_are_as_frequent_as_before(
    site: Site,
) -> None:
    for _ in range(6):
        site.wait()
        site.looks.note(is_built=True, has_changed=False)
    site.wait()
    site.looks.note(is_built=True, has_changed=True)
    assert site.wait() == 2


def test_untouched_files_are_checked_as_often_as_before(site: Site) -> None:
    for _ in range(6):
        site.wait()
        site.looks.note(is_built=True, has_changed=False)
    site.is_touched = False
    site.now += 60
    assert not site.looks.is_touched()
    site.is_touched = True
    assert site.wait() == 2


def test_builds_that_fail_for_days_are_still_tried_each_minute(site: Site) -> None:
    for _ in range(2_000):
        site.looks.note(is_built=False)
    assert site.wait() == 60
