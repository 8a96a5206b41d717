from __future__ import annotations

import gzip
import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import Client, TestResponse

from feeds.edition import TABLE, EditionWriter, read_edition, writer
from feeds.http import content_digest
from feeds.model import Coding
from feeds.web import EditionSettings, create_app
from feeds.web.app import application
from feeds.web.snapshot import CurrentEdition, Paths
from tests.support.edition import Place, decode, feed

PATHS = [f"/{number}.xml" for number in range(3)]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def client_of(place: Place) -> Client:
    return Client(create_app(EditionSettings(place.output, place.state)))


def is_whole(answer: TestResponse) -> bool:
    """Body, length, tag and coding agree."""
    body = answer.data
    mark = f"-gz.{content_digest(body)}" if "Content-Encoding" in answer.headers else ""
    plain = gzip.decompress(body) if mark else body
    return (
        answer.headers["ETag"] == f'"{content_digest(plain)}{mark}"'
        and answer.headers["Content-Length"] == str(len(body))
        and plain.endswith(b"</feed>")
    )


def test_a_new_edition_is_served_without_a_restart(place: Place) -> None:
    place.publish(feed())
    client = client_of(place)
    assert client.get("/feed.xml").data == feed().body
    place.publish(feed(text="two"), feed("/new.xml"))
    assert client.get("/feed.xml").data == feed(text="two").body
    assert client.get("/new.xml").status_code == 200
    with place.writer() as edition:
        edition.remove_stale({"/new.xml"})
    assert client.get("/feed.xml").status_code == 404


def test_two_commits_in_one_tick_of_the_clock_are_both_seen(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file system may give both one time, and the table may keep its size."""
    monkeypatch.setattr("feeds.web.snapshot._TICK", 60 * 10**9)
    place.publish(feed())
    client, table = client_of(place), place.state / "edition.db"
    assert client.get("/new.xml").status_code == 404
    before = table.stat()
    place.publish(feed("/new.xml"))
    os.utime(table, ns=(before.st_mtime_ns, before.st_mtime_ns))
    assert table.stat().st_size == before.st_size
    assert client.get("/new.xml").status_code == 200


def test_an_unchanged_table_is_read_once(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.publish(feed())
    table = place.state / "edition.db"
    os.utime(table, (1, 1))
    current = CurrentEdition(EditionSettings(place.output, place.state))
    first = current.snapshot()
    monkeypatch.setattr("feeds.web.snapshot.read_edition", None)
    assert current.snapshot() is first


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_a_feed_replaced_before_its_row_is_served_by_its_own_bytes(
    place: Place, coding: str
) -> None:
    """The validators are those the row will have: nothing moves when it comes."""
    place.publish(feed())
    client = client_of(place)
    asked = {"Accept-Encoding": coding}
    client.get("/feed.xml", headers=asked)
    place.clock.now += 60
    with place.writer() as edition:
        edition.put(feed(text="two"), "1")
        early = client.get("/feed.xml", headers=asked)
        assert is_whole(early)
        assert early.data == feed(text="two").body
        early_tag = early.headers["ETag"]
        assert client.get("/feed.xml", headers={"If-None-Match": early_tag}).status_code == 304
    late = client.get("/feed.xml", headers=asked)
    assert late.headers["Last-Modified"] == early.headers["Last-Modified"]
    assert client.get("/feed.xml").headers["ETag"] == early_tag


def test_a_body_newer_than_its_gzip_is_not_mixed_with_it(place: Place) -> None:
    """What a kill between the two leaves."""
    place.publish(feed())
    client = client_of(place)
    old = place.file("/feed.xml.gz").read_bytes()
    stat = place.file("/feed.xml.gz").stat()
    place.clock.now += 60
    place.publish(feed(text="two"))
    place.file("/feed.xml.gz").write_bytes(old)
    os.utime(place.file("/feed.xml.gz"), ns=(stat.st_mtime_ns, stat.st_mtime_ns))
    answer = client.get("/feed.xml", headers={"Accept-Encoding": "gzip"})
    assert is_whole(answer)
    assert answer.data == feed(text="two").body


def remove(file: Path) -> None:
    file.unlink()


def cut(file: Path) -> None:
    file.write_bytes(b"<feed></feed>")


def touch(file: Path) -> None:
    os.utime(file, (1, 1))


def edit(file: Path) -> None:
    """As an editor does; the size stays."""
    file.write_bytes(bytes(reversed(file.read_bytes())))


SUFFIXES = ("", ".gz", ".br", ".zst")


@pytest.mark.parametrize("tamper", [remove, cut, touch, edit])
@pytest.mark.parametrize("spared", SUFFIXES)
@pytest.mark.parametrize("coding", ["identity", "gzip", "br;q=0.5, zstd;q=0.4"])
def test_a_feed_is_answered_from_any_intact_copy(
    place: Place, tamper: Callable[[Path], None], spared: str, coding: str
) -> None:
    """The validators are those of what was published."""
    place.publish(feed())
    client, asked = client_of(place), {"Accept-Encoding": coding}
    plain = client.get("/feed.xml")
    for suffix in SUFFIXES:
        if suffix != spared and place.file(f"/feed.xml{suffix}").exists():
            tamper(place.file(f"/feed.xml{suffix}"))
    answer = client.get("/feed.xml", headers=asked)
    assert answer.status_code == 200
    used = answer.headers.get("Content-Encoding")
    body = decode(answer.data, Coding(used)) if used else answer.data
    assert body == feed().body
    assert answer.headers["ETag"].startswith(f'"{content_digest(body)}')
    assert answer.headers["Last-Modified"] == plain.headers["Last-Modified"]
    held = {"If-None-Match": answer.headers["ETag"]}
    assert client.get("/feed.xml", headers=asked | held).status_code == 304


@pytest.mark.parametrize("tamper", [remove, cut, edit])
@pytest.mark.parametrize("is_building", [False, True])
def test_an_edited_file_is_never_served(
    place: Place, tamper: Callable[[Path], None], is_building: bool
) -> None:
    place.publish(feed(), feed("/other.xml"))
    client = client_of(place)
    for file in place.output.glob("feed.xml*"):
        tamper(file)
    with place.writer() as edition:
        if is_building:
            edition.put(feed("/other.xml", "two"), "1")
        assert client.get("/feed.xml").status_code == 503
        assert client.get("/other.xml").status_code == 200


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_at_every_step_of_a_replacement_there_is_a_whole_answer(
    place: Place, monkeypatch: pytest.MonkeyPatch, coding: str
) -> None:
    place.publish(feed())
    client, asked = client_of(place), {"Accept-Encoding": coding}
    client.get("/feed.xml", headers=asked)
    place.clock.now += 60
    done = []

    def noted(act: Callable[..., None]) -> Callable[..., None]:
        def acting(*names: bytes) -> None:
            act(*names)
            done.append(client.get("/feed.xml", headers=asked))

        return acting

    with place.writer() as edition, monkeypatch.context() as patch:
        for name in ("replace", "unlink"):
            patch.setattr(f"feeds.edition.output.os.{name}", noted(getattr(os, name)))
        edition.put(feed(text="two"), "1")
    assert len(done) >= 6
    bodies = []
    for answer in done:
        assert answer.status_code == 200
        assert is_whole(answer)
        is_coded = "Content-Encoding" in answer.headers
        bodies.append(gzip.decompress(answer.data) if is_coded else answer.data)
    first_new = bodies.index(feed(text="two").body)
    assert bodies[:first_new] == [feed().body] * first_new
    assert bodies[first_new:] == [feed(text="two").body] * (len(bodies) - first_new)


@pytest.mark.parametrize("coding", ["identity", "gzip"])
@pytest.mark.parametrize("good", SUFFIXES[:3])
def test_at_every_step_of_a_repair_there_is_a_right_answer(
    place: Place, monkeypatch: pytest.MonkeyPatch, coding: str, good: str
) -> None:
    """Also where one file alone is good."""
    place.publish(feed())
    client, asked = client_of(place), {"Accept-Encoding": coding}
    place.clock.now += 60
    for suffix in SUFFIXES[:3]:
        if suffix != good:
            edit(place.file(f"/feed.xml{suffix}"))
    done = []

    def noted(act: Callable[..., None]) -> Callable[..., None]:
        def acting(*names: bytes) -> None:
            act(*names)
            done.append(client.get("/feed.xml", headers=asked))

        return acting

    with place.writer() as edition, monkeypatch.context() as patch:
        for name in ("replace", "unlink"):
            patch.setattr(f"feeds.edition.output.os.{name}", noted(getattr(os, name)))
        edition.put(feed(), "1")
    assert len(done) >= 2
    for answer in done:
        assert answer.status_code == 200
        assert is_whole(answer)
        assert feed().body in (answer.data, b"" if coding == "identity" else unzipped(answer))


def unzipped(answer: TestResponse) -> bytes:
    return gzip.decompress(answer.data) if "Content-Encoding" in answer.headers else answer.data


def test_while_a_lost_table_is_rebuilt_every_feed_is_served(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "_BATCH", 1)
    place.url, place.hubs = "https://example.com", ("https://hub.example/",)
    place.publish(*map(feed, PATHS), feed("/stale.xml"))
    client = client_of(place)
    before = {path: client.get(path).headers for path in PATHS}
    shutil.rmtree(place.state)
    place.clock.now += 60
    with place.writer() as edition:
        for put in PATHS:
            edition.put(feed(put), "1")
            for path in PATHS:
                answer = client.get(path)
                assert answer.status_code == 200
                same = {name: answer.headers[name] for name in ("ETag", "Last-Modified", "Link")}
                assert same.items() <= dict(before[path]).items()
            assert client.get("/nothing.xml").status_code == 404
        edition.describe(place.url, "", hubs=place.hubs)
    assert [client.get(path).status_code for path in PATHS] == [200] * len(PATHS)
    assert client.get("/stale.xml").status_code == 404


def test_a_worker_without_requests_serves_what_it_read_at_its_start(place: Place) -> None:
    place.publish(feed())
    client = client_of(place)
    shutil.rmtree(place.state)
    assert client.get("/feed.xml").data == feed().body
    held = {"A-IM": "feed", "If-None-Match": '"0123456789abcdef"'}
    assert client.get("/feed.xml", headers=held).data == feed().body


def test_a_worker_that_starts_without_a_table_serves_what_the_server_knew(place: Place) -> None:
    place.publish(feed())
    known = read_edition(place.state)
    shutil.rmtree(place.state)
    client = Client(application(EditionSettings(place.output, place.state), known))
    assert client.get("/feed.xml").data == feed().body
    place.clock.now += 60
    place.publish(feed(text="two"))
    assert client.get("/feed.xml").data == feed(text="two").body


def test_a_restored_older_table_hides_no_later_change(place: Place) -> None:
    place.publish(feed())
    older = (place.state / "edition.db").read_bytes()
    for number in range(4):
        place.publish(feed(text=f"{number}"))
    client = client_of(place)
    assert client.get("/feed.xml").status_code == 200
    (place.state / "edition.db").write_bytes(older)
    place.publish(feed(), feed("/new.xml"))
    assert client.get("/new.xml").data == feed("/new.xml").body
    assert client.get("/feed.xml").data == feed().body


def test_a_damaged_new_table_keeps_the_last_snapshot(place: Place) -> None:
    place.publish(feed())
    client = client_of(place)
    tag = client.get("/feed.xml").headers["ETag"]
    with closing(sqlite3.connect(place.state / TABLE)) as damaged, damaged:
        damaged.execute("UPDATE run SET token = 'other'")
        damaged.execute("UPDATE published SET digest = '0' || substr(digest, 2)")
    assert client.get("/feed.xml").headers["ETag"] == tag
    assert client_of(place).get("/feed.xml").status_code == 503
    place.publish(feed(), feed("/new.xml"))
    assert client.get("/feed.xml").headers["ETag"] == tag
    assert client.get("/new.xml").status_code == 200


def link_file(place: Place) -> None:
    place.file("/tags/a.xml").unlink()
    place.file("/tags/a.xml").symlink_to(place.root / "secret" / "a.xml")


def link_directory(place: Place) -> None:
    shutil.rmtree(place.output / "tags")
    (place.output / "tags").symlink_to(place.root / "secret")


def pipe(place: Place) -> None:
    place.file("/tags/a.xml").unlink()
    os.mkfifo(place.file("/tags/a.xml"))


def directory(place: Place) -> None:
    place.file("/tags/a.xml").unlink()
    place.file("/tags/a.xml").mkdir()


@pytest.mark.parametrize("plant", [link_file, link_directory, pipe, directory])
def test_only_files_below_the_output_directory_are_opened(
    place: Place, plant: Callable[[Place], None]
) -> None:
    place.publish(feed("/tags/a.xml"))
    (place.root / "secret").mkdir()
    (place.root / "secret" / "a.xml").write_text("secret")
    plant(place)
    answer = client_of(place).get("/tags/a.xml")
    if plant is link_directory:
        assert answer.status_code == 503
    else:
        assert answer.data == feed("/tags/a.xml").body  # from a coded file


def test_a_server_survives_the_loss_of_the_table(place: Place) -> None:
    place.publish(feed())
    client = client_of(place)
    client.get("/feed.xml")
    for content in (b"", b"no database" * 1000):
        (place.state / "edition.db").write_bytes(content)
        assert client.get("/feed.xml").status_code == 200
    (place.state / "edition.db").unlink()
    assert client.get("/feed.xml").status_code == 200
    place.publish(feed(text="two"))
    assert client.get("/feed.xml").data == feed(text="two").body


@dataclass
class Build:
    """A thread that publishes new versions, each in a second of its own on a fast clock."""

    place: Place
    ending: threading.Event = field(default_factory=threading.Event)
    versions: int = 0

    def run(self) -> None:
        while not self.ending.is_set():
            self.versions += 1
            text = f"{self.versions} " * (1 + self.versions % 7)
            with EditionWriter(self.place.output, self.place.state, self.clock) as edition:
                for path in PATHS:
                    edition.put(feed(path, path + text), str(self.versions))

    def clock(self) -> float:
        return 1_700_000_000.0 + 10 * self.versions


@contextmanager
def building(place: Place) -> Iterator[Build]:
    build = Build(place)
    thread = threading.Thread(target=build.run)
    thread.start()
    try:
        while build.versions < 2:
            time.sleep(0.001)
        yield build
    finally:
        build.ending.set()
        thread.join()


@pytest.mark.parametrize("batch", [1, 500])
@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_no_answer_is_torn_while_builds_run(
    place: Place, coding: str, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "_BATCH", batch)
    with building(place) as build:
        client = client_of(place)
        seen: set[str] = set()
        began, first = time.monotonic(), build.versions
        while time.monotonic() < began + (0.5 if len(seen) > 5 else 30):
            for path in PATHS:
                answer = client.get(path, headers={"Accept-Encoding": coding})
                assert answer.status_code == 200
                assert is_whole(answer)
                seen.add(answer.headers["ETag"])
        assert len(seen) > 5
        assert build.versions > first


NFC, NFD = "/tags/é.xml", "/tags/e\u0301.xml"
PUBLISHED = ["/feed.xml", "/a b(c).xml", "/feed/TechWeb.xml", "/feed/Techweb.xml", "/blog/b.xml"]


@pytest.mark.parametrize(
    ("requested", "found"),
    [
        ("/feed.xml", "/feed.xml"),
        ("/feed.xml/", "/feed.xml"),
        ("/feed.xml//", "/feed.xml"),
        ("//feed.xml", "/feed.xml"),
        ("/blog/feed.xml", "/feed.xml"),
        ("/blog/feed.xml/", "/feed.xml"),
        ("/blog/b.xml", "/blog/b.xml"),
        ("/blog/blog/b.xml", "/blog/b.xml"),
        ("/a b(c).xml", "/a b(c).xml"),
        ("/FEED.XML", "/feed.xml"),
        ("/feed/TechWeb.xml", "/feed/TechWeb.xml"),
        ("/feed/Techweb.xml", "/feed/Techweb.xml"),
        ("/feed/techweb.xml", None),
        ("/b.xml", None),
        ("/", None),
        ("", None),
        ("/blog", None),
        ("/blogfeed.xml", None),
        ("/../feed.xml", None),
        ("/feed.xml\0", None),
        ("/feed.xml\\", None),
        ("*", None),
    ],
)
def test_a_request_means_one_published_path_or_none(requested: str, found: str | None) -> None:
    assert Paths(PUBLISHED, "/blog").find(requested) == found


@pytest.mark.parametrize("published", [NFC, NFD])
@pytest.mark.parametrize("requested", [NFC, NFD, NFC.upper(), NFD + "/"])
def test_both_unicode_forms_mean_the_same_feed(published: str, requested: str) -> None:
    assert Paths([published]).find(requested) == published


def test_if_both_unicode_forms_are_published_each_means_itself() -> None:
    paths = Paths([NFC, NFD])
    assert (paths.find(NFC), paths.find(NFD)) == (NFC, NFD)
    assert paths.find(NFC.upper()) is None


def test_a_unicode_form_decides_before_case() -> None:
    paths = Paths(["/é.xml", "/É.xml"])
    assert paths.find("/E\u0301.xml") == "/É.xml"


@given(st.text())
def test_any_request_means_a_published_path_or_none(requested: str) -> None:
    assert Paths(PUBLISHED, "/blog").find(requested) in {None, *PUBLISHED}


def test_a_very_long_path_is_answered_quickly() -> None:
    """Putting combining marks in order takes time that grows with their square."""
    began = time.perf_counter()
    assert Paths(PUBLISHED).find("/" + "\u0301\u0316" * 100_000) is None
    assert time.perf_counter() - began < 1
