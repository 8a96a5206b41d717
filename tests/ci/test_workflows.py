"""The workflows of this repository, and its action."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.support import ROOT
from tests.support.workflows import read_yaml, steps_in

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FILES = [ROOT / "action.yml", *WORKFLOWS]
PINNED = re.compile(r"[\w.-]+(/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_actions_are_pinned_by_commit(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    used = re.findall(r"uses: (.*)$", text, re.MULTILINE)
    assert used
    for one in used:
        assert one == "./" or PINNED.fullmatch(one), one


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_nothing_is_interpolated_into_a_script(file: Path) -> None:
    scripts = [step for step in steps_in(read_yaml(file)) if "run" in step]
    assert scripts
    for step in scripts:
        assert "${{" not in step["run"], step


def test_scripts_of_the_action_end_at_the_first_failure() -> None:
    for step in steps_in(read_yaml(ROOT / "action.yml")):
        if "run" in step:
            assert step["shell"] == "bash"
            assert step["run"].startswith("set -euo pipefail\n")


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_workflows_have_the_permissions_they_need_and_no_others(file: Path) -> None:
    workflow = read_yaml(file)
    assert workflow["permissions"] in ({}, {"contents": "read"})
    checkouts = [one for one in steps_in(workflow) if "checkout@" in one.get("uses", "")]
    assert checkouts
    for step in checkouts:
        assert step["with"]["persist-credentials"] == "false"


def test_only_the_job_that_publishes_can_sign_and_it_runs_no_code_of_the_repository() -> None:
    jobs = read_yaml(ROOT / ".github" / "workflows" / "release.yml")["jobs"]
    assert jobs["build"]["permissions"] == {"contents": "read"}
    assert jobs["publish"]["permissions"] == {"id-token": "write", "attestations": "write"}
    assert jobs["publish"]["environment"] == "pypi"
    assert not any("run" in step for step in jobs["publish"]["steps"])


def test_a_release_needs_a_tag_of_the_version() -> None:
    ran = subprocess.run(
        [ROOT / ".ci" / "dist", "9.9.9"], capture_output=True, text=True, check=False
    )
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    words = f"the tag is for version 9.9.9, but pyproject.toml has {version}\n"
    assert (ran.returncode, ran.stderr) == (1, words)
