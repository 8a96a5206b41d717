"""Whether published files are as they were left is told without asking for each by its row."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from feeds.edition import beside, listing, signature
from tests.support.edition import Place, feed, short_feed
from tests.support.processes import noted_processes


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Two feeds in one directory and one in another, looked at as thousands would be."""
    monkeypatch.setattr(beside, "_MANY", 1)
    place = Place(tmp_path)
    with place.writer() as writer:
        writer.is_sound()
        for made in (feed("/a.xml"), feed("/b.xml"), short_feed("/tags/c.xml")):
            writer.put(made, "1")
    return place


def is_sound(place: Place) -> bool:
    with place.writer() as writer:
        writer.begin_looking()
        return writer.is_sound()


def refuse(*_: object) -> None:
    raise AssertionError("that was not to be looked at here")


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process lists no directory."""
    monkeypatch.setattr(signature, "regular_files", refuse)
    monkeypatch.setattr(listing, "regular_files", refuse)


@pytest.mark.usefixtures("elsewhere")
def test_another_process_looks_at_many_files(place: Place) -> None:
    assert is_sound(place)


@pytest.mark.usefixtures("elsewhere")
def test_what_is_written_and_removed_is_signed_without_a_look_at_the_rest(place: Place) -> None:
    with place.writer() as writer:
        writer.put(feed("/a.xml", "two"), "2")
        writer.put(short_feed("/b.xml"), "2")  # its compressed form goes
        writer.remove_stale(["/a.xml", "/b.xml"])
    assert is_sound(place)


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize("path", ["/d.xml", "/new/d.xml"])
def test_what_is_lost_while_a_build_runs_is_missed_by_the_next(
    place: Place, path: str, is_first: bool
) -> None:
    if is_first:
        shutil.rmtree(place.output)
    with place.writer() as writer:
        writer.is_sound()
        for made in (feed("/a.xml"), feed("/b.xml"), short_feed("/tags/c.xml"), feed(path)):
            writer.put(made, "1")
        place.file(path).unlink()
    assert not is_sound(place)


def test_a_directory_that_is_new_is_looked_at_whole(place: Place) -> None:
    (place.output / "new").mkdir()
    (place.output / "new" / "of-somebody.txt").write_text("x")
    with place.writer() as writer:
        writer.put(feed("/new/d.xml"), "1")
    assert is_sound(place)


@pytest.mark.parametrize(
    "tamper",
    [
        lambda file: file.unlink(),
        lambda file: file.write_bytes(b""),
        lambda file: os.utime(file, (1, 1)),
        lambda file: file.rename(file.with_name("moved")),
    ],
    ids=["removed", "emptied", "touched", "renamed"],
)
def test_what_somebody_changed_is_seen(place: Place, tamper: Callable[[Path], object]) -> None:
    tamper(place.file("/a.xml"))
    assert not is_sound(place)


@pytest.mark.parametrize("program", ["/no/such/program", "", None, shutil.which("true")])
def test_where_no_other_process_can_look_this_one_does(
    place: Place, program: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", program)
    assert is_sound(place)
    place.file("/a.xml").unlink()
    assert not is_sound(place)


def test_a_build_that_fails_leaves_no_process(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = noted_processes(monkeypatch, beside)
    with suppress(KeyboardInterrupt), place.writer() as writer:
        writer.begin_looking()
        raise KeyboardInterrupt
    assert [one.returncode for one in started] == [-signal.SIGKILL]
