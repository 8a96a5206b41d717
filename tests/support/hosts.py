"""nginx and Caddy of this machine, configured as ``feeds hosting`` says."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

import pytest

from feeds.hosting import WrittenTree, caddy, nginx
from tests.support.processes import free_port, listening


class Host(NamedTuple):
    """A program that serves files, and how its configuration becomes a whole one."""

    name: str
    configure: Callable[[WrittenTree, Sequence[str]], str]
    address: str
    before: str
    after: str
    command: tuple[str, ...]


NGINX = Host(
    "nginx",
    nginx,
    "127.0.0.1:{port}",
    "daemon off; master_process off; pid nginx.pid; error_log stderr; events {{}}\n"
    "http {{ access_log off; {places}\n",
    "}\n",
    ("nginx", "-p", ".", "-c", "conf"),
)
CADDY = Host(
    "caddy",
    caddy,
    "http://:{port}",
    "{{\n\tadmin off\n\tauto_https off\n}}\n",
    "",
    ("caddy", "run", "--adapter", "caddyfile", "--config", "conf"),
)
PLACES = " ".join(
    f"{kind}_temp_path {kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
)


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Served(NamedTuple):
    """A site that a host serves."""

    port: int

    def ask(
        self, target: str, method: str = "GET", accepted: str = "identity", **fields: str
    ) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {name.replace("_", "-"): value for name, value in fields.items()}
        connection.request(method, target, headers={"Accept-Encoding": accepted, **headers})
        answer = connection.getresponse()
        found = Answer(answer.status, dict(answer.headers.items()), answer.read())
        connection.close()
        return found


@contextmanager
def hosted(host: Host, tree: WrittenTree, directory: Path) -> Iterator[Served]:
    """Run a host in a directory until the block ends; skips the test if it is not installed."""
    if not shutil.which(host.name):
        pytest.skip(f"{host.name} is not installed")
    port = free_port()
    text = host.configure(tree, [host.address.format(port=port)])
    whole = f"{host.before.format(places=PLACES)}{text}{host.after}"
    (directory / "conf").write_text(whole, encoding="utf-8")
    with listening(host.command, port, directory):
        yield Served(port)
