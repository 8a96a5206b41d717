"""The workflows that docs/ci.md and docs/publishing.md show."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.support import ROOT
from tests.support.workflows import parse_command, read_yaml, steps_in

DOCS = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
PUBLISHING = (ROOT / "docs" / "publishing.md").read_text(encoding="utf-8")
ACTION = read_yaml(ROOT / "action.yml")
TAGGED = re.compile(r"[\w.-]+/[\w.-]+@v\d+(\.\d+\.\d+)?")
BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
OWN = "OWNER/feeds"

BLOCKS = [yaml.load(text, yaml.BaseLoader) for text in BLOCK.findall(DOCS + PUBLISHING)]


def _scripts(block: Any) -> Iterator[str]:
    """Yield every script of a workflow of GitHub or a pipeline of GitLab."""
    for step in steps_in(block):
        yield step.get("run", "")
    if isinstance(block, dict):
        for job in block.values():
            if isinstance(job, dict):
                yield from job.get("script", [])


def _commands() -> list[str]:
    """Return every ``feeds`` command that docs/ci.md shows."""
    scripts = [text for block in BLOCKS for text in _scripts(block)]
    scripts += re.findall(r"^\| \w[\w ]+ \| `(.*)` \|$", DOCS, re.MULTILINE)
    parts = [part.strip() for text in scripts for part in re.split(r"&&|\n", text)]
    return sorted({part for part in parts if part.startswith("feeds ")})


def test_documented_workflows_use_tags() -> None:
    used = [step["uses"] for block in BLOCKS for step in steps_in(block) if "uses" in step]
    assert len(used) > 15
    for one in used:
        assert TAGGED.fullmatch(one), one
    assert len({one for one in used if one.startswith(OWN)}) == 1


def test_documented_inputs_and_outputs_are_those_of_the_action() -> None:
    for block in BLOCKS:
        for step in steps_in(block):
            if step.get("uses", "").startswith(OWN):
                assert step.get("with", {}).keys() <= ACTION["inputs"].keys(), step
    for kind in ("inputs", "outputs"):
        for name in ACTION[kind]:
            assert re.search(rf"^\|.*`{name}`.*\|", DOCS, re.MULTILINE), name
    for name in re.findall(r"steps\.feeds\.outputs\.(\w+)", DOCS):
        assert name in ACTION["outputs"]


@pytest.mark.parametrize("command", _commands())
def test_documented_commands_exist(command: str) -> None:
    parse_command(shlex.split(command)[1:])
