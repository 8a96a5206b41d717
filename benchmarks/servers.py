"""Three servers of one written tree, one worker each: ours, nginx, and a plain Flask view."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

_PATIENCE = 60.0
_NGINX = """
daemon off;
worker_processes 1;
pid {place}/nginx.pid;
error_log {place}/nginx.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    types {{ application/atom+xml atom xml; application/rss+xml rss; application/feed+json json; }}
    gzip_static on;
    client_body_temp_path {place}/body;
    proxy_temp_path {place}/proxy;
    fastcgi_temp_path {place}/fastcgi;
    uwsgi_temp_path {place}/uwsgi;
    scgi_temp_path {place}/scgi;
    server {{ listen 127.0.0.1:{port}; root "{output}"; }}
}}
"""
_PLAIN = '''
"""What somebody writes who has not read RFC 9110: one view, a tag, make_conditional."""

from pathlib import Path

from flask import Flask, Response, abort, request

OUTPUT = Path({output!r})
app = Flask(__name__)


@app.get("/<path:name>")
def feed(name: str) -> Response:
    file = OUTPUT / name
    if not file.is_file():
        abort(404)
    response = Response(file.read_bytes(), mimetype="application/xml")
    response.add_etag()
    response.last_modified = file.stat().st_mtime
    return response.make_conditional(request)
'''


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers, and its process."""

    name: str
    port: int
    pid: int

    def ask(self, path: str, headers: dict[str, str] | None = None) -> tuple[HTTPResponse, bytes]:
        """Ask once, over a connection of its own; return the answer and its body as sent."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        try:
            connection.request("GET", path, headers=headers or {})
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()

    def workers(self) -> list[int]:
        """Return the processes that answer: the children of the one that was started."""
        file = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return [int(child) for child in file.read_text().split()] or [self.pid]


@contextmanager
def ours(source: Path, place: Path, *options: str) -> Iterator[Server]:
    """Serve a tree with ``feeds serve``; the edition in ``place`` is brought up to date first."""
    port = free_port()
    command = [sys.executable, "-m", "feeds", "serve", "--source", str(source)]
    command += ["--output", str(place / "public"), "--state", str(place / "state")]
    with running("feeds serve", [*command, "--port", str(port), *options], port, place) as server:
        yield server


@contextmanager
def nginx(place: Path) -> Iterator[Server]:
    """Serve the written files with nginx, as it is set up by somebody who knows ``gzip_static``."""
    port = free_port()
    config = place / "nginx.conf"
    user = "user root;\n" if os.getuid() == 0 else ""
    text = _NGINX.format(place=place, port=port, output=place / "public")
    config.write_text(user + text, encoding="utf-8")
    with running("nginx", ["nginx", "-c", str(config)], port, place) as server:
        yield server


@contextmanager
def plain_flask(place: Path) -> Iterator[Server]:
    """Serve the written files with the view that comes to mind first, under gunicorn."""
    port = free_port()
    (place / "plain.py").write_text(_PLAIN.format(output=str(place / "public")), encoding="utf-8")
    command = [sys.executable, "-m", "gunicorn", "--log-level", "warning"]
    command += ["--bind", f"127.0.0.1:{port}", "--chdir", str(place), "plain:app"]
    with running("plain Flask view", command, port, place) as server:
        yield server


def missing() -> list[str]:
    """Return the programs that are needed and not installed."""
    return [program for program in ("nginx", "wrk") if shutil.which(program) is None]


@contextmanager
def running(name: str, command: list[str], port: int, place: Path) -> Iterator[Server]:
    """Run a server until the end of the block, from when it takes connections."""
    with (place / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _wait(process, port)
        yield Server(name, port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=_PATIENCE)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"{process.args!r} does not answer")


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
