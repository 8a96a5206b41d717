"""A replica whose store lost a body: it serves all the others, and says what is missing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from feeds.edition import BuildOutcome, read_outcome
from feeds.live.follower import Follower
from feeds.publish.objects import open_store
from feeds.web import create_app
from feeds.web.settings import EditionSettings
from tests.support.edition import Place, feed, page
from tests.support.store import upload

pytest.importorskip("obstore")


@dataclass
class Copy:
    """A follower and the server of what it copies."""

    root: Path
    url: str
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._place = Place(self.root)
        store = open_store(self.url)
        self._follower = Follower(store, self._place.output, self._place.state, self.notes.append)

    def look(self, often: int = 1) -> None:
        for _ in range(often):
            self._follower.look()

    def get(self, path: str, **fields: str) -> tuple[int, bytes]:
        app = create_app(EditionSettings(self._place.output, self._place.state))
        answer = app.test_client().get(path, headers=fields)
        self.retry = answer.headers.get("Retry-After")
        return answer.status_code, answer.data

    def outcome(self) -> BuildOutcome:
        found = read_outcome(self._place.state)
        assert found
        return found

    def files(self) -> dict[str, Path]:
        return {one.name: one for one in (self.root / "public").iterdir()}

    def there(self, key: str) -> Path:
        """An object of the store."""
        return Path(unquote(urlsplit(self.url).path)) / key


@pytest.fixture
def place(tmp_path: Path) -> Place:
    found = Place(tmp_path / "here", url="https://example.com", home="https://example.com/feed.xml")
    found.publish(feed(), feed("/tag.xml"))
    return found


@pytest.fixture
def copy(place: Place, tmp_path: Path) -> Copy:
    url = (tmp_path / "there").as_uri()
    upload(place, url)
    return Copy(tmp_path / "copy", url)


@pytest.mark.parametrize("key", ["tag.xml", "tag.xml.br"])
def test_a_first_copy_serves_all_but_the_feed_whose_body_is_missing(copy: Copy, key: str) -> None:
    copy.there(key).unlink()
    copy.look(2)
    assert copy.get("/feed.xml")[0] == 200
    assert (copy.get("/tag.xml")[0], copy.retry) == (503, "60")
    assert copy.get("/nothing.xml")[0] == 404
    assert copy.outcome().built
    assert copy.outcome().outcome == "kept"
    copy.look(3)
    assert copy.notes == [
        "1 file copied, 0 removed",
        f"{copy.url}: /tag.xml is missing or different from the manifest; publish again",
    ]


def test_pages_are_copied_and_served_as_where_they_were_built(copy: Copy, place: Place) -> None:
    place.pages = "/feeds/index.html"
    pages = page("/feeds/index.html"), page("/feeds/site.html")
    place.publish(feed(page="/feeds/site.html"), *pages)
    upload(place, copy.url)
    copy.look()
    for path in ("/", "/feeds/"):
        assert copy.get(path) == (200, place.file("/feeds/index.html").read_bytes())
    assert copy.get("/feed.xml", Sec_Fetch_Dest="document")[0] == 302
    assert copy.notes == ["4 files copied, 0 removed"]
    assert copy.outcome().documents == 2
    with place.writer() as writer:
        writer.describe(place.url, place.home)
        writer.remove_stale(["/feed.xml", "/tag.xml"])
    upload(place, copy.url)
    copy.look()
    assert copy.get("/feeds/")[0] == 404
    assert not (copy.root / "public" / "feeds").exists()


def test_a_body_that_comes_back_is_copied(
    copy: Copy, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feeds.live.follower._AGAIN", 0.0)
    copy.there("tag.xml").unlink()
    copy.look(2)
    copy.there("tag.xml").write_bytes(place.file("/tag.xml").read_bytes())
    copy.look()
    assert copy.get("/tag.xml") == (200, place.file("/tag.xml").read_bytes())
    assert copy.outcome().outcome == "built"
    assert copy.notes[2:] == ["1 file copied, 0 removed", "no files are missing any more"]


def test_the_last_version_is_served_if_the_newer_one_is_missing(copy: Copy, place: Place) -> None:
    copy.look()
    former = place.file("/tag.xml").read_bytes()
    place.publish(feed(text="two"), feed("/tag.xml", "two"))
    upload(place, copy.url)
    copy.there("tag.xml").unlink()
    copy.look(2)
    assert copy.get("/tag.xml") == (200, former)
    assert copy.get("/feed.xml") == (200, place.file("/feed.xml").read_bytes())


def test_a_body_that_stays_wrong_is_given_up_after_a_minute(
    copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until then a publisher may be at work."""
    copy.there("tag.xml").write_bytes(b"half")
    copy.look(3)
    assert copy.notes == ["1 file copied, 0 removed"]
    monkeypatch.setattr("feeds.live.follower._LONGEST", 0.0)
    copy.look()
    assert "/tag.xml is missing or different from the manifest" in copy.notes[-1]
    assert copy.get("/feed.xml")[0] == 200
    assert copy.get("/tag.xml")[0] == 503


def test_an_unreachable_store_does_not_hide_missing_bodies(copy: Copy) -> None:
    copy.there("tag.xml").unlink()
    copy.look(2)
    manifest = copy.there(".feeds/edition.json.gz")
    manifest.rename(manifest.with_name("away"))
    copy.look()
    manifest.with_name("away").rename(manifest)
    copy.look()
    assert copy.notes[-1] == "the store answers again"
    assert "/tag.xml" in copy.outcome().kept


def lose_state(copy: Copy) -> None:
    shutil.rmtree(copy.root / ".feeds")


def lose_output(copy: Copy) -> None:
    shutil.rmtree(copy.root / "public")


def lose_file(copy: Copy) -> None:
    (copy.root / "public" / "tag.xml.gz").unlink()


def edit_file(copy: Copy) -> None:
    (copy.root / "public" / "tag.xml").write_bytes(b"other bytes")


@pytest.mark.parametrize("tamper", [lose_state, lose_output, lose_file, edit_file])
def test_changed_files_are_copied_again_once(
    copy: Copy, monkeypatch: pytest.MonkeyPatch, tamper: Callable[[Copy], None]
) -> None:
    monkeypatch.setattr("feeds.live.integrity._LEAST", 0.0)
    monkeypatch.setattr("feeds.live.integrity._SHARE", 0)
    copy.look(2)
    right = {name: file.read_bytes() for name, file in copy.files().items()}
    times = {name: file.stat().st_mtime_ns for name, file in copy.files().items()}
    tamper(copy)
    copy.look(3)
    assert {name: file.read_bytes() for name, file in copy.files().items()} == right
    assert {name: file.stat().st_mtime_ns for name, file in copy.files().items()} == times
    assert len(copy.notes) == 2
    assert copy.get("/tag.xml")[0] == 200


def test_a_damaged_index_of_a_copy_is_rebuilt_and_reported(copy: Copy, place: Place) -> None:
    copy.look()
    (copy.root / ".feeds" / "edition.db").write_bytes(b"no database" * 500)
    place.publish(feed(text="two"), feed("/tag.xml"))
    upload(place, copy.url)
    copy.look()
    assert copy.get("/feed.xml")[1] == feed(text="two").body
    assert any("could not be used, so it was rebuilt" in note for note in copy.notes)
