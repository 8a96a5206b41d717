"""A build may be killed at any instant: nobody ever reads half a feed, the next build repairs."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import random
import re
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from feeds.edition import EditionWriter, read_edition, writer
from feeds.http import CODED_ENDINGS, content_digest
from feeds.model import Coding
from tests.support.edition import MORNING, Place, decode, feed, short_feed

FILES = 1 + len(CODED_ENDINGS)
PATHS = [f"/tags/{number}/feed.xml" for number in range(5)]
SPEED = 1000  # the build's clock runs so much faster, that each put has a second of its own


def clock() -> float:
    return MORNING + time.monotonic() * SPEED


def sleep(seconds: float) -> None:
    time.sleep(seconds / SPEED)


def text(path: str, version: int) -> str:
    return f"({path} {version}) "


def publish_for_ever(place: Place, first: int) -> None:
    for version in itertools.count(first):
        with EditionWriter(place.output, place.state, clock, sleep) as edition:
            for path in PATHS:
                edition.put(feed(path, text(path, version)), str(version))


def version_of(path: str, body: bytes) -> int:
    """The version these bytes are; fails unless they are all of it and nothing else."""
    named = re.match(rb"<feed>\((\S+) (\d+)\)", body)
    assert named, body[:80]
    assert body == feed(path, text(path, int(named[2]))).body
    return int(named[2])


class Reader:
    """Somebody who reads the files all the time, and remembers their dates."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._dates: dict[str, tuple[int, int]] = {}
        self.latest = 0

    def look(self) -> None:
        for path in PATHS:
            self._look_at(path, self._place.file(path))

    def require_agreeing_files(self) -> None:
        """Every coded file there is holds what the plain one beside it does."""
        for path in PATHS:
            for coding in Coding:
                file = self._place.file(f"{path}.{coding.mark}")
                if file.exists():
                    assert decode(file.read_bytes(), coding) == self._place.file(path).read_bytes()

    def _look_at(self, path: str, file: Path) -> None:
        try:
            with file.open("rb") as stream:
                date = os.fstat(stream.fileno()).st_mtime_ns
                version = version_of(path, stream.read())
        except FileNotFoundError:
            return
        known, known_date = self._dates.get(path, (-1, -1))
        assert version >= known
        assert (date > known_date) == (version > known)
        self._dates[path] = (version, date)
        self.latest = max(self.latest, version)


def kill_after(worker: multiprocessing.context.ForkProcess, seconds: float, reader: Reader) -> None:
    worker.start()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        reader.look()
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    worker.join()
    reader.look()
    reader.require_agreeing_files()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(writer, "_BATCH", 3)
    return Place(tmp_path)


def test_a_build_killed_at_any_instant_is_repaired_by_the_next(place: Place) -> None:
    chance, reader = random.Random(20261123), Reader(place)
    context = multiprocessing.get_context("fork")
    rounds = 0
    while rounds < 20 or reader.latest < 20:
        rounds += 1
        worker = context.Process(target=publish_for_ever, args=(place, reader.latest + 1))
        kill_after(worker, chance.uniform(0.005, 0.08 * (1 + rounds // 20)), reader)
    repair(place, reader.latest + 1)
    reader.look()


def repair(place: Place, version: int) -> None:
    with EditionWriter(place.output, place.state, clock, sleep) as edition:
        for path in PATHS:
            edition.put(feed(path, text(path, version)), "last")
        assert {edition.fingerprint(path) for path in PATHS} == {"last"}
        assert edition.is_sound()
    names = {name for _, _, names in os.walk(place.output) for name in names}
    assert names == {"feed.xml", *(f"feed.xml{ending}" for ending in CODED_ENDINGS)}
    for row in read_edition(place.state).files.values():
        body = place.file(row.path).read_bytes()
        assert version_of(row.path, body) == version
        assert row.digest == content_digest(body)
        for coding, coded in row.coded.items():
            file = place.file(f"{row.path}.{coding.mark}")
            assert coded.digest == content_digest(file.read_bytes())


class Steps:
    """What changes files, until one step is the last."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, last: int) -> None:
        self._left = last
        for name in ("replace", "unlink"):
            done = getattr(os, name)
            monkeypatch.setattr(f"feeds.edition.output.os.{name}", self._or_die(done))

    def _or_die(self, done: Any) -> Any:
        def step(*names: bytes, **place: int) -> None:
            if self._left == 0:
                raise KeyboardInterrupt
            done(*names, **place)
            self._left -= 1

        return step


@pytest.mark.parametrize("after", ["nothing", "a build"])
def test_a_coded_file_never_differs_from_its_plain_one_after_any_step(
    place: Place, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    """Feeds that are new, that change, that lose their coded forms, and that go."""
    ended = False
    for last in itertools.count():
        if after == "a build":
            with place.writer() as edition:
                for path in PATHS:
                    edition.put(feed(path, f"before {last}"), "1")
        with monkeypatch.context() as patch:
            Steps(patch, last)
            try:
                with place.writer() as edition:
                    edition.put(feed(PATHS[0], f"after {last}"), "2")
                    edition.put(short_feed(PATHS[1], f"{last}"), "2")
                    edition.put(feed(PATHS[2], f"after {last}"), "2")
                    edition.remove_stale(PATHS[:3])
                ended = True
            except KeyboardInterrupt:
                pass
        Reader(place).require_agreeing_files()
        if ended:
            break
    assert last > (20 if after == "a build" else 10)


@pytest.mark.parametrize("step", range(1, FILES * 5 + 3))
def test_a_feed_published_before_the_kill_keeps_its_date(
    place: Place, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Whatever file was replaced last: bytes that are in place already stay as they are."""
    place.publish(*(feed(path, "old") for path in PATHS))
    place.clock.now += 60
    steps = itertools.count(1)

    def replace_or_die(part: bytes, file: bytes) -> None:
        if next(steps) == step:
            raise KeyboardInterrupt
        os.rename(part, file)

    with monkeypatch.context() as patch:
        patch.setattr("feeds.edition.output.os.replace", replace_or_die)
        patch.setattr("feeds.edition.writer.EditionWriter.commit", lambda _: None)
        try:
            place.publish(*(feed(path, "new") for path in PATHS))
        except KeyboardInterrupt:
            assert step <= FILES * len(PATHS)
    dates = {path: place.file(path).stat().st_mtime_ns for path in PATHS}
    swapped = [path for path in PATHS if place.file(path).read_bytes() == feed(path, "new").body]
    place.clock.now += 60
    written = place.publish(*(feed(path, "new") for path in PATHS))
    assert [path for path, is_new in zip(PATHS, written, strict=True) if not is_new] == swapped
    for path in swapped:
        assert place.file(path).stat().st_mtime_ns == dates[path]
        assert all(
            place.file(path + ending).stat().st_mtime_ns == dates[path] for ending in CODED_ENDINGS
        )
        assert read_edition(place.state).files[path].modified * 10**9 == dates[path]


def test_a_coded_file_without_its_plain_one_never_differs_from_the_next(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody removed the plain file; the build that makes it again is killed."""
    path = PATHS[0]
    place.publish(feed(path, "old"))
    place.file(path).unlink()

    def replace_and_die(part: bytes, file: bytes) -> None:
        os.rename(part, file)
        raise KeyboardInterrupt

    monkeypatch.setattr("feeds.edition.output.os.replace", replace_and_die)
    with pytest.raises(KeyboardInterrupt), place.writer() as edition:
        edition.put(feed(path, "new"), "2")
    assert place.file(path).read_bytes() == feed(path, "new").body
    Reader(place).require_agreeing_files()
