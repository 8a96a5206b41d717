"""The workflows that the documentation and the README show."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support import ROOT
from tests.support.docs import WITH_README, read_page
from tests.support.workflows import parse_command, read_yaml, steps_in

ACTION = read_yaml(ROOT / "action.yml")
TAGGED = re.compile(r"[\w.-]+/[\w.-]+@v\d+(\.\d+\.\d+)?")
BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
OWN = "OWNER/feeds"

HOSTS = re.findall(r"^```sh\n(set -e\n.*?)^```", read_page("netlify"), re.MULTILINE | re.DOTALL)
"""The scripts that build a site on Netlify and on Cloudflare Pages."""
TEXT = "".join(file.read_text(encoding="utf-8") for file in WITH_README.values())
WORKFLOWS = [text for text in BLOCK.findall(TEXT) if "uses: " in text or "script:" in text]
BLOCKS = [yaml.load(text, yaml.BaseLoader) for text in WORKFLOWS]


def _scripts(block: Any) -> Iterator[str]:
    """Yield every script of a workflow of GitHub or a pipeline of GitLab."""
    for step in steps_in(block):
        yield step.get("run", "")
    if isinstance(block, dict):
        for job in block.values():
            if isinstance(job, dict):
                yield from job.get("script", [])


def _commands() -> list[str]:
    """Return every ``feeds`` command in a workflow or a script of the documentation."""
    scripts = [text for block in BLOCKS for text in _scripts(block)]
    assert len(HOSTS) == 2
    scripts += HOSTS
    parts = [part.strip() for text in scripts for part in re.split(r"&&|\n", text)]
    parts = [re.sub(r"^pipx run --spec \S+ feeds", "feeds", part) for part in parts]
    return sorted({part for part in parts if part.startswith("feeds ")})


def test_documented_workflows_use_tags() -> None:
    used = [step["uses"] for block in BLOCKS for step in steps_in(block) if "uses" in step]
    assert len(used) > 15
    for one in used:
        assert TAGGED.fullmatch(one), one


def test_documented_scripts_install_the_release_of_the_workflows() -> None:
    """feeds is not on PyPI yet, so pip and pipx install it from its repository."""
    releases = re.findall(rf"(\S*){OWN}@(v[\d.]+)", TEXT)
    assert {release for _, release in releases} == {releases[0][1]}
    assert len([start for start, _ in releases if start.endswith("git+https://github.com/")]) == 5
    assert "feeds==" not in TEXT


def test_documented_inputs_and_outputs_are_those_of_the_action() -> None:
    for block in BLOCKS:
        for step in steps_in(block):
            if step.get("uses", "").startswith(OWN):
                assert step.get("with", {}).keys() <= ACTION["inputs"].keys(), step
    page = read_page("action")
    for kind in ("inputs", "outputs"):
        for name in ACTION[kind]:
            assert re.search(rf"^\|.*`{name}`.*\|", page, re.MULTILINE), name
    for name in re.findall(r"steps\.feeds\.outputs\.(\w+)", TEXT):
        assert name in ACTION["outputs"]


@pytest.mark.parametrize("command", _commands())
def test_documented_commands_exist(command: str) -> None:
    parse_command(shlex.split(command)[1:])


@pytest.fixture
def shell(tmp_path: Path) -> Callable[[str], str]:
    """Run a script in the folder of a site; pip does nothing, and generators write one page."""
    programs = {
        "feeds": f'exec {sys.executable} -m feeds "$@"',
        "pip": "true",
        "jekyll": "mkdir -p _site && echo page >_site/index.html",
        "hugo": "mkdir -p public && echo page >public/index.html",
    }
    for name, script in programs.items():
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(0o755)
    site = tmp_path / "site"
    shutil.copytree(ROOT / "examples" / "newsroom", site)

    def run(script: str) -> str:
        ran = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=site,
            env=os.environ | {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=60,
        )
        assert ran.returncode == 0, ran.stdout
        return ran.stdout

    return run


def test_gitlab_keeps_what_was_built_and_merges_it_into_the_site(
    shell: Callable[[str], str],
) -> None:
    (pipeline,) = (block for block in BLOCKS if "pages" in block)
    job = pipeline["pages"]
    script = "\n".join(job["script"])
    assert "4 posts published: 5 files read" in shell(f"jekyll\n{script}")
    shell("test -s public/feed.xml && test -s public/index.html")
    # The next job has a fresh clone and the folders of the cache.
    kept = " ".join(job["cache"]["paths"])
    again = shell(f"rm -rf public _site; ls -d {kept.replace(' .pip', '')}\njekyll\n{script}")
    assert "0 files read, 5 unchanged" in again
    shell("test -s public/feed.xml && test -s public/index.html")


def test_gitlab_needs_no_generator(shell: Callable[[str], str]) -> None:
    (pipeline,) = (block for block in BLOCKS if "pages" in block)
    shell("\n".join(line for line in pipeline["pages"]["script"] if "_site" not in line))
    shell("test -s public/feed.xml")


@pytest.mark.parametrize("script", HOSTS)
def test_hosts_get_the_feeds_beside_the_pages(shell: Callable[[str], str], script: str) -> None:
    output = script.split()[-1]
    shell(script)
    shell(f"test -s {output}/feed.xml && test -s {output}/index.html && test -s {output}/_headers")
