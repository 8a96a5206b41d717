"""The units in contrib/systemd."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support import ROOT
from tests.support.docs import read_page
from tests.support.workflows import parse_command

FOLDER = ROOT / "contrib" / "systemd"
UNITS = sorted(FOLDER.iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
PROGRAM = "/opt/feeds/bin/feeds"


def _value(unit: Path, key: str) -> str:
    lines = unit.read_text(encoding="utf-8").splitlines()
    (found,) = (line for line in lines if line.startswith(f"{key}="))
    return found.partition("=")[2]


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_units_run_valid_commands(unit: Path) -> None:
    program, *words = _value(unit, "ExecStart").split()
    assert program == PROGRAM
    parse_command(words)


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_units_write_only_to_their_state_directory(unit: Path) -> None:
    command = _value(unit, "ExecStart")
    assert _value(unit, "ProtectSystem") == "strict"
    for option in ("output", "state"):
        assert f"--{option} %S/{_value(unit, 'StateDirectory')}/" in command


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_understands_every_unit(tmp_path: Path) -> None:
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace(PROGRAM, "/bin/true")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    ran = subprocess.run(
        ["systemd-analyze", "verify", *(tmp_path / unit.name for unit in UNITS)],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert (ran.returncode, ran.stderr) == (0, "")


def test_every_unit_is_documented() -> None:
    page = read_page("run-a-server")
    for unit in UNITS:
        assert f"`{unit.name}`" in page
