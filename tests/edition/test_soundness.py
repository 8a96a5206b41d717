"""Whether published files are as they were left is told without asking for each by its row."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from feeds.edition import soundness
from tests.support.edition import Place, feed, short_feed


@pytest.fixture(autouse=True)
def place(tmp_path: Path) -> Place:
    """Two feeds in one directory and one in another."""
    place = Place(tmp_path)
    with place.writer() as writer:
        writer.is_sound()
        for made in (feed("/a.xml"), feed("/b.xml"), short_feed("/tags/c.xml")):
            writer.put(made, "1")
    return place


def is_sound(place: Place) -> bool:
    with place.writer() as writer:
        return writer.is_sound()


def test_what_is_written_and_removed_is_signed_without_listing_directories(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("no directory needs to be listed")

    with monkeypatch.context() as patch, place.writer() as writer:
        patch.setattr(soundness, "regular_files", refuse)
        writer.put(feed("/a.xml", "two"), "2")
        writer.put(short_feed("/b.xml"), "2")  # its compressed form goes
        writer.remove_stale(["/a.xml", "/b.xml"])
    assert is_sound(place)


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize("path", ["/d.xml", "/new/d.xml"])
def test_files_lost_during_a_build_are_noticed_by_the_next(
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


def test_a_new_directory_is_signed_with_all_its_files(place: Place) -> None:
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
def test_changes_by_others_are_noticed(place: Place, tamper: Callable[[Path], object]) -> None:
    tamper(place.file("/a.xml"))
    assert not is_sound(place)
