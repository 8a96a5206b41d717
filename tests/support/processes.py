"""Servers for the tests: a free port of this machine, and a process that listens there."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
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
    command: Sequence[str], port: int, directory: Path, **environment: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server in a directory until the block ends; it writes ``out`` and ``err`` there."""
    with (directory / "out").open("wb") as out, (directory / "err").open("wb") as err:
        process = subprocess.Popen(
            command, cwd=directory, env=_environment(environment), stdout=out, stderr=err
        )
    try:
        _wait_for(port, process)
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)


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


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.02)
    raise AssertionError("the server did not start")
