"""An S3-compatible server of this machine, directories, and what publishers do with them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from feeds.publish.manifest import OWN
from feeds.publish.objects import open_store
from feeds.publish.publish import PublishOptions, PublishReport, StepCallback, publish
from tests.support import ROOT
from tests.support.edition import Place
from tests.support.processes import free_port, listening

MOTO = os.environ.get("FEEDS_MOTO") or shutil.which("moto_server")
needs_moto = pytest.mark.skipif(not MOTO, reason="no moto_server: pip install 'moto[s3,server]'")

KEYS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "s3cret", "AWS_REGION": "us-east-1"}
_REQUEST = re.compile(r'"(?:\x1b\[\d+m)*([A-Z]+) /[^/ ?]+(?:/pre%20fix/(\S+)|\?delete) HTTP')


@dataclass
class Cloud:
    """A running moto."""

    address: str
    log: Path
    process: subprocess.Popen[bytes]

    def bucket(self, name: str) -> str:
        """Make a bucket; return a store's URL in it."""
        urlopen(Request(f"{self.address}/{name}", method="PUT"), timeout=10).close()
        return f"s3://{name}/pre%20fix"

    def requests(self) -> list[tuple[str, str]]:
        """Return every request's method and key, in order; a POST removes, its key is unseen."""
        return _REQUEST.findall(self.log.read_text())


@contextmanager
def cloud(directory: Path) -> Iterator[Cloud]:
    """Run moto until the block ends, the environment's credentials and endpoint its own."""
    assert MOTO
    port = free_port()
    command = [MOTO, "-H", "127.0.0.1", "-p", str(port)]
    address = f"http://127.0.0.1:{port}"
    before = dict(os.environ)
    with listening(command, port, directory) as process:
        os.environ.update(KEYS, AWS_ENDPOINT_URL=address)
        try:
            yield Cloud(address, directory / "err", process)
        finally:
            os.environ.clear()
            os.environ.update(before)


def upload(
    place: Place, url: str, on_step: StepCallback = lambda *_: None, **options: float | bool
) -> PublishReport:
    """Publish what a place holds."""
    return publish(
        place.output,
        place.state,
        open_store(url, make=True),
        on_step,
        lambda *_: None,
        PublishOptions(**{"expiry": 2.0, "patience": 20.0, **options}),  # type: ignore[arg-type]
    )


_UPLOAD = """
import os, signal, sys
from pathlib import Path
from feeds.publish.publish import PublishOptions, publish
from feeds.publish.objects import Store, open_store
output, state, url, writes = sys.argv[1:]
left = int(writes)
def counted(real):
    def write(*given, **more):
        global left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **more)
    return write
for name in ("put", "create", "replace", "delete"):
    setattr(Store, name, counted(getattr(Store, name)))
print(flush=True)
sys.stdin.readline()
options = PublishOptions(expiry=1, patience=20)
publish(Path(output), Path(state), open_store(url), print, print, options)
"""


def uploader(place: Place, url: str, writes: int = 0) -> subprocess.Popen[bytes]:
    """Start a publisher of its own that begins at a line of input and dies before a write."""
    arguments = [str(place.output), str(place.state), url, str(writes)]
    process = subprocess.Popen(
        [sys.executable, "-c", _UPLOAD, *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout
    process.stdout.readline()
    return process


def objects(url: str) -> dict[str, bytes]:
    """Return every object of a store, the publisher's own apart."""
    import obstore

    found = open_store(url)._objects
    keys = [one["path"] for chunk in obstore.list(found) for one in chunk]
    return {key: bytes(obstore.get(found, key).bytes()) for key in keys if not key.startswith(OWN)}


def own_objects(url: str) -> set[str]:
    """Return the keys of the publisher's own objects."""
    import obstore

    return {one["path"] for chunk in obstore.list(open_store(url)._objects, OWN) for one in chunk}


def headers(url: str, key: str) -> Message:
    """Return what a plain GET of an object says."""
    from datetime import timedelta

    import obstore

    signed = obstore.sign(open_store(url)._objects, "GET", key, timedelta(minutes=1))  # type: ignore[call-overload]
    with urlopen(signed, timeout=10) as answer:
        found: Message = answer.headers
        return found


def files(place: Place) -> dict[str, bytes]:
    """Return what a place has published, as objects of a store."""
    return {
        file.relative_to(place.output).as_posix(): file.read_bytes()
        for file in place.output.rglob("*")
        if file.is_file()
    }
