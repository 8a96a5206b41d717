"""Git works beside a build as the build itself works beside others."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

ASKED = """
import os
from pathlib import Path
from feeds.source.asking import Git

os.nice(3)
git = Git(Path())
for more in (0, 10):
    git.begin("version", nicer=more)
    print(*(os.getpriority(os.PRIO_PROCESS, one.pid) for one in git._under_way.values()))
    git.close()
"""
_NICEST = 19


@pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
def test_git_is_no_less_nice_than_who_asks_it() -> None:
    own = os.getpriority(os.PRIO_PROCESS, 0)
    told = subprocess.run([sys.executable, "-c", ASKED], check=True, capture_output=True).stdout
    assert [int(one) for one in told.split()] == [min(own + more, _NICEST) for more in (3, 13)]
