"""Publishing to an object store: what changed only, in an order, and whole whatever happens."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest
from msgspec.structs import replace

from feeds.config.moves import NOWHERE, Moves, Redirect
from feeds.edition import read_edition
from feeds.errors import EditionError, StoreError
from feeds.http import cache_control
from feeds.model import Coding
from feeds.publish.manifest import MANIFEST, manifest_of, read_manifest
from feeds.publish.objects import open_store
from feeds.publish.publish import PublishOptions, Step, publish
from tests.support.edition import Place, feed, page, short_feed
from tests.support.store import (
    Cloud,
    cloud,
    files,
    headers,
    needs_moto,
    objects,
    own_objects,
    upload,
    uploader,
)

pytest.importorskip("obstore")

TAG = "/feed/by_tag/交通 新闻/100%.xml"
NUMBERS = count()


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    with cloud(tmp_path_factory.mktemp("moto")) as running:
        yield running


@pytest.fixture(params=["file", pytest.param("s3", marks=needs_moto)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "file":
        return (tmp_path / "there is").as_uri()
    found: Cloud = request.getfixturevalue("s3")
    return found.bucket(f"bucket-{next(NUMBERS)}")


@pytest.fixture
def bucket(s3: Cloud) -> str:
    return s3.bucket(f"bucket-{next(NUMBERS)}")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    found = Place(tmp_path / "here", url="https://example.com", home="https://example.com/feed.xml")
    found.publish(feed(), feed(TAG), short_feed("/short.xml"))
    return found


def rebuild(place: Place, *feeds: str, text: str = "two", moves: Moves = NOWHERE) -> None:
    """Build these paths anew, all others removed."""
    with place.writer() as writer:
        writer.describe(place.url, place.home, moves)
        for path in feeds:
            writer.put(feed(path, text), "2")
        writer.remove_stale(feeds)


def test_every_file_becomes_an_object_under_its_own_name(place: Place, url: str) -> None:
    done = upload(place, url)
    assert objects(url) == files(place)
    assert f"{TAG[1:]}.zst" in objects(url)
    assert (done.documents, done.uploaded) == (3, len(files(place)))
    assert done.size == sum(map(len, files(place).values()))


def test_a_publisher_leaves_nothing_of_its_own_but_the_manifest(place: Place, url: str) -> None:
    upload(place, url)
    assert own_objects(url) - {".feeds/lock"} == {MANIFEST}


@needs_moto
def test_every_object_says_its_type_its_age_and_its_coding(place: Place, bucket: str) -> None:
    upload(place, bucket)
    for key, coding in ((TAG[1:], ""), *((f"{TAG[1:]}.{one.mark}", one) for one in Coding)):
        said = headers(bucket, key)
        assert said["Content-Type"] == "application/atom+xml; charset=utf-8"
        assert said["Cache-Control"] == cache_control(3600)
        assert said.get("Content-Encoding", "") == coding


PAGES = {
    "/feeds/index.html": "text/html; charset=utf-8",
    "/feeds/tag/科 技.html": "text/html; charset=utf-8",
    "/feeds/style.css": "text/css; charset=utf-8",
    "/feeds/script.js": "text/javascript; charset=utf-8",
    "/feeds/search.json": "application/json",
    "/feeds.opml": "text/x-opml; charset=utf-8",
}


@needs_moto
def test_pages_are_objects_too_each_with_its_type(place: Place, bucket: str) -> None:
    place.publish(*(page(path, max_age=900) for path in PAGES))
    assert upload(place, bucket).documents == 3
    assert objects(bucket) == files(place)
    for path, type in PAGES.items():
        for coding in ("", ".gz"):
            said = headers(bucket, path[1:] + coding)
            assert said["Content-Type"] == type
            assert said["Cache-Control"] == cache_control(900)


@needs_moto
def test_one_feed_that_changed_is_all_that_is_uploaded(
    place: Place, bucket: str, s3: Cloud
) -> None:
    upload(place, bucket)
    place.publish(feed(text="two"), feed(TAG))
    before = len(s3.requests())
    assert upload(place, bucket).uploaded == 4
    puts = sorted(key for method, key in s3.requests()[before:] if method == "PUT")
    own = [key for key in puts if key.startswith(".feeds/")]
    assert [key for key in puts if key not in own] == [
        "feed.xml",
        "feed.xml.br",
        "feed.xml.gz",
        "feed.xml.zst",
    ]
    assert own == [MANIFEST, ".feeds/lease", ".feeds/unfinished.json.gz"]
    assert objects(bucket) == files(place)


@needs_moto
def test_where_nothing_changed_nothing_is_written(place: Place, bucket: str, s3: Cloud) -> None:
    upload(place, bucket)
    before = len(s3.requests())
    assert upload(place, bucket).uploaded == 0
    assert {method for method, _ in s3.requests()[before:]} == {"GET"}


@pytest.mark.parametrize("key", ["short.xml", f"{TAG[1:]}.br"])
def test_an_object_that_was_lost_or_cut_short_is_uploaded_again(
    place: Place, url: str, key: str
) -> None:
    upload(place, url)
    open_store(url).delete(key)
    assert upload(place, url, dry_run=True).uploaded == 1
    assert upload(place, url).uploaded == 1
    open_store(url).put(key, b"")
    place.publish(feed(text="two"))
    assert upload(place, url).uploaded == 4 + 1
    assert objects(url) == files(place)
    assert upload(place, url).uploaded == 0


def test_what_others_keep_in_the_directory_does_no_harm(place: Place, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    (there / "loop").symlink_to("loop")
    with suppress(OSError):  # some file systems refuse the name
        Path(os.fsdecode(os.fsencode(there) + b"/\xff")).write_text("x")
    url = there.as_uri()
    upload(place, url)
    open_store(url).delete("short.xml")
    assert upload(place, url).uploaded == 1


def test_another_age_alone_is_uploaded_too(place: Place, url: str) -> None:
    upload(place, url)
    place.publish(feed(max_age=60))
    assert upload(place, url).uploaded == 4


@needs_moto
def test_coded_forms_come_before_feeds_the_manifest_after_and_removals_last(
    place: Place, bucket: str, s3: Cloud
) -> None:
    upload(place, bucket)
    rebuild(place, "/feed.xml", "/new.xml")
    before = len(s3.requests())
    upload(place, bucket)
    work = [
        (method, key)
        for method, key in s3.requests()[before:]
        if method in ("PUT", "DELETE", "POST") and "lease" not in key and "unfinished" not in key
    ]
    named = work.index(("PUT", MANIFEST))
    coded = [key.endswith((".gz", ".br", ".zst")) for _, key in work[:named]]
    assert coded == [True] * 6 + [False] * 2
    assert {method for method, _ in work[:named]} == {"PUT"}
    removed = [method for method, _ in work[named + 1 :] if method != "GET"]
    assert removed == ["POST"] * (5 + 2)  # the last two are the publisher's own
    assert objects(bucket) == files(place)


def test_a_publisher_killed_before_any_of_its_writes_is_mended_by_the_next(
    place: Place, url: str
) -> None:
    """Also where the next edition is the first one again, so that nothing seems to differ."""
    upload(place, url)
    first = objects(url)
    for writes in count(1, 3) if url.startswith("file:") else (3, 9, 16):
        rebuild(place, "/feed.xml", "/new.xml")
        process = uploader(place, url, writes)
        process.communicate(b"\n", 30)
        rebuild(place, "/feed.xml", TAG, text="one")
        with place.writer() as writer:
            writer.put(short_feed("/short.xml"), "1")
        upload(place, url)
        assert objects(url) == first, writes
        assert own_objects(url) - {".feeds/lock"} == {MANIFEST}
        if process.returncode == 0:
            break
        assert process.returncode == -9
    assert writes > 14


def test_two_publishers_at_once_end_in_one_whole_edition(
    place: Place, url: str, tmp_path: Path
) -> None:
    other = Place(tmp_path / "other", url="https://example.com")
    other.publish(*(feed(f"/{number}.xml", "other") for number in range(9)), feed(text="other"))
    upload(place, url)
    place.publish(*(feed(f"/{number}.xml", "mine") for number in range(9)), feed(text="mine"))
    both = [uploader(one, url) for one in (place, other)]
    for process in both:
        assert process.stdin
        process.stdin.write(b"\n")
        process.stdin.flush()
    assert [process.wait(30) for process in both] == [0, 0]
    for process in both:
        process.communicate()
    assert objects(url) in (files(place), files(other))
    found = open_store(url).get(MANIFEST)
    assert found
    named = read_manifest(found.body, url).files.keys()
    assert {path[1:] for path in named} == {
        key for key in objects(url) if not key.endswith((".gz", ".br", ".zst"))
    }


@needs_moto
def test_the_lease_of_a_publisher_that_died_is_taken_once_it_has_expired(
    place: Place, bucket: str
) -> None:
    store = open_store(bucket)
    store.put(".feeds/lease", b'{"nonce": "dead", "seconds": 0.5}')
    began = time.monotonic()
    upload(place, bucket)
    assert 0.5 <= time.monotonic() - began < 5
    assert objects(bucket) == files(place)


@needs_moto
def test_a_lease_that_is_renewed_is_waited_for_but_not_for_ever(place: Place, bucket: str) -> None:
    store, ended = open_store(bucket), threading.Event()

    def renew() -> None:
        for nonce in count():
            store.put(".feeds/lease", b'{"nonce": "%d", "seconds": 0.5}' % nonce)
            if ended.wait(0.1):
                return

    renewing = threading.Thread(target=renew)
    renewing.start()
    try:
        with pytest.raises(StoreError, match="another publisher has been writing for 2 s"):
            upload(place, bucket, patience=2.0)
    finally:
        ended.set()
        renewing.join()
    assert objects(bucket) == {}


@needs_moto
def test_a_publisher_whose_lease_was_taken_writes_no_more(place: Place, bucket: str) -> None:
    store = open_store(bucket)
    seen: list[str] = []

    def steal(_: Step, key: str) -> None:
        seen.append(key)
        store.put(".feeds/lease", b'{"nonce": "thief", "seconds": 60}')
        time.sleep(0.5)

    with pytest.raises(StoreError, match="another publisher has taken the lock"):
        publish(place.output, place.state, store, steal, print, PublishOptions(expiry=0.6))
    assert store.get(MANIFEST) is None
    assert len(objects(bucket)) == len(seen) < len(files(place))
    held = store.get(".feeds/lease")
    assert held
    assert b"thief" in held.body


def test_an_older_revision_does_not_take_the_place_of_a_newer_one_unasked(
    place: Place, url: str, tmp_path: Path
) -> None:
    old = Place(tmp_path / "old")
    shutil.copytree(place.root, old.root)
    place.publish(feed(text="two"))
    upload(place, url)
    with pytest.raises(StoreError, match=r"newer than .* here; .*--accept-older"):
        upload(old, url)
    assert objects(url) == files(place)
    upload(old, url, accept_older=True)
    assert objects(url) == files(old)


TAGS = [f"/tags/{number}.xml" for number in range(9)]


@pytest.mark.parametrize("paths", [["/only.xml"], TAGS], ids=["other paths", "the same paths"])
def test_another_site_does_not_replace_the_feeds_of_a_store_unasked(
    place: Place, url: str, tmp_path: Path, paths: list[str]
) -> None:
    place.publish(*map(feed, TAGS))
    upload(place, url)
    before = objects(url), open_store(url).get(MANIFEST)
    other = Place(tmp_path / "other", url="https://other.example")
    other.publish(feed(), *map(feed, paths))
    told = (
        "the store contains the feeds of https://example.com; name another path, or publish once "
        "with --accept-removals if the site has a new URL"
    )
    for dry_run in (True, False):
        with pytest.raises(StoreError, match=f"^{re.escape(f'{open_store(url).url}: {told}')}$"):
            upload(other, url, dry_run=dry_run)
    after = objects(url), open_store(url).get(MANIFEST)
    assert after == before
    assert own_objects(url) - {".feeds/lock"} == {MANIFEST}
    upload(other, url, removals=1)
    assert objects(url) == files(other)
    assert upload(other, url).uploaded == 0


def test_a_site_does_not_remove_most_of_its_own_feeds_unasked(place: Place, url: str) -> None:
    place.publish(*map(feed, TAGS))
    upload(place, url)
    rebuild(place, "/feed.xml", *TAGS[:4])
    with pytest.raises(StoreError, match=r"7 of 12 feed files would be removed, such as /feed/by_"):
        upload(place, url)
    assert TAGS[8][1:] in objects(url)
    upload(place, url, removals=0.6)
    assert objects(url) == files(place)


@pytest.mark.parametrize(
    ("before", "after", "is_refused"),
    [
        ([], TAGS, False),
        (TAGS[:8], TAGS[:4], False),
        (TAGS[:7], TAGS[:3], False),
        (TAGS[:7], TAGS[:2], True),
        (TAGS[:3], TAGS[8:], True),
        (TAGS, [], True),
    ],
)
def test_only_most_feeds_are_too_many_to_remove(
    tmp_path: Path, before: list[str], after: list[str], is_refused: bool
) -> None:
    """The limits are those of a build: more than half and at least five, or all."""
    place, url = Place(tmp_path / "here"), (tmp_path / "there").as_uri()
    place.publish(*map(feed, before))
    upload(place, url)
    rebuild(place, *after)
    if is_refused:
        with pytest.raises(StoreError, match="would be removed"):
            upload(place, url)
    else:
        upload(place, url)
        assert objects(url) == files(place)


def test_feeds_that_moved_or_were_retired_may_be_removed(tmp_path: Path) -> None:
    place, url = Place(tmp_path / "here"), (tmp_path / "there").as_uri()
    place.publish(*map(feed, TAGS))
    upload(place, url)
    redirects = (Redirect("/tags/{slug}.xml", "/topics/{slug}.xml", 301),)
    for moves in (Moves(redirects), Moves(retired=("/tags/*",))):
        rebuild(place, "/feed.xml", moves=moves)
        upload(place, url, dry_run=True)
    rebuild(place, "/feed.xml", moves=Moves(retired=("/tags/1.xml",)))
    with pytest.raises(StoreError, match="8 of 9 feed files would be removed"):
        upload(place, url, dry_run=True)


def test_pages_may_be_removed_without_asking(tmp_path: Path) -> None:
    place, url = Place(tmp_path / "here"), (tmp_path / "there").as_uri()
    place.publish(feed(), *(page(f"/feeds/{number}.html") for number in range(9)))
    upload(place, url)
    rebuild(place, "/feed.xml")
    upload(place, url)
    assert objects(url) == files(place)


def test_a_build_that_runs_is_waited_for(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = (tmp_path / "there").as_uri()
    with ThreadPoolExecutor() as pool:
        with place.writer() as writer:
            writer.put(feed(text="two"), "2")
            uploading = pool.submit(upload, place, url)
            assert not wait([uploading], 0.5).done
        uploading.result(10)
    assert objects(url) == files(place)
    monkeypatch.setattr("feeds.edition.lock._TRIES", 1)
    with place.writer(), pytest.raises(EditionError, match="another build is running"):
        upload(place, url)


def test_a_file_that_is_not_as_it_was_built_is_not_uploaded(place: Place, url: str) -> None:
    place.file("/feed.xml.gz").write_bytes(b"broken")
    with pytest.raises(EditionError, match=r"/feed\.xml: the file changed after the build"):
        upload(place, url)
    assert open_store(url).get(MANIFEST) is None


def test_no_feed_is_published_where_the_manifest_is(place: Place, url: str) -> None:
    place.publish(feed("/.feeds/edition.json"))
    with pytest.raises(EditionError, match="the store's own folder"):
        upload(place, url)


def test_a_store_of_the_version_before_pages_is_read_and_published_over(
    place: Place, url: str
) -> None:
    upload(place, url)
    store = open_store(url)
    found = store.get(MANIFEST)
    assert found
    content = json.loads(gzip.decompress(found.body))
    former = [{name: row[name] for name in row if name != "page"} for row in content["files"]]
    kept = {name: content[name] for name in content if name not in ("files", "pages")}
    old = gzip.compress(json.dumps({**kept, "version": 1, "feeds": former}).encode())
    store.put(MANIFEST, old)
    assert read_manifest(old, url) == read_edition(place.state)
    place.publish(page("/feeds/index.html"))
    assert upload(place, url).uploaded == 4
    assert objects(url) == files(place)


def test_the_manifest_tells_all_of_the_edition_in_the_same_bytes(
    place: Place,
) -> None:
    place.pages = "/feeds/index.html"
    place.publish(feed())
    edition = read_edition(place.state)
    body = manifest_of(edition)
    assert read_manifest(body, "") == edition
    assert manifest_of(replace(edition, files=dict(sorted(edition.files.items())[::-1]))) == body
    with pytest.raises(StoreError, match="this version of feeds cannot read it"):
        read_manifest(body[:-9], "s3://x")
