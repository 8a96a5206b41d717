"""What ``feeds serve`` says of its address before it builds, and of granian while it runs."""

from __future__ import annotations

import os
import signal
import socket
import sys
from contextlib import suppress

import pytest
from click.testing import CliRunner

from feeds.cli import main
from tests.support.live import running
from tests.support.processes import PATIENCE
from tests.support.tree import Tree

pytest.importorskip("granian")

from feeds.web.server import free_port

HERE = "is not an IP address of this machine; use 127.0.0.1, or 0.0.0.0 for all addresses"


def refused(tree: Tree, *options: str) -> str:
    """Return what is said where nothing is built."""
    tree.post("a.md", title="A")
    ran = CliRunner().invoke(main, ["serve", "--config", str(tree.configure()), *options])
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert not tree.output.exists()
    return ran.stderr


@pytest.mark.parametrize(
    "host", ["nowhere.invalid", "192.0.2.1", "http://127.0.0.1", "127.0.0.1:8000", "x" * 70]
)
def test_a_host_that_is_not_here_is_told_before_the_build(tree: Tree, host: str) -> None:
    assert refused(tree, "--host", host, "--port", "0") == f"--host: {host!r} {HERE}\n"


def test_a_port_in_use_is_told_before_the_build(tree: Tree) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        used = f"{port} is in use by another program; choose another port, or stop that program\n"
        assert refused(tree, "--port", str(port)) == f"--port: {used}"


def test_an_address_of_the_configuration_is_told_with_its_line(tree: Tree) -> None:
    tree.post("a.md", title="A")
    config = tree.configure()
    with config.open("a") as file:
        file.write("serve:\n  host: nowhere.invalid\n")
    ran = CliRunner().invoke(main, ["serve", "--config", str(config)])
    line = len(config.read_text().splitlines())
    assert ran.stderr == f"{config}:{line}: serve.host: 'nowhere.invalid' {HERE}\n"


def test_a_port_of_root_is_told(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("feeds.web.server.free_port", denied)
    reserved = "80 is reserved for root; choose a port from 1024 to 65535\n"
    assert refused(tree, "--port", "80") == f"--port: {reserved}"


def test_a_missing_extra_is_told_before_the_build(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feeds.web.app.find_spec", lambda _: None)
    sentence = (
        "serve.metrics needs the extra serve; `feeds help commands` shows how to install it\n"
    )
    assert refused(tree, "--port", "0") == sentence


def test_port_0_is_a_free_port() -> None:
    port = free_port("127.0.0.1", 0)
    socket.create_server(("127.0.0.1", port)).close()


def test_no_words_of_the_server_library_are_printed(tree: Tree) -> None:
    tree.post("a.md", title="A")
    with running(tree) as live:
        live.shows("A")
        live.process.send_signal(signal.SIGINT)
        assert live.process.wait(PATIENCE) == 0
        summary, counts, *addresses = live.said().splitlines()
    assert summary.startswith("1 post published")
    assert counts.startswith("1 feed in 3 formats")
    shown = ["feeds/ lists all feeds", "feed.atom", "feed.rss", "feed.json"]
    assert addresses == [f"http://127.0.0.1:{live.port}/{one}" for one in shown]


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")
def test_a_worker_that_dies_is_told_and_ends_the_server(tree: Tree) -> None:
    tree.post("a.md", title="A")
    with running(tree) as live:
        live.shows("A")
        for worker in live.family() - {live.process.pid, live.builder()}:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
        assert live.process.wait(PATIENCE) == 1
        words = "a server process ended, perhaps for lack of memory; start the server again"
        assert live.said().splitlines()[6:] == [words]
