"""The servers that are held to the contract: each a real process on a free port of loopback."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support import ROOT
from tests.support.processes import free_port, stop

from .client import Answer, Connection, ask
from .site import Site, environment, run

_PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Server:
    """One that runs, and the site it serves."""

    host: Host
    site: Site
    port: int

    def get(self, target: str | bytes, *lines: str | bytes, **how: str) -> Answer:
        """Ask on a connection of its own; ``how`` may say ``method``, ``version`` and ``host``."""
        return ask(self.port, target, *lines, **how)

    def head(self, target: str | bytes, *lines: str | bytes, **how: str) -> Answer:
        """Ask for the head alone."""
        return ask(self.port, target, *lines, method="HEAD", **how)

    def connect(self) -> Connection:
        """Open a connection for several requests."""
        return Connection(self.port)


class Host:
    """A program that serves a site."""

    name = ""
    program = ""
    """What must be installed."""
    dynamic = True
    """It runs this project's code; others serve the written tree."""
    dates_what_it_sends = True
    """The date is that of the bytes sent: the file is opened first, then looked at."""

    needs_proxy = False
    """Slow clients keep others out unless a proxy is in front: see docs/how-to/run-a-server.md."""

    def missing(self) -> str | None:
        """Why it cannot run here, None where it can."""
        return None if shutil.which(self.program) else f"{self.program} is not installed"

    def command(self, site: Site, port: int) -> list[str]:
        """The command line, run in the site's directory."""
        raise NotImplementedError


class Python(Host):
    """A module of this environment."""

    words: tuple[str, ...] = ()

    def missing(self) -> str | None:
        return None

    def command(self, site: Site, port: int) -> list[str]:  # noqa: ARG002
        words = [word.format(port=port, root=ROOT) for word in self.words]
        return [sys.executable, "-m", *words]


class FeedsServe(Python):
    """The built-in server, by the command that users type."""

    name = "granian"

    def command(self, site: Site, port: int) -> list[str]:
        if site.builds:
            return [sys.executable, "-m", "feeds", "serve", "--port", str(port)]
        # `feeds serve` would build first.
        words = ("--interface", "wsgi", "--factory", "--port", str(port), "feeds.web:create_app")
        return [sys.executable, "-m", "granian", *words]


class Gunicorn(Python):
    """By wsgi.py, as in a clone."""

    name = "gunicorn"
    needs_proxy = True
    words = ("gunicorn", "--bind=127.0.0.1:{port}", "--threads=4", "--chdir={root}", "wsgi:app")


class Waitress(Python):
    """By the factory, as where only the package is installed."""

    name = "waitress"
    needs_proxy = True
    words = (
        "waitress",
        "--listen=127.0.0.1:{port}",
        "--no-clear-untrusted-proxy-headers",
        "--call",
        "feeds.web:create_app",
    )


class Static(Host):
    """A program that knows nothing of feeds but a configuration that ``feeds hosting`` writes."""

    dynamic = False

    def configure(self, site: Site, port: int) -> Path:
        """Write the whole configuration beside the site; return its file."""
        generated = run(site.root, "hosting", self.name, "--listen", self.address(port))
        file = site.root / f"{self.name}.conf"
        file.write_text(self.config(site, generated), encoding="utf-8")
        return file

    def address(self, port: int) -> str:
        """Where it listens, in its own words."""
        return f"127.0.0.1:{port}"

    def config(self, site: Site, generated: str) -> str:
        """Put what was generated into what a host needs besides, to run for this user."""
        raise NotImplementedError


class Nginx(Static):
    """Debian's nginx, in the foreground, as one process."""

    name = program = "nginx"

    def config(self, site: Site, generated: str) -> str:
        places = " ".join(
            f"{kind}_temp_path {site.root}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        return (
            f"daemon off; master_process off; pid {site.root}/nginx.pid; error_log stderr warn;\n"
            f"events {{}}\nhttp {{ access_log off; {places}\n{generated}\n}}\n"
        )

    def command(self, site: Site, port: int) -> list[str]:
        return ["nginx", "-p", str(site.root), "-c", str(self.configure(site, port))]


class Caddy(Static):
    """Debian's Caddy."""

    name = program = "caddy"
    dates_what_it_sends = False  # fileserver/staticfiles.go: Stat, then openFile

    def address(self, port: int) -> str:
        return f"http://:{port}"

    def config(self, site: Site, generated: str) -> str:  # noqa: ARG002
        return f"{{\n\tadmin off\n\tauto_https off\n}}\n{generated}"

    def command(self, site: Site, port: int) -> list[str]:
        file = str(self.configure(site, port))
        return ["caddy", "run", "--adapter", "caddyfile", "--config", file]


HOSTS: tuple[Host, ...] = (FeedsServe(), Gunicorn(), Waitress(), Nginx(), Caddy())


@contextmanager
def serving(host: Host, site: Site) -> Iterator[Server]:
    """Run a server until the block ends."""
    port = free_port()
    log = site.root / f"{host.name}.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            host.command(site, port),
            cwd=site.root,
            env=environment(site.root),
            stdout=output,
            stderr=output,
        )
    try:
        _wait_for(port, process, log)
        yield Server(host, site, port)
    finally:
        stop(process, log)


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"the server did not start: {log.read_text()}")
