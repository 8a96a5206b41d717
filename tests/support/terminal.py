"""Commands on a terminal: what they show to a person."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

from . import ROOT

_CODES = re.compile(r"\x1b\[[0-9;]*m")


def on_terminal(
    directory: Path, columns: int, *arguments: str, exits: int = 0, **environment: str
) -> str:
    """Return what a command shows on a terminal of this width, with its codes for colours.

    Its input and output are the terminal; standard error goes nowhere. ``exits`` is its exit
    code. Variables that change colours are set only by the caller.
    """
    ours, theirs = pty.openpty()
    kept = {name: text for name, text in os.environ.items() if "COLOR" not in name}
    own = {"PYTHONPATH": str(ROOT), "COLUMNS": str(columns), "TERM": "xterm"}
    command = subprocess.Popen(
        [sys.executable, "-m", "feeds", *arguments],
        cwd=directory,
        env=kept | own | environment,
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    said = b""
    try:
        while part := os.read(ours, 4096):
            said += part
    except OSError:
        pass  # EIO: Linux ends a terminal so
    os.close(ours)
    assert command.wait(timeout=60) == exits
    return said.decode().replace("\r\n", "\n")


def uncoloured(text: str) -> str:
    """Return a text without the codes for colours and bold; it must have no others."""
    plain = _CODES.sub("", text)
    assert "\x1b" not in plain
    return plain
