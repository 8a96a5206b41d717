"""Limits, log, counts and probes with real servers: ``feeds serve``, and another by wsgi.py."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from subprocess import Popen

import pytest

from tests.support import ROOT
from tests.support.live import wait_until
from tests.support.processes import PATIENCE, environment, free_port, listening, stop

FEEDS = [sys.executable, "-m", "feeds"]
CONFIG = """
site: {title: x, url: "https://example.com", timezone: UTC}
posts: posts
generator: plain
serve:
  access_log: json
  trusted_proxies: 127.0.0.1
  limits: {storage: memory, unconditional: 100/minute}
"""


@dataclass(frozen=True)
class Site:
    root: Path
    port: int

    @property
    def state(self) -> Path:
        return self.root / ".feeds"

    def ask(self, path: str, **headers: str) -> tuple[int, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers={"User-Agent": "test", **named})
        answer = connection.getresponse()
        found = answer.status, answer.read()
        connection.close()
        return found

    def requests(self, kind: str) -> int:
        text = self.ask("/metrics")[1].decode()
        found = re.findall(
            rf'^feeds_requests_total{{[^}}]*kind="{kind}"[^}}]*}} (\S+)$', text, re.M
        )
        return int(sum(map(float, found)))

    def logged(self) -> list[dict[str, object]]:
        lines = (self.root / "out").read_text().splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    @property
    def temporary(self) -> Path:
        return self.root / "tmp"

    def counts(self) -> list[Path]:
        return list(self.temporary.glob("feeds-metrics-*"))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    (tmp_path / "posts").mkdir()
    for number in range(3):
        post = f"---\ntitle: {number}\ndate: 2026-01-02\n---\nSome text.\n"
        (tmp_path / "posts" / f"{number}.md").write_text(post)
    (tmp_path / "config.yaml").write_text(CONFIG)
    (tmp_path / "tmp").mkdir()
    return Site(tmp_path, free_port())


@contextmanager
def serving(site: Site, *options: str) -> Iterator[Popen[bytes]]:
    pytest.importorskip("granian")
    command = [*FEEDS, "serve", "--port", str(site.port), *options]
    with listening(command, site.port, site.root, TMPDIR=str(site.temporary)) as process:
        yield process


def ended(process: Popen[bytes], signal: signal.Signals = signal.SIGTERM) -> int:
    process.send_signal(signal)
    return process.wait(PATIENCE)


def test_workers_combine_their_counts_and_leave_no_files(site: Site) -> None:
    with serving(site, "--workers", "2") as process:
        assert [site.ask("/feed.atom")[0] for _ in range(40)] == [200] * 40
        assert site.requests("site") == 40
        assert len(site.counts()) == 1
        assert ended(process) == 0
    assert site.counts() == []


def test_the_directory_of_a_killed_server_is_removed(site: Site) -> None:
    for name, age in (("feeds-metrics-old", 3600), ("feeds-metrics-new", 0)):
        (site.temporary / name).mkdir()
        (site.temporary / name / "counter_1.db").write_bytes(b"")
        moment = time.time() - age
        os.utime(site.temporary / name, (moment, moment))
    with serving(site, "--workers", "2") as process:
        assert {path.name for path in site.counts()} >= {"feeds-metrics-new"}
        assert not (site.temporary / "feeds-metrics-old").exists()
        ended(process)
    assert [path.name for path in site.counts()] == ["feeds-metrics-new"]


def test_deleting_the_state_directory_loses_no_answer_and_no_count(site: Site) -> None:
    with serving(site, "--workers", "2") as process:
        assert site.ask("/feed.atom")[0] == 200
        shutil.rmtree(site.state)
        answers = [site.ask(path)[0] for path in ("/feed.atom", "/feed.rss", "/no") * 10]
        assert answers == [200, 200, 404] * 10
        assert site.requests("site") == 21
        assert ended(process) == 0


@pytest.mark.parametrize("moment", [0.0, 0.003, 0.006, 0.009])
def test_a_server_ends_on_a_signal_while_it_starts(site: Site, moment: float) -> None:
    pytest.importorskip("granian")
    command = [*FEEDS, "serve", "--port", str(site.port), "--workers", "2"]
    log = site.root / "log"
    with log.open("wb") as out:
        process = Popen(command, cwd=site.root, env=environment(), stdout=out, stderr=out)
    try:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        wait_until(lambda: len(children.read_text().split()) >= 2, "a worker starts")
        time.sleep(moment)
        assert ended(process) == 0
    finally:
        stop(process, log)


def test_one_worker_needs_no_directory(site: Site) -> None:
    with serving(site):
        site.ask("/feed.atom")
        assert site.requests("site") == 1
        assert site.counts() == []
        found = json.loads(site.ask("/healthz")[1])
    assert (found["alive"], found["feeds"], found["build"]) == (True, 3, "built")


def test_the_log_has_one_line_for_each_request(site: Site) -> None:
    with serving(site, "--workers", "2"):
        for _ in range(20):
            site.ask("/feed.atom", X_Forwarded_For="198.51.100.7", Accept_Encoding="gzip")
        site.ask("/nothing%0a%7b")
    lines = site.logged()
    assert len(lines) == 21
    first, *_, last = lines
    assert (first["client"], first["kind"], first["coding"]) == ("198.51.100.7", "site", "gzip")
    assert (first["reader"], last["path"], last["status"]) == ("test", "/nothing%0A%7B", 404)


def test_an_option_turns_the_log_on(site: Site) -> None:
    (site.root / "config.yaml").write_text(
        (site.root / "config.yaml").read_text().replace("access_log: json", "access_log: off")
    )
    with serving(site):
        site.ask("/feed.atom")
    assert " GET /feed.atom " not in (site.root / "out").read_text()
    with serving(site, "--access-log", "text"):
        site.ask("/feed.atom")
    assert ' GET /feed.atom "site" 200 ' in (site.root / "out").read_text()


def test_limits_hold_for_the_built_in_server(site: Site) -> None:
    with serving(site):
        statuses = [site.ask("/feed.atom", X_Forwarded_For="2001:db8::1")[0] for _ in range(101)]
        assert statuses == [200] * 100 + [429]
        assert site.ask("/feed.atom", X_Forwarded_For="2001:db8:0:1::1")[0] == 200
        assert site.requests("none") == 1  # the refusal


def test_an_answer_on_its_way_is_completed_after_sigterm(site: Site) -> None:
    """More of an answer than the system takes off the server's hands."""
    post = "---\ntitle: Long\ndate: 2026-01-03\n---\n" + "Some text. " * 900_000
    (site.root / "posts" / "long.md").write_text(post)
    config = site.root / "config.yaml"
    config.write_text(f"max_post_size: 20 MB\n{config.read_text()}")
    with serving(site) as process:
        size = len(site.ask("/feed.atom")[1])
        assert size > 9_000_000
        with socket.socket() as slow:
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            slow.connect(("127.0.0.1", site.port))
            slow.sendall(b"GET /feed.atom HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            received = slow.recv(1000)
            process.send_signal(signal.SIGTERM)
            while more := slow.recv(65536):
                received += more
                time.sleep(0.001)
        head, _, body = received.partition(b"\r\n\r\n")
        assert b" 200 " in head.partition(b"\r\n")[0]
        assert len(body) == size
        assert process.wait(PATIENCE) == 0


def test_other_servers_use_the_same_configuration(site: Site) -> None:
    pytest.importorskip("gunicorn")
    shared = site.root / "shared"
    shared.mkdir()
    config = site.root / "config.yaml"
    config.write_text(config.read_text() + "  metrics: true\n")
    build = [*FEEDS, "build"]
    assert Popen(build, cwd=site.root, env={"PYTHONPATH": str(ROOT)}).wait(PATIENCE) == 0
    (site.root / "wsgi.py").write_text((ROOT / "wsgi.py").read_text())
    bind = f"127.0.0.1:{site.port}"
    command = [sys.executable, "-m", "gunicorn", "--workers", "2", "--bind", bind, "wsgi:app"]
    with listening(
        command, site.port, site.root, PROMETHEUS_MULTIPROC_DIR=str(shared), HOME=str(site.root)
    ):
        statuses = {site.ask("/feed.atom", X_Forwarded_For="192.0.2.1")[0] for _ in range(250)}
        assert statuses == {200, 429}
        assert site.requests("site") + site.requests("none") >= 250
        assert site.ask("/healthz")[0] == 200
    assert {line["client"] for line in site.logged()} == {"192.0.2.1", "127.0.0.1"}
