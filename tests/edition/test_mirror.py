"""A copied edition has the rows and file times of the one it was copied from."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from feeds.edition import Bodies, EditionMirror, PublishedFile, coded_name, read_edition
from feeds.errors import EditionError
from feeds.model import Coding
from tests.support.edition import Place, feed, short_feed


@pytest.fixture
def origin(tmp_path: Path) -> Place:
    place = Place(tmp_path / "origin", url="https://example.com")
    place.publish(feed(), short_feed("/交通.xml"))
    return place


def bodies(origin: Place, row: PublishedFile) -> Bodies:
    file = os.fsencode(origin.file(row.path))
    found: dict[Coding | None, bytes] = {None: file}
    found.update((coding, coded_name(file, coding)) for coding in row.coded)
    return {coding: Path(os.fsdecode(name)).read_bytes() for coding, name in found.items()}


def copy(origin: Place, root: Path) -> list[str]:
    """Copy what is missing; return its paths."""
    edition = read_edition(origin.state)
    with EditionMirror(root / "public", root / "state") as mirror:
        missing = mirror.missing(edition.files.values())
        for row in missing:
            mirror.copy(row, bodies(origin, row))
        mirror.remove_stale(edition.files)
    return sorted(row.path for row in missing)


def test_rows_and_file_times_are_those_of_the_origin(origin: Place, tmp_path: Path) -> None:
    assert copy(origin, tmp_path) == ["/feed.xml", "/交通.xml"]
    assert read_edition(tmp_path / "state").files == read_edition(origin.state).files
    for file in origin.output.rglob("*"):
        there = tmp_path / "public" / file.relative_to(origin.output)
        assert there.stat().st_mtime_ns == file.stat().st_mtime_ns
        assert there.read_bytes() == file.read_bytes()
    assert copy(origin, tmp_path) == []


def test_only_what_changed_or_was_lost_is_missing(origin: Place, tmp_path: Path) -> None:
    copy(origin, tmp_path)
    origin.publish(feed(text="two"))
    assert copy(origin, tmp_path) == ["/feed.xml"]
    (tmp_path / "public" / "feed.xml.br").unlink()
    assert copy(origin, tmp_path) == ["/feed.xml"]
    (tmp_path / "state" / "edition.db").unlink()
    assert copy(origin, tmp_path) == ["/feed.xml", "/交通.xml"]


def test_a_coded_form_that_no_longer_exists_is_removed(origin: Place, tmp_path: Path) -> None:
    copy(origin, tmp_path)
    origin.publish(short_feed())
    copy(origin, tmp_path)
    assert sorted(os.listdir(tmp_path / "public")) == ["feed.xml", "交通.xml"]


def test_an_interrupted_copy_is_not_complete(origin: Place, tmp_path: Path) -> None:
    row = read_edition(origin.state).files["/feed.xml"]
    mirror = EditionMirror(tmp_path / "public", tmp_path / "state")
    mirror.__enter__()
    mirror.copy(row, bodies(origin, row))
    mirror.__exit__(EditionError, EditionError("cut off"), None)
    assert not read_edition(tmp_path / "state").complete
    copy(origin, tmp_path)
    assert read_edition(tmp_path / "state").complete


def test_no_path_leads_a_copy_out_of_its_directory(origin: Place, tmp_path: Path) -> None:
    row = read_edition(origin.state).files["/feed.xml"]
    with EditionMirror(tmp_path / "public", tmp_path / "state") as mirror:
        with pytest.raises(EditionError, match="remove it"):
            mirror.copy(replace(row, path="/../out.xml"), bodies(origin, row))
        with pytest.raises(EditionError, match="remove it"):
            mirror.missing([replace(row, path="/../out.xml")])
    assert not (tmp_path / "out.xml").exists()
