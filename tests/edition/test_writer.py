from __future__ import annotations

import errno
import gzip
import multiprocessing
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from msgspec.structs import replace

from feeds.edition import (
    EditionWriter,
    Lock,
    PublishedFile,
    draft_of,
    read_edition,
    take_lock,
    try_lock,
)
from feeds.edition.table import Table
from feeds.errors import EditionError
from feeds.http import CODED_ENDINGS, content_digest
from feeds.model import Coding, Encoded, Representation
from tests.support.edition import MORNING, Clock, Place, feed, short_feed

NOON = MORNING + 3600


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@contextmanager
def interrupted_build(place: Place) -> Iterator[EditionWriter]:
    """A build that is cut short after what the block does."""
    with suppress(KeyboardInterrupt), place.writer() as writer:
        yield writer
        raise KeyboardInterrupt


def with_coded(name: str) -> list[str]:
    """The names of a feed's files."""
    return [name, *(name + ending for ending in CODED_ENDINGS)]


def modified(place: Place, path: str = "/feed.xml") -> int:
    return read_edition(place.state).files[path].modified


def times(place: Place, path: str = "/feed.xml") -> set[int]:
    file = place.file(path)
    return {file.stat().st_mtime_ns, Path(f"{file}.gz").stat().st_mtime_ns}


def test_a_published_feed_is_its_bytes_with_gzip_beside_it(place: Place) -> None:
    assert place.publish(feed()) == [True]
    file = place.file("/feed.xml")
    assert file.read_bytes() == feed().body
    assert gzip.decompress(Path(f"{file}.gz").read_bytes()) == feed().body
    assert times(place) == {int(MORNING) * 10**9}


def noted(place: Place, path: str) -> PublishedFile:
    table = Table(place.state)
    feed = table.find(path)
    table.close()
    assert feed
    return feed


def test_rows_match_the_files(place: Place) -> None:
    place.publish(feed("/标签/科技.json"), fingerprint="seven")
    row = noted(place, "/标签/科技.json")
    body = place.file("/标签/科技.json").read_bytes()
    assert (row.digest, row.size) == (content_digest(body), len(body))
    assert row.coded.keys() == set(Coding)
    for coding, file in row.coded.items():
        coded = place.file(f"/标签/科技.json.{coding.mark}").read_bytes()
        assert (file.digest, file.size) == (content_digest(coded), len(coded))
    assert (row.format, row.max_age, row.fingerprint) == ("json", 3600, "seven")
    assert row.modified == int(MORNING)


def test_unchanged_bytes_keep_their_file_and_their_date(place: Place) -> None:
    place.publish(feed())
    inode, before = place.file("/feed.xml").stat().st_ino, times(place)
    place.clock.now = NOON
    assert place.publish(feed(max_age=1800), fingerprint="2") == [False]
    row = noted(place, "/feed.xml")
    assert (row.max_age, row.fingerprint, row.modified) == (1800, "2", int(MORNING))
    assert place.file("/feed.xml").stat().st_ino == inode
    assert times(place) == before


def test_unchanged_bytes_keep_the_gzip_of_another_compressor(place: Place) -> None:
    place.publish(feed())
    before = read_edition(place.state).files["/feed.xml"]
    other = gzip.compress(feed().body, 1, mtime=0)
    encoded = {**feed().encoded, Coding.GZIP: Encoded(other, content_digest(other))}
    place.publish(replace(feed(), encoded=encoded))
    assert read_edition(place.state).files["/feed.xml"] == before


def test_changed_bytes_get_a_later_date(place: Place) -> None:
    place.publish(feed())
    place.clock.now = NOON
    assert place.publish(feed(text="two")) == [True]
    assert modified(place) == int(NOON)
    assert times(place) == {int(NOON) * 10**9}


def test_each_change_within_a_second_waits_for_its_own_second(place: Place) -> None:
    for text in ("one", "two", "three"):
        place.publish(feed(text=text))
        assert modified(place) <= place.clock.now
    assert modified(place) == int(MORNING) + 2
    assert sum(place.clock.slept) < 2


def test_a_clock_that_was_set_back_does_not_stop_a_build_or_set_a_date_back(place: Place) -> None:
    place.publish(feed())
    place.clock.now = MORNING - 3600
    place.publish(feed(text="two"))
    assert modified(place) == int(MORNING) + 1
    assert place.clock.slept == []


def test_a_gzip_that_no_longer_saves_bytes_is_removed(place: Place) -> None:
    place.publish(feed())
    place.publish(short_feed())
    assert os.listdir(place.output) == ["feed.xml"]
    assert read_edition(place.state).files["/feed.xml"].coded == {}


def test_an_edited_file_is_all_there_is_where_zstd_is_not_installed(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    coded = {Coding.ZSTANDARD: feed().encoded[Coding.ZSTANDARD]}
    place.publish(replace(feed(), encoded=coded))
    place.file("/feed.xml").write_bytes(b"edited")
    with place.writer() as writer:
        assert writer.document("/feed.xml") == feed().body
        monkeypatch.setitem(sys.modules, "zstandard", None)
        assert writer.document("/feed.xml") == b"edited"


def test_fingerprints_are_those_of_the_last_build(place: Place) -> None:
    place.publish(feed("/a.xml"), short_feed("/b.xml"), fingerprint="7")
    with place.writer() as writer:
        assert [writer.fingerprint(path) for path in ("/a.xml", "/b.xml")] == ["7", "7"]
        assert writer.is_sound()


def remove(file: Path) -> None:
    file.unlink()


def truncate(file: Path) -> None:
    file.write_bytes(b"")


def touch(file: Path) -> None:
    os.utime(file, (1, 1))


def link_elsewhere(file: Path) -> None:
    file.rename(file.with_name("moved"))
    file.symlink_to("moved")


@pytest.mark.parametrize("name", ["/feed.xml", "/feed.xml.gz"])
@pytest.mark.parametrize("tamper", [remove, truncate, touch, link_elsewhere])
def test_a_file_that_somebody_changed_is_built_again(
    place: Place, tamper: Callable[[Path], None], name: str
) -> None:
    place.publish(feed())
    place.clock.now = NOON
    tamper(place.file(name))
    with place.writer() as writer:
        assert not writer.is_sound()
        assert writer.fingerprint("/feed.xml") is None
        writer.put(feed(), "1")
        assert writer.fingerprint("/feed.xml") == "1"
    with place.writer() as writer:
        assert writer.is_sound()
    assert place.file("/feed.xml").read_bytes() == feed().body
    assert gzip.decompress(place.file("/feed.xml.gz").read_bytes()) == feed().body
    assert not place.file(name).is_symlink()


def test_a_file_that_went_missing_comes_back_with_its_date(place: Place) -> None:
    place.publish(feed())
    place.clock.now = NOON
    place.file("/feed.xml").unlink()
    assert place.publish(feed()) == [True]
    assert modified(place) == int(MORNING)


def test_changed_bytes_of_a_file_are_replaced_with_a_later_date(place: Place) -> None:
    """A reader that took the strange bytes in the meantime must not be told they still hold."""
    place.publish(feed())
    place.clock.now = NOON
    place.file("/feed.xml").write_bytes(b"strange")
    os.utime(place.file("/feed.xml"), (NOON, NOON))
    place.publish(feed())
    assert modified(place) > int(NOON)


def test_stale_feeds_are_removed_with_coded_forms_and_empty_directories(place: Place) -> None:
    place.publish(feed("/keep.xml"), feed("/tags/a/feed.xml"), feed("/tags/b.xml"))
    (place.output / "tags" / "by-hand.txt").write_text("mine")
    with place.writer() as writer:
        assert writer.remove_stale({"/keep.xml"}) == 2
    assert sorted(os.listdir(place.output)) == sorted(["tags", *with_coded("keep.xml")])
    assert os.listdir(place.output / "tags") == ["by-hand.txt"]
    assert set(read_edition(place.state).files) == {"/keep.xml"}


def test_the_output_directory_itself_is_kept(place: Place) -> None:
    place.publish(feed())
    with place.writer() as writer:
        writer.remove_stale(())
    assert list(place.output.iterdir()) == []


def test_a_file_that_replaced_a_stale_feed_is_not_removed(place: Place) -> None:
    place.publish(feed())
    place.file("/feed.xml").write_text("by hand")
    with place.writer() as writer:
        writer.remove_stale(())
    assert os.listdir(place.output) == ["feed.xml"]


def test_after_a_killed_build_a_stale_feed_is_removed_with_any_time(place: Place) -> None:
    place.publish(feed())
    place.publish(feed("/other.xml"))
    with interrupted_build(place) as writer:
        writer.put(feed("/feed.xml", "two"), "2")
        touch(place.file("/feed.xml"))
    with place.writer() as writer:
        writer.remove_stale({"/other.xml"})
    assert sorted(os.listdir(place.output)) == sorted(with_coded("other.xml"))


def test_feeds_written_before_an_error_stay_published(place: Place) -> None:
    with interrupted_build(place) as writer:
        writer.put(feed(), "1")
    edition = read_edition(place.state)
    assert set(edition.files) == {"/feed.xml"}
    assert not edition.complete


def lose(file: Path) -> None:
    file.unlink()


def scribble(file: Path) -> None:
    file.write_bytes(b"this is no database" * 100)


def damage(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    file.write_bytes(content)


def exchange(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE wallet (coin TEXT)")
    connection.close()


@pytest.mark.parametrize("ruin", [lose, scribble, damage, exchange])
def test_without_its_table_an_edition_keeps_its_dates(
    place: Place, ruin: Callable[[Path], None]
) -> None:
    place.publish(feed("/kept.xml"), feed("/changed.xml"))
    ruin(place.state / "edition.db")
    place.clock.now = NOON
    with place.writer() as writer:
        assert writer.fingerprint("/kept.xml") is None
        assert not writer.put(feed("/kept.xml"), "1")
        assert writer.put(feed("/changed.xml", "new"), "1")
    assert modified(place, "/kept.xml") == int(MORNING)
    assert modified(place, "/changed.xml") == int(NOON)
    assert times(place, "/kept.xml") == {int(MORNING) * 10**9}


def test_the_date_of_a_file_from_the_future_is_not_used(place: Place) -> None:
    place.publish(feed())
    (place.state / "edition.db").unlink()
    os.utime(place.file("/feed.xml"), (NOON, NOON))
    place.publish(feed())
    assert modified(place) <= place.clock.now


def test_a_part_left_by_a_killed_build_is_removed(place: Place) -> None:
    place.publish(feed("/tags/a.xml"))
    with interrupted_build(place) as writer:
        writer.put(feed("/tags/a.xml", "two"), "2")
        writer.begin()
        draft_of(feed("/tags/b.xml"), place.output)
        draft_of(feed("/tags/c.xml"), place.output)
        shutil.copytree(place.output / ".feeds-parts", place.root / "left")
    shutil.copytree(place.root / "left", place.output / ".feeds-parts")
    place.publish(feed("/tags/a.xml"))
    assert sorted(os.listdir(place.output)) == ["tags"]
    assert sorted(os.listdir(place.output / "tags")) == sorted(with_coded("a.xml"))


def test_two_builds_with_other_states_cannot_interleave_in_one_output(place: Place) -> None:
    other = place.root / "other"
    with place.writer():
        waited = Clock()
        with pytest.raises(EditionError, match=r"public: another build .* its own --output"):
            EditionWriter(place.output, other, sleep=waited.sleep)
    assert sum(waited.slept) == pytest.approx(60)
    with EditionWriter(place.output, other, sleep=waited.sleep):
        pass
    assert list(place.output.iterdir()) == []  # nothing that a host would publish


def test_two_builds_cannot_interleave(place: Place) -> None:
    with place.writer():
        waited = Clock()
        with pytest.raises(EditionError, match=r"edition\.lock: .*other build"):
            EditionWriter(place.output, place.state, sleep=waited.sleep)
    assert 5 <= sum(waited.slept) <= 15
    with EditionWriter(place.output, place.state, sleep=waited.sleep):
        pass


def test_a_build_waits_for_another_that_ends_soon(place: Place) -> None:
    first = place.writer()
    first.__enter__()
    other = EditionWriter(place.output, place.state, sleep=lambda _: first.__exit__(*[None] * 3))
    with other:
        assert other.put(feed(), "1")


def linger(seconds: float) -> None:
    time.sleep(seconds)


def test_a_worker_forked_by_a_build_does_not_keep_its_lock(place: Place) -> None:
    context = multiprocessing.get_context("fork")
    with place.writer():
        worker = context.Process(target=linger, args=(30,))
        worker.start()
    try:
        assert place.publish(feed()) == [True]
    finally:
        worker.kill()
        worker.join()


@pytest.mark.parametrize(
    "path",
    [
        "/../feed.xml",
        "/tags/../../feed.xml",
        "/a//b.xml",
        "/./feed.xml",
        "/",
        "",
        "/tags/",
        "feed.xml",
        "//etc/feed.xml",
        "/feed\0.xml",
        "/\ud800.xml",
        "/feed.xml.gz",
        "/.feeds-parts/feed.xml",
        "/.FEEDS-Parts/feed.xml",
        "/" + "x" * 300,
    ],
)
def test_a_path_that_names_no_file_below_the_output_is_refused(place: Place, path: str) -> None:
    with place.writer() as writer, pytest.raises(EditionError):
        writer.put(replace(feed(), path=path), "1")
    assert list(place.output.iterdir()) == []
    assert sorted(os.listdir(place.root)) == [".feeds", "public"]


@pytest.mark.parametrize("path", ["/link/feed.xml", "/link/deep/feed.xml"])
def test_a_link_out_of_the_output_directory_is_not_written_through(place: Place, path: str) -> None:
    outside = place.root / "outside"
    outside.mkdir()
    place.output.mkdir()
    (place.output / "link").symlink_to(outside)
    with place.writer() as writer, pytest.raises(EditionError, match="link"):
        writer.put(feed(path), "1")
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("name", ["feed.xml", "feed.xml.gz"])
def test_a_link_instead_of_a_file_is_replaced_not_followed(place: Place, name: str) -> None:
    outside = place.root / "outside.xml"
    outside.write_text("mine")
    place.output.mkdir()
    (place.output / name).symlink_to(outside)
    place.publish(feed())
    assert outside.read_text() == "mine"
    assert place.file("/feed.xml").read_bytes() == feed().body
    assert gzip.decompress(place.file("/feed.xml.gz").read_bytes()) == feed().body


def test_nothing_is_written_through_a_link_where_files_wait(place: Place) -> None:
    outside = place.root / "outside"
    outside.mkdir()
    (outside / "mine.txt").write_text("mine")
    place.output.mkdir()
    (place.output / ".feeds-parts").symlink_to(outside)
    place.publish(feed())
    assert os.listdir(outside) == ["mine.txt"]
    assert sorted(os.listdir(place.output)) == sorted(with_coded("feed.xml"))


@pytest.mark.parametrize("is_state_lost", [False, True])
def test_files_that_are_the_same_take_no_room_while_others_are_written(
    place: Place, is_state_lost: bool
) -> None:
    """A build with ``--force`` does not need a disk of twice the size."""
    place.publish(feed())
    if is_state_lost:
        shutil.rmtree(place.state)
    with place.writer() as writer:
        assert not writer.put(feed(), "2")
        assert not [file for file in place.output.glob(".feeds-parts/**/*") if file.is_file()]


def test_a_folder_on_another_file_system_gets_its_files_too(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as a volume of a container below the output directory: nothing can be renamed to it."""
    replace_file = os.replace

    def across(part: bytes, file: bytes) -> None:
        if os.path.dirname(part) != os.path.dirname(file) and os.path.isdir(os.path.dirname(file)):
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        replace_file(part, file)

    monkeypatch.setattr("feeds.edition.output.os.replace", across)
    (place.output / "tags").mkdir(parents=True)
    place.publish(feed("/tags/a.xml"), feed("/tags/new/a.xml"))
    assert place.file("/tags/new/a.xml").read_bytes() == feed().body
    assert times(place, "/tags/a.xml") == {int(MORNING) * 10**9}
    assert sorted(os.listdir(place.output / "tags")) == sorted([*with_coded("a.xml"), "new"])
    assert sorted(os.listdir(place.output / "tags" / "new")) == sorted(with_coded("a.xml"))


def test_nothing_is_removed_through_a_later_link(place: Place) -> None:
    place.publish(feed("/tags/a.xml"))
    (place.output / "tags").rename(place.root / "outside")
    (place.output / "tags").symlink_to(place.root / "outside")
    with place.writer() as writer:
        assert writer.remove_stale(()) == 1
    assert sorted(os.listdir(place.root / "outside")) == sorted(with_coded("a.xml"))


def test_the_output_directory_may_itself_be_a_link(place: Place) -> None:
    (place.root / "elsewhere").mkdir()
    place.output.symlink_to("elsewhere")
    place.publish(feed("/tags/a.xml"))
    with place.writer() as writer:
        assert writer.fingerprint("/tags/a.xml") == "1"
    assert (place.root / "elsewhere" / "tags" / "a.xml").exists()


@pytest.mark.parametrize("path", ["/tags.xml/a.xml", "/tags"])
def test_a_file_can_replace_a_directory_and_the_reverse(place: Place, path: str) -> None:
    place.publish(feed("/tags.xml"), feed("/tags/a.xml"))
    with place.writer() as writer, pytest.raises(EditionError, match="tags"):
        writer.put(feed(path), "1")
    assert not list(place.output.rglob(".feeds-parts"))


def test_a_directory_that_cannot_be_made_is_named(place: Place) -> None:
    place.output.write_text("in the way")
    with pytest.raises(EditionError, match="public"):
        place.publish(feed())


def test_thousands_of_feeds_are_committed_as_they_come(place: Place) -> None:
    """A kill costs a batch, not the whole build; no body is kept in memory."""
    with place.writer() as writer:
        for number in range(1201):
            writer.put(short_feed(f"/{number}.xml"), "1")
        assert len(read_edition(place.state).files) >= 1000
    assert len(read_edition(place.state).files) == 1201


def representation_names() -> list[Representation]:
    names = ["/TechWeb.xml", "/Techweb.xml", "/a b(c).xml", "/%2e%2e.xml", "/..x.xml", "/é.xml"]
    return [feed(name, name) for name in [*names, "/e\u0301.xml", "/\\.xml", "/" + "字" * 80]]


def test_names_that_differ_in_any_byte_are_different_files(place: Place) -> None:
    """In UTF-8 and as they are, whatever the locale of the build."""
    feeds = representation_names()
    assert place.publish(*feeds) == [True] * len(feeds)
    found = {
        name: (place.output / os.fsdecode(name)) for name in os.listdir(os.fsencode(place.output))
    }
    for one in feeds:
        assert found[one.path[1:].encode()].read_bytes() == one.body


def test_an_altered_file_is_found_with_verify(place: Place) -> None:
    place.publish(feed())
    file = place.file("/feed.xml")
    time = file.stat().st_mtime
    file.write_bytes(file.read_bytes().replace(b"one", b"two"))
    os.utime(file, (time, time))
    with place.writer() as writer:
        assert not writer.put(feed(), "1")
        assert writer.put(feed(), "1", verify=True)
    assert file.read_bytes() == feed().body


def test_a_build_that_changes_nothing_leaves_the_table_as_it_was(place: Place) -> None:
    """Servers read the table again whenever it changes."""
    place.publish(feed())
    before = (place.state / "edition.db").stat().st_mtime_ns
    place.publish(feed())
    assert (place.state / "edition.db").stat().st_mtime_ns == before


def test_a_lock_file_with_any_content_is_emptied_and_locked(place: Place) -> None:
    place.publish(feed())
    lock = place.state / "edition.lock"
    lock.write_text("not a database, and long enough to be sure of it")
    with place.writer(), pytest.raises(EditionError, match="another build is running"):
        place.publish(feed())
    assert lock.read_bytes() == b""


def test_a_held_lock_stays_held_with_any_content_of_its_file(place: Place) -> None:
    scribble = "import sys; open(sys.argv[1], 'w').write('not a database' * 50)"
    place.state.mkdir()
    file = place.state / "edition.lock"
    with closing(take_lock(file, time.sleep)):
        # Another process writes: closing the file here would drop the lock.
        subprocess.run([sys.executable, "-c", scribble, str(file)], check=True)
        assert try_lock(file) is None


def test_only_one_of_two_gets_a_damaged_lock(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.state.mkdir()
    file = place.state / "edition.lock"
    file.write_text("not a database, and long enough to be sure of it")
    truncate, others = os.truncate, list[Lock | None]()

    def overtaken(name: Path, length: int) -> None:
        monkeypatch.setattr(os, "truncate", truncate)
        others.append(try_lock(file))
        truncate(name, length)

    monkeypatch.setattr(os, "truncate", overtaken)
    assert try_lock(file) is None
    (other,) = others
    assert other is not None
    other.close()


def test_a_directory_instead_of_the_lock_is_an_error_at_once(place: Place) -> None:
    (place.state / "edition.lock").mkdir(parents=True)
    with pytest.raises(EditionError, match=r"edition\.lock: is not a file; remove it"):
        place.publish(feed())
    assert place.clock.slept == []


def test_a_build_whose_state_directory_is_deleted_stops_before_it_changes_more(
    place: Place,
) -> None:
    """Another one may have begun, and holds a lock of its own."""

    def build() -> None:
        with place.writer() as writer:
            writer.put(feed(text="two"), "2")
            shutil.rmtree(place.state)
            with place.writer():
                writer.put(feed("/other.xml", "two"), "2")

    place.publish(feed(), feed("/other.xml"))
    with pytest.raises(EditionError, match="was removed or replaced during the build"):
        build()
    assert place.file("/other.xml").read_bytes() == feed("/other.xml").body
    assert place.publish(feed(text="two"), feed("/other.xml", "two")) == [False, True]


def test_a_build_whose_state_directory_is_deleted_does_not_change_times(
    place: Place,
) -> None:
    def build() -> None:
        with place.writer() as writer:
            writer.put(feed("/other.xml", "two"), "2")
            shutil.rmtree(place.state)
            writer.put(feed(), "1")

    place.publish(feed(), feed("/other.xml"))
    os.utime(place.file("/feed.xml"), (1, 1))
    with pytest.raises(EditionError, match="was removed or replaced during the build"):
        build()
    assert place.file("/feed.xml").stat().st_mtime == 1
