"""Processes for the tests: servers on free ports, builds, and how all of them end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager, suppress
from itertools import cycle
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.support import ROOT

PATIENCE = 30


# Below the ports of outgoing connections, and others for each pytest process.
_FIRST = 10_000 + os.getpid() % 220 * 100
_PORTS = cycle(range(_FIRST, _FIRST + 100))


def free_port() -> int:
    """Return a port that nobody listens at, another one each time."""
    for port in _PORTS:
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("unreachable: the ports never end")


@contextmanager
def listening(
    arguments: Sequence[str], port: int, directory: Path, **more: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server in a directory until the block ends; it writes ``out`` and ``err`` there."""
    with (directory / "out").open("wb") as out, (directory / "err").open("wb") as err:
        process = subprocess.Popen(
            arguments, cwd=directory, env=environment(**more), stdout=out, stderr=err
        )
    try:
        _wait_for(port, process)
        yield process
    finally:
        stop(process, directory / "err")


def command(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def family(root: int) -> set[int]:
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ProcessLookupError):
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            if state != "Z":
                parents[int(stat.parent.name)] = int(parent)
    found = {root} & parents.keys()
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def are_gone(pids: set[int]) -> bool:
    """Say whether none of these is running; a zombie is not."""

    def runs(pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except OSError:
            return False

    return not any(map(runs, pids))


def environment(**more: str) -> dict[str, str]:
    """Return the variables for a process; if it aborts, Python writes the stack of each thread."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONFAULTHANDLER": "1", **more}


def stop(process: subprocess.Popen[bytes], log: Path, children: Set[int] = frozenset()) -> None:
    """End a server with SIGTERM; it and all of its children must end.

    If one does not, it is aborted, and the test fails with the log, where its stacks are.
    ``children`` are those that the server may have lost sight of.
    """
    started = {process.pid, *children, *family(process.pid)}
    until = time.monotonic() + PATIENCE
    process.terminate()
    while (process.poll() is None or not are_gone(started)) and time.monotonic() < until:
        time.sleep(0.01)
    left = {pid: command(pid) for pid in started if not are_gone({pid})}
    for pid in left:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGABRT)
    process.wait()
    assert not left, f"not ended within {PATIENCE} s: {left}\n{log.read_text(errors='replace')}"


def begin_build(config: Path, output: Path, state: Path) -> subprocess.Popen[bytes]:
    """Start ``feeds build`` as the first of a process group."""
    places = ["--config", str(config), "--output", str(output), "--state", str(state)]
    return subprocess.Popen(
        [sys.executable, "-m", "feeds", "build", *places],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def noted_processes(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType
) -> list[subprocess.Popen[bytes]]:
    """Return the processes that a module starts from now on."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen(*arguments, **options))
        return started[-1]

    monkeypatch.setattr(module, "Popen", start)
    return started


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.02)
    raise AssertionError("the server did not start")
