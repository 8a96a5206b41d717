"""Shells complete commands and options."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

FEEDS = Path(sys.executable).with_name("feeds")


def feeds(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [FEEDS, *arguments], capture_output=True, text=True, env=os.environ | variables, check=False
    )


def in_bash(words: str) -> list[str]:
    """Return what bash offers for a command line, with the script loaded as the docs say."""
    script = (
        'eval "$(feeds completion bash)"\n'
        f"COMP_WORDS=({words})\nCOMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))\n"
        "_feeds_completion feeds\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n"
    )
    path = f"{FEEDS.parent}:{os.environ['PATH']}"
    ran = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, env=os.environ | {"PATH": path}
    )
    assert ran.stderr == ""
    return ran.stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("feeds bu", ["build"]),
        ("feeds comp", ["compare", "completion"]),
        ("feeds build --accept-r", ["--accept-removals"]),
        ("feeds completion f", ["fish"]),
        ("feeds nothing-like-this", []),
    ],
)
def test_bash_offers_commands_options_and_values(words: str, offered: list[str]) -> None:
    assert in_bash(words) == offered


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_script_asks_feeds_for_completions(shell: str) -> None:
    script = feeds("completion", shell)
    assert (script.returncode, script.stderr) == (0, "")
    assert f"_FEEDS_COMPLETE={shell}_complete" in script.stdout
    words = {"COMP_WORDS": "feeds bu", "COMP_CWORD": "bu" if shell == "fish" else "1"}
    answer = feeds(_FEEDS_COMPLETE=f"{shell}_complete", **words)
    assert "build" in answer.stdout


def test_another_shell_is_wrong_use() -> None:
    ran = feeds("completion", "tcsh")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == "SHELL: 'tcsh' must be bash, zsh or fish\n"
