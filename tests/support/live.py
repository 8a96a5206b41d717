"""Real servers and watchers on real trees, and waiting for what they must come to do."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from feeds.edition import read_outcome
from tests.support.processes import PATIENCE, command, environment, family, free_port, stop
from tests.support.tree import Tree


def wait_until(
    happens: Callable[[], object],
    what: str,
    patience: float = PATIENCE,
    said: Callable[[], str] = str,
) -> float:
    """Look until something has happened; return how many seconds that took."""
    began = time.monotonic()
    while not happens():
        waited = time.monotonic() - began
        assert waited < patience, f"{what}: not within {patience} s\n{said()}"
        time.sleep(0.01)
    return time.monotonic() - began


@dataclass
class Live:
    """A running ``feeds serve`` or ``feeds watch``."""

    tree: Tree
    process: subprocess.Popen[bytes]
    log: Path
    port: int = 0

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def get(self, path: str = "/feed.json") -> str:
        """Return the answer's body, empty where there is no 200."""
        status, body = self.asked(path)
        return body.decode() if status == 200 else ""

    def answers(self, path: str = "/feed.json") -> int:
        """Return the status of an answer, 0 where nothing listens."""
        return self.asked(path)[0]

    def health(self) -> dict[str, object]:
        """Return what ``/healthz`` tells."""
        found: dict[str, object] = json.loads(self.asked("/healthz")[1] or "{}")
        return found

    def asked(self, path: str) -> tuple[int, bytes]:
        """Return the status and the body of an answer."""
        try:
            with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, answer.read()
        except HTTPError as error:
            with error:
                return error.code, error.read()
        except (URLError, OSError):
            return 0, b""

    def shows(self, text: str, path: str = "/feed.json") -> float:
        return wait_until(lambda: text in self.get(path), f"{text!r} in {path}", said=self.said)

    def hides(self, text: str, path: str = "/feed.json") -> float:
        def gone() -> bool:
            body = self.get(path)
            return bool(body) and text not in body

        return wait_until(gone, f"no {text!r} in {path}", said=self.said)

    def says(self, text: str) -> float:
        return wait_until(lambda: text in self.said(), repr(text), said=self.said)

    def family(self) -> set[int]:
        """Return the processes started by this one that are still there, itself included."""
        return family(self.process.pid)

    def builder(self) -> int:
        """Return the process that builds."""
        (found,) = (pid for pid in self.family() if b"\0watch\0" in command(pid))
        return found


@contextmanager
def running(tree: Tree, name: str = "serve", log: str = "log", *options: str) -> Iterator[Live]:
    """Run ``feeds serve`` (on a free port) or ``feeds watch``, and end it and its children."""
    config = tree.configure() if not (tree.root / "config.yaml").exists() else None
    port = free_port()
    arguments = [name, "--config", str(config or tree.root / "config.yaml"), *options]
    arguments += ["--port", str(port)] if name == "serve" else []
    file = tree.root.parent / log
    with file.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "feeds", *arguments],
            cwd=tree.root.parent,
            env=environment(PYTHONUNBUFFERED="1"),
            stdout=output,
            stderr=output,
        )
    live = Live(tree, process, file, port)
    children: set[int] = set()
    try:
        wait_until(lambda: process.poll() is not None or live.answers() or name == "watch", "start")
        children = live.family()
        yield live
    finally:
        stop(process, file, children)


def builds(tree: Tree) -> object:
    """Return what changes with every build."""
    found = read_outcome(tree.state)
    return found and found.instant


def documents_written(said: str) -> list[int]:
    return [int(number) for number in re.findall(r"feed files?, (\d+) written", said)]
