"""A build that ends early says so in a line of its own, or nothing, and leaves no process."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.support.live import wait_until
from tests.support.processes import PATIENCE, are_gone, begin_build, command, family

POSTS = 600
"""Enough for processes to be started."""
STOPS = [
    (signal.SIGINT, 1, b"\nAborted!\n"),
    (signal.SIGTERM, -signal.SIGTERM, b""),
    (signal.SIGKILL, -signal.SIGKILL, b""),
]
pytestmark = pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked for there")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("site")
    (root / "posts").mkdir()
    for number in range(POSTS):
        text = f"---\ndate: 2026-01-02\ntags: [t{number % 40}]\n---\n*{number}*\n"
        (root / "posts" / f"{number}.md").write_text(text)
    (root / "feeds.yaml").write_text(
        "generator: plain\nposts: posts\nsite: {url: https://example.com, timezone: UTC}\n"
    )
    return root


def begin(site: Path, place: Path) -> subprocess.Popen[bytes]:
    return begin_build(site / "feeds.yaml", place / "public", place / "state")


def pool_of(build: subprocess.Popen[bytes]) -> set[int]:
    """The processes that work for a build: they are copies of it."""
    others = family(build.pid) - {build.pid}
    return {pid for pid in others if command(pid) == command(build.pid)}


def has_begun(build: subprocess.Popen[bytes]) -> bool:
    """Say whether Python itself has started: a library of the command is loaded."""
    return b"msgspec" in Path(f"/proc/{build.pid}/maps").read_bytes()


def was_done(place: Path, code: int, errors: bytes) -> bool:
    """Return whether a build had noted its outcome before the signal came.

    While it ends, Python leaves SIGINT to the system.
    """
    is_noted = (place / "state" / "outcome.json").exists()
    return is_noted and (code, errors) in [(0, b""), (-signal.SIGINT, b"")]


@pytest.mark.skipif(os.cpu_count() == 1, reason="on one core a build starts no process")
@pytest.mark.parametrize("late", [0, 0.02, 0.1, 0.3, 0.6])
@pytest.mark.parametrize(("sent", "code", "said"), STOPS)
def test_a_build_that_is_stopped_says_no_more_than_that_and_leaves_no_process(
    site: Path, tmp_path: Path, sent: int, code: int, said: bytes, late: float
) -> None:
    build = begin(site, tmp_path)
    wait_until(lambda: pool_of(build), "a process is started")
    time.sleep(late)
    pool = pool_of(build)
    os.killpg(build.pid, sent)
    _, errors = build.communicate(timeout=PATIENCE)
    ended = build.returncode, errors
    assert ended == (code, said) or was_done(tmp_path, *ended)
    wait_until(lambda: are_gone(pool), "its processes end")


@pytest.mark.parametrize("late", [0, 0.05, 0.1, 0.3])
def test_a_build_that_is_stopped_before_it_begins_says_no_more_than_that(
    site: Path, tmp_path: Path, late: float
) -> None:
    build = begin(site, tmp_path)
    wait_until(lambda: has_begun(build), "the command is loaded")
    time.sleep(late)
    os.killpg(build.pid, signal.SIGINT)
    _, errors = build.communicate(timeout=PATIENCE)
    ended = build.returncode, errors
    assert ended == (1, b"\nAborted!\n") or was_done(tmp_path, *ended)


def test_a_build_whose_output_nobody_reads_ends_quietly(site: Path, tmp_path: Path) -> None:
    with begin(site, tmp_path) as build:
        assert build.stdout
        assert build.stderr
        build.stdout.close()
        assert build.stderr.read() == b""


def test_a_build_that_cannot_write_says_so_in_one_line(site: Path, tmp_path: Path) -> None:
    (tmp_path / "public").write_text("no directory")
    build = begin(site, tmp_path)
    _, errors = build.communicate(timeout=PATIENCE)
    assert build.returncode == 1
    assert errors.decode().startswith(f"{tmp_path / 'public'}: ")
    assert errors.count(b"\n") == 1
