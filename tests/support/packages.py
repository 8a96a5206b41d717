"""Packages installed as pip installs them, without pip and without the network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

from tests.support import ROOT

NIKOLA = ROOT / "tests/support/nikola"
"""A package that adds a generator: the example in docs/how-to/add-a-generator.md."""


def install(project: Path, target: Path) -> None:
    """Install a project's modules in a directory, with the record that its wheel has."""
    about = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    target.mkdir(exist_ok=True)
    for module in project.glob("*.py"):
        shutil.copy(module, target)
    name, version = about["name"], about["version"]
    record = target / f"{name.replace('-', '_')}-{version}.dist-info"
    record.mkdir()
    (record / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    groups = [
        "\n".join([f"[{group}]", *(f"{key} = {value}" for key, value in points.items())])
        for group, points in about["entry-points"].items()
    ]
    (record / "entry_points.txt").write_text("\n\n".join(groups) + "\n")


def hide(modules: Iterable[str], target: Path) -> None:
    """Let no process with the packages of a directory import these modules."""
    target.mkdir(exist_ok=True)
    hidden = dict.fromkeys(modules)
    (target / "sitecustomize.py").write_text(f"import sys\nsys.modules.update({hidden})\n")


def run_feeds(
    *arguments: object, packages: Path, directory: Path
) -> subprocess.CompletedProcess[str]:
    """Run ``python -m feeds`` in a directory, with the packages of another directory."""
    return subprocess.run(
        [sys.executable, "-m", "feeds", *map(str, arguments)],
        cwd=directory,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(packages)])},
        capture_output=True,
        text=True,
        check=False,
    )
