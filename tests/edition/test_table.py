from __future__ import annotations

import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from feeds.config.moves import Moves, Redirect
from feeds.edition import PublishedFile, read_edition, table_file, table_stamp
from feeds.edition.rows import VERSION, CodedFile, codings_text
from feeds.edition.table import FeedChange, Table
from feeds.errors import EditionError
from feeds.model import Coding
from tests.support.edition import Place, feed


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_without_an_edition_there_is_nothing_to_read(place: Place) -> None:
    with pytest.raises(EditionError, match=r"\.feeds: contains no feeds yet"):
        read_edition(place.state)
    assert table_stamp(table_file(place.state)) is None
    assert not place.state.exists()


@pytest.mark.parametrize("content", [b"", b"no database" * 500])
def test_a_file_that_is_not_a_table_is_not_read(place: Place, content: bytes) -> None:
    place.state.mkdir()
    (place.state / "edition.db").write_bytes(content)
    with pytest.raises(EditionError):
        read_edition(place.state)


@pytest.mark.parametrize("version", [VERSION - 1, VERSION + 1])
def test_a_table_of_another_version_is_rebuilt(place: Place, version: int) -> None:
    place.publish(feed())
    before = read_edition(place.state).files
    with closing(sqlite3.connect(place.state / "edition.db")) as connection:
        connection.execute(f"PRAGMA user_version = {version}")
    with pytest.raises(EditionError):
        read_edition(place.state)
    place.publish(feed("/b.xml"))
    assert set(read_edition(place.state).files) == {"/b.xml"}
    place.clock.now += 60
    assert place.publish(feed()) == [False]
    assert read_edition(place.state).files["/feed.xml"] == before["/feed.xml"]


@pytest.mark.parametrize(
    "hubs", [(), ("https://a.example/",), ("https://a.example/?b", "http://c")]
)
def test_the_description_of_an_edition_is_read(place: Place, hubs: tuple[str, ...]) -> None:
    place.url, place.home, place.hubs = "https://x.example", "https://x.example/feed.xml", hubs
    moves = Moves((Redirect("/rss", "/feed.xml", 301),), ("/gone/*",))
    with place.writer() as writer:
        writer.describe(place.url, place.home, moves, hubs, "/feeds/index.html")
    edition = read_edition(place.state)
    assert (edition.url, edition.home, edition.moves) == (place.url, place.home, moves)
    assert (edition.hubs, edition.pages) == (hubs, "/feeds/index.html")


def test_only_changed_hubs_give_a_new_revision(place: Place) -> None:
    """Servers read the table again whenever it changes."""
    revisions = []
    for place.hubs in ((), ("https://a.example/",), ("https://a.example/",), ()):
        place.publish(feed())
        revisions.append(read_edition(place.state).revision)
    first, second, third, fourth = revisions
    assert first < second == third < fourth


def test_the_edition_can_be_read_while_a_build_runs(place: Place) -> None:
    place.publish(feed())
    with place.writer() as writer:
        writer.put(feed("/b.xml"), "1")
        assert set(read_edition(place.state).files) == {"/feed.xml"}
    assert set(read_edition(place.state).files) == {"/feed.xml", "/b.xml"}


def test_an_edition_is_complete_once_a_build_ran_to_its_end(place: Place) -> None:
    with place.writer():
        assert not read_edition(place.state).complete
    assert read_edition(place.state).complete
    with place.writer():
        assert read_edition(place.state).complete


def test_an_interrupted_commit_is_rolled_back_by_the_reader(place: Place) -> None:
    """What a SIGKILL within a commit leaves: a table half written, and its journal."""
    place.publish(feed())
    copy = Place(place.root / "copy")
    with closing(sqlite3.connect(place.state / "edition.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO published VALUES (?, 'tag', 'atom', 'd', 1, '', 1, 1, '', '', 9)",
            [(f"/{number}.xml",) for number in range(5000)],
        )
        shutil.copytree(place.state, copy.state)
        connection.execute("ROLLBACK")
    assert (copy.state / "edition.db").stat().st_size > (place.state / "edition.db").stat().st_size
    assert set(read_edition(copy.state).files) == {"/feed.xml"}


def test_the_stamp_changes_with_the_table(place: Place) -> None:
    place.publish(feed())
    before = table_stamp(table_file(place.state))
    assert table_stamp(table_file(place.state)) == before
    time.sleep(0.05)
    place.publish(feed("/b.xml"))
    assert table_stamp(table_file(place.state)) != before


def test_a_hundred_thousand_feeds_are_all_read(place: Place) -> None:
    place.state.mkdir()
    rows = {
        f"/tags/{number}/feed.xml": PublishedFile(
            path=f"/tags/{number}/feed.xml",
            kind="tag",
            format="atom",
            digest="0" * 32,
            size=1,
            codings=codings_text(dict.fromkeys(Coding, CodedFile("1" * 32, 1))),
            modified=1,
            max_age=3600,
            page="",
            fingerprint="f" * 32,
        )
        for number in range(100_000)
    }
    table = Table(place.state)
    table.store({path: FeedChange(row) for path, row in rows.items()})
    table.close()
    found = read_edition(place.state).files
    assert found == {path: replace(row, fingerprint="") for path, row in rows.items()}
