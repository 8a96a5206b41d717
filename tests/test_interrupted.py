"""A build that ends early says so in a line of its own, or nothing, and leaves no process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

POSTS = 600
"""Enough for processes to be started."""
PATIENCE = 30


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


def begin(site: Path, tmp_path: Path, *words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "feeds", "build", "--config", str(site / "feeds.yaml")]
    places = ["--output", str(tmp_path / "public"), "--state", str(tmp_path / "state")]
    return subprocess.Popen(
        [*command, *places, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def pool_of(parent: int) -> list[int]:
    """The processes that work for a build."""
    found = []
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            try:
                command = (place / "cmdline").read_bytes()
                status = (place / "stat").read_text()
            except OSError:
                continue
            if b"feeds.builder.pool" in command and status.rpartition(")")[2].split()[1] == str(
                parent
            ):
                found.append(int(place.name))
    return found


def wait_for_pool(build: subprocess.Popen[bytes]) -> list[int]:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and build.poll() is None:
        if found := pool_of(build.pid):
            return found
        time.sleep(0.005)
    raise AssertionError("no process was started")


def are_gone(processes: list[int]) -> bool:
    end = time.monotonic() + PATIENCE
    while any(Path(f"/proc/{one}").exists() for one in processes):
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


pytestmark = pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked for there")


@pytest.mark.parametrize("late", [0, 0.02, 0.1, 0.3, 0.6])
@pytest.mark.parametrize(
    ("sent", "said"),
    [(signal.SIGINT, b"\nAborted!\n"), (signal.SIGTERM, b""), (signal.SIGKILL, b"")],
)
def test_a_build_that_is_stopped_says_no_more_than_that_and_leaves_no_process(
    site: Path, tmp_path: Path, sent: int, said: bytes, late: float
) -> None:
    build = begin(site, tmp_path)
    pool = wait_for_pool(build)
    time.sleep(late)
    pool = sorted({*pool, *pool_of(build.pid)})
    os.killpg(build.pid, sent)
    _, errors = build.communicate(timeout=PATIENCE)
    assert errors in (said, b"")  # it may have ended just before
    assert are_gone(pool)


@pytest.mark.parametrize("late", [0.15, 0.2, 0.3, 0.5])
def test_a_build_that_is_stopped_before_it_begins_says_no_more_than_that(
    site: Path, tmp_path: Path, late: float
) -> None:
    build = begin(site, tmp_path)
    time.sleep(late)
    os.killpg(build.pid, signal.SIGINT)
    _, errors = build.communicate(timeout=PATIENCE)
    assert errors in (b"\nAborted!\n", b"")


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
