"""A dask cluster over TLS: what is no scheduler, and missing certificates, are soon told of."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from feeds.errors import ConfigError
from feeds.pipeline import cluster
from tests.support.processes import PATIENCE, free_port, listening
from tests.support.tree import Tree

dask = pytest.importorskip("dask")
pytest.importorskip("distributed")  # what it is configured with comes as it is imported


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Return the files of a certificate and its key."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    files = str(folder / "cert.pem"), str(folder / "key.pem")
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x"]
    command = [*made, "-out", files[0], "-keyout", files[1]]
    subprocess.run(command, check=True, capture_output=True)
    return files


@contextmanager
def silent(pem: tuple[str, str] | None) -> Iterator[str]:
    """Run a server that says nothing, once it has agreed on TLS where it has a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if pem:
        context.load_cert_chain(*pem)
    kept: list[socket.socket] = []

    def agree() -> None:
        with suppress(OSError):
            while True:
                one = server.accept()[0]
                kept.append(context.wrap_socket(one, server_side=True) if pem else one)

    with socket.create_server(("127.0.0.1", 0)) as server:
        agreeing = threading.Thread(target=agree)
        agreeing.start()
        try:
            yield f"tls://127.0.0.1:{server.getsockname()[1]}"
        finally:
            server.shutdown(socket.SHUT_RDWR)
            agreeing.join()
            for one in kept:
                one.close()


@contextmanager
def certified(pem: tuple[str, str]) -> Iterator[None]:
    cert, key = pem
    given = {"ca-file": cert, "client.cert": cert, "client.key": key}
    with dask.config.set({f"distributed.comm.tls.{name}": file for name, file in given.items()}):
        yield


@pytest.mark.parametrize("agrees", [False, True], ids=["plain", "tls"])
def test_a_silent_server_is_not_waited_for(
    tree: Tree, pem: tuple[str, str], agrees: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 0.5)
    began = time.monotonic()
    with (
        certified(pem),
        silent(pem if agrees else None) as address,
        pytest.raises(ConfigError, match=f"no scheduler answers at {address}"),
    ):
        cluster.Cluster(tree.project(), address)
    assert time.monotonic() - began < PATIENCE / 3


def test_a_scheduler_is_found(
    tree: Tree, pem: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 3)
    port = free_port()
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--no-dashboard"]
    command += ["--host", f"tls://127.0.0.1:{port}", "--tls-ca-file", pem[0]]
    command += ["--tls-cert", pem[0], "--tls-key", pem[1]]
    with (
        certified(pem),
        listening(command, port, tmp_path),
        pytest.raises(ConfigError, match=f"tls://127.0.0.1:{port} has no workers"),
    ):
        cluster.Cluster(tree.project(), f"tls://127.0.0.1:{port}")


@pytest.mark.parametrize("file", [None, "missing.pem"])
def test_missing_certificates_are_told_of_in_words(
    tree: Tree, file: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CA_FILE", "CLIENT__CERT", "CLIENT__KEY"):
        if file:
            monkeypatch.setenv(f"DASK_DISTRIBUTED__COMM__TLS__{name}", file)
    for number in range(430):
        tree.post(f"{number}.md")
    address = "tls://127.0.0.1:1"
    command = [sys.executable, "-m", "feeds", "build", "--scheduler", address, "--config"]
    refused = subprocess.run(
        [*command, str(tree.configure())], capture_output=True, text=True, timeout=PATIENCE
    )
    assert refused.returncode == 2
    assert refused.stderr == (
        "--scheduler: tls:// needs readable certificates; name them under "
        "distributed.comm.tls in dask's configuration\n"
    )
