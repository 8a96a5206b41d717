"""``feeds serve --edition``: a server without posts gives what the origin gives."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import ANY
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest

from feeds.publish.publish import Step
from feeds.web import create_app
from feeds.web.settings import EditionSettings
from tests.support.edition import Place, feed, short_feed
from tests.support.live import wait_until
from tests.support.processes import environment, family, free_port, stop
from tests.support.store import cloud, needs_moto, objects, upload

pytest.importorskip("granian")
pytest.importorskip("obstore")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")

CHINESE = "/feed/by_tag/交通新闻.xml"
VALIDATORS = (
    *("etag", "last-modified", "cache-control", "content-type", "content-encoding"),
    *("vary", "link", "content-length"),
)


@dataclass
class Replica:
    """A running ``feeds serve --edition``."""

    process: subprocess.Popen[bytes]
    log: Path
    port: int

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def get(self, path: str, **fields: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, fields and body of an answer; 0 where there is none."""
        address = f"http://127.0.0.1:{self.port}{quote(path)}"
        named = {name.replace("_", "-"): value for name, value in fields.items()}
        try:
            with urlopen(Request(address, headers=named), timeout=5) as answer:
                return answer.status, _lower(answer.headers.items()), answer.read()
        except HTTPError as error:
            with error:
                return error.code, _lower(error.headers.items()), error.read()
        except OSError:
            return 0, {}, b""

    def copier(self) -> int:
        """The process that copies from the store."""
        return next(
            pid
            for pid in family(self.process.pid)
            if b"follow_edition" in Path(f"/proc/{pid}/cmdline").read_bytes()
        )

    def health(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.get("/healthz")[2])
        return found


def _lower(fields: list[tuple[str, str]]) -> dict[str, str]:
    return {name.lower(): value for name, value in fields}


@contextmanager
def replica(url: str, directory: Path, *options: str) -> Iterator[Replica]:
    port, log = free_port(), directory / "replica.log"
    temporary = directory / "temporary"
    temporary.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "feeds", "serve", "--edition", url, "--port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, *options],
            cwd=directory,
            env=environment(PYTHONUNBUFFERED="1", TMPDIR=str(temporary)),
            stdout=output,
            stderr=output,
        )
    found = Replica(process, log, port)
    children: set[int] = set()
    try:
        wait_until(lambda: process.poll() is not None or found.get("/healthz")[0], "it starts")
        children = family(process.pid)
        yield found
    finally:
        stop(process, log, children)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    found = Place(tmp_path / "here", url="https://example.com", home="https://example.com/feed.xml")
    found.hubs = ("https://hub.example/",)
    found.publish(feed(), feed(CHINESE), short_feed("/short.xml"))
    return found


@pytest.fixture
def url(tmp_path: Path) -> str:
    return (tmp_path / "there").as_uri()


def test_a_replica_gives_the_bytes_and_validators_of_the_origin(
    place: Place, url: str, tmp_path: Path
) -> None:
    upload(place, url)
    origin = create_app(EditionSettings(place.output, place.state)).test_client()
    with replica(url, tmp_path, "--workers", "2") as server:
        for path in ("/feed.xml", CHINESE, "/short.xml", "/FEED.xml/", "/nothing.xml"):
            for coding in ("identity", "gzip", "br", "zstd"):
                status, said, body = server.get(path, Accept_Encoding=coding)
                there = origin.get(path, headers={"Accept-Encoding": coding})
                assert (status, body) == (there.status_code, there.data)
                assert [said.get(name) for name in VALIDATORS] == [
                    there.headers.get(name) for name in VALIDATORS
                ]
        tag = origin.get(CHINESE).headers["ETag"]
        assert server.get(CHINESE, If_None_Match=tag)[0] == 304
        assert server.health()["feeds"] == 3


def test_a_replica_follows_what_is_published_within_seconds(
    place: Place, url: str, tmp_path: Path
) -> None:
    upload(place, url)
    with replica(url, tmp_path) as server:
        kept = server.get(CHINESE)
        with place.writer() as writer:
            writer.put(feed(text="two"), "2")
            writer.put(feed("/new.xml"), "2")
            writer.remove_stale(["/feed.xml", "/new.xml", CHINESE])
        upload(place, url)
        assert wait_until(lambda: server.get("/short.xml")[0] == 404, "it follows") < 5
        assert server.get("/feed.xml")[2] == place.file("/feed.xml").read_bytes()
        assert server.get("/new.xml")[0] == 200
        assert server.get(CHINESE)[1]["last-modified"] == kept[1]["last-modified"]
        assert "note: 2 files copied, 1 removed" in server.said()


@needs_moto
def test_without_the_store_a_replica_serves_its_copy_and_says_so_once(
    place: Place, tmp_path: Path
) -> None:
    directory = tmp_path / "moto"
    directory.mkdir()
    with cloud(directory) as running:
        bucket = running.bucket("bucket")
        upload(place, bucket)
        with replica(bucket, tmp_path) as server:
            assert server.get("/feed.xml")[2] == objects(bucket)["feed.xml"]
            assert server.health()["build"] == "built"
            running.process.terminate()
            running.process.wait(30)
            wait_until(lambda: server.health()["build"] == "kept", "it notices")
            age = server.health()["age"]
            wait_until(lambda: server.health()["age"] != age, "time passes")
            assert server.get("/feed.xml")[2] == place.file("/feed.xml").read_bytes()
            assert server.said().count("the feeds did not change: ") == 1
            assert "cannot be reached" in server.said()
            assert "s3cret" not in server.said()


def test_a_feed_that_differs_from_the_manifest_is_not_copied(
    place: Place, url: str, tmp_path: Path
) -> None:
    """So it is while a publisher is between the first body and the manifest."""
    upload(place, url)
    there = tmp_path / "there" / "feed.xml"

    def spoil(_: Step, key: str) -> None:
        if key == "feed.xml":
            there.write_bytes(b"half")

    with replica(url, tmp_path) as server:
        before = server.get("/feed.xml")
        place.publish(feed(text="two"), feed(CHINESE, "two"))
        upload(place, url, on_step=spoil)
        second = place.file(CHINESE).read_bytes()
        wait_until(lambda: server.get(CHINESE)[2] == second, "it follows")
        assert server.get("/feed.xml") == (200, {**before[1], "date": ANY}, before[2])
        good = place.file("/feed.xml").read_bytes()
        there.write_bytes(good)
        wait_until(lambda: server.get("/feed.xml")[2] == good, "it looks again")


def test_a_replica_starts_although_a_body_is_missing(
    place: Place, url: str, tmp_path: Path
) -> None:
    """Who asks for it is told to come again; a 404 would have readers drop the feed."""
    upload(place, url)
    (tmp_path / "there" / "feed.xml").unlink()
    with replica(url, tmp_path) as server:
        assert server.get(CHINESE)[0] == 200
        status, said, _ = server.get("/feed.xml")
        assert (status, said["retry-after"]) == (503, "60")
        assert server.health()["build"] == "kept"
        assert "/feed.xml is missing or different from the manifest; publish again" in server.said()


def test_a_copier_that_dies_is_replaced(place: Place, url: str, tmp_path: Path) -> None:
    upload(place, url)
    with replica(url, tmp_path) as server:
        os.kill(server.copier(), signal.SIGKILL)
        place.publish(feed(text="two"))
        upload(place, url)
        second = place.file("/feed.xml").read_bytes()
        wait_until(lambda: server.get("/feed.xml")[2] == second, "another follows")
        assert "the process that updates the feeds ended with code -9" in server.said()
        assert "builder" not in server.said()


def test_a_replica_leaves_no_files(place: Place, url: str, tmp_path: Path) -> None:
    upload(place, url)
    with replica(url, tmp_path) as server:
        assert os.listdir(tmp_path / "temporary")
        server.process.terminate()
        assert server.process.wait(30) == 0
    assert os.listdir(tmp_path / "temporary") == []


def test_a_replica_with_its_own_directories_starts_without_the_store(
    place: Place, url: str, tmp_path: Path
) -> None:
    upload(place, url)
    own = ("--output", str(tmp_path / "copy"), "--state", str(tmp_path / "state"))
    with replica(url, tmp_path, *own) as server:
        assert server.get("/feed.xml")[0] == 200
    (tmp_path / "there" / ".feeds" / "edition.json.gz").unlink()
    with replica(url, tmp_path, *own) as server:
        assert server.get("/feed.xml")[0] == 200
        assert "the store contains no feeds; run `feeds publish` first" in server.said()


def test_a_replica_reads_the_serve_section(place: Place, url: str, tmp_path: Path) -> None:
    upload(place, url)
    config = tmp_path / "config.yaml"
    config.write_text("serve: {access_log: json, metrics: false}\n")
    with replica(url, tmp_path, "--config", str(config)) as server:
        assert server.get("/feed.xml")[0] == 200
        assert server.get("/metrics")[0] == 404
        wait_until(lambda: '"/feed.xml"' in server.said(), "the log has it")
