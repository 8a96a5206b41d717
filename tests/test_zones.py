from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path

import pytest

from feeds.zones import is_zone, zone
from tests.support import ROOT


@pytest.mark.parametrize(
    ("name", "hours"),
    [("UTC", 0), ("Asia/Shanghai", 8), ("Europe/Paris", 2), ("America/Argentina/Ushuaia", -3)],
)
def test_a_zone_is_found_by_its_iana_name(name: str, hours: int) -> None:
    assert datetime(2026, 7, 1, tzinfo=zone(name)).utcoffset() == timedelta(hours=hours)
    assert is_zone(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "/",
        "Mars/Phobos",
        "Europe",
        "Europe/",
        "/Europe/Paris",
        "Europe//Paris",
        "../zoneinfo/UTC",
        "Europe/../UTC",
        "./UTC",
        "/etc/localtime",
        "Europe\\Paris",
        "UTC\0",
        "zone.tab",
        "tzdata.zi",
        "__init__.py",
        "+0800",
        "\ud800",
        "x" * 5000,
    ],
)
def test_anything_else_is_no_zone_and_no_file_is_opened_for_it(name: str) -> None:
    assert not is_zone(name)
    with pytest.raises(ValueError, match="is not a time zone"):
        zone(name)


def test_every_name_that_tzdata_lists_is_a_zone() -> None:
    names = resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()
    assert len(names) > 400
    assert [name for name in names if not is_zone(name)] == []


def test_the_clocks_change_as_the_zone_says() -> None:
    paris = zone("Europe/Paris")
    before = datetime(2026, 3, 29, 0, 59, tzinfo=UTC).astimezone(paris)
    assert (before.hour, (before + timedelta(0)).utcoffset()) == (1, timedelta(hours=1))
    after = datetime(2026, 3, 29, 1, 0, tzinfo=UTC).astimezone(paris)
    assert (after.hour, after.utcoffset()) == (3, timedelta(hours=2))


def test_the_machines_own_database_is_passed_over(tmp_path: Path) -> None:
    utc = resources.files("tzdata").joinpath("zoneinfo", "UTC").read_bytes()
    (tmp_path / "Asia").mkdir()
    (tmp_path / "Asia/Shanghai").write_bytes(utc)
    code = (
        "from datetime import datetime; from feeds.zones import zone\n"
        "print(datetime(2026, 1, 1, tzinfo=zone('Asia/Shanghai')).isoformat())"
    )
    environment = os.environ | {
        "PYTHONTZPATH": str(tmp_path),
        "TZ": "America/New_York",
        "PYTHONPATH": str(ROOT),
    }
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert ran.stdout == "2026-01-01T00:00:00+08:00\n"
