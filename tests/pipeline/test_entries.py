"""Rendered entries are stored until the feeds that show them are made."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.catalogue.catalogue import ShownPost
from feeds.config import Config
from feeds.errors import EditionError
from feeds.model import FileType, Format, Template
from feeds.pipeline import build as build_module
from feeds.pipeline import entries as entries_module
from feeds.pipeline.build import build
from feeds.pipeline.entries import Entries, Wanted
from feeds.pipeline.entry_store import (
    ENTRIES,
    Fragments,
    RenderedEntry,
    StoredAt,
    entry_files,
    fetch,
    store,
)
from feeds.pipeline.project import Project, open_project
from feeds.pipeline.workers import Workers

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def project(root: Path) -> Project:
    (root / "posts").mkdir(exist_ok=True)
    (root / "state").mkdir(exist_ok=True)
    text = "---\ntitle: x\ndate: 2026-01-01\ntags: [a, b]\n---\ntext\n"
    (root / "posts" / "x.md").write_text(text)
    config = {
        "site": {"title": "x", "url": "https://example.com", "timezone": "UTC"},
        "generator": "plain",
        "posts": "posts",
        "output": "public",
        "state": "state",
    }
    return open_project(Config.of(config), root)


Texts = tuple[bytes, bytes, bytes, bytes]
"""An entry in each format, and as pages show it."""


def entry(texts: Texts, id: str = "x") -> RenderedEntry[Fragments]:
    return RenderedEntry(id, NOW, NOW, dict(zip((*Format, FileType.HTML), texts, strict=True)))


def stored(found: Project, one: RenderedEntry[Fragments]) -> RenderedEntry[StoredAt]:
    there = store(found, one)
    assert there is not None
    return there


@settings(deadline=None)
@given(st.lists(st.tuples(*[st.binary(max_size=300)] * 4)))
def test_an_entry_is_fetched_as_it_was_stored(
    tmp_path_factory: pytest.TempPathFactory,
    texts: list[Texts],
) -> None:
    found = project(tmp_path_factory.mktemp("entries"))
    entries = [entry(one, str(number)) for number, one in enumerate(texts)]
    with entry_files(found):
        there = [stored(found, one) for one in entries]
        assert [fetch(found, one) for one in reversed(there)] == list(reversed(entries))


def test_one_process_fetches_what_another_stored(tmp_path: Path) -> None:
    found = project(tmp_path)
    entries = [
        entry((b"%d" % number, b"", b"z" * number, b""), str(number)) for number in range(50)
    ]
    spawning = multiprocessing.get_context("spawn")
    with entry_files(found), ProcessPoolExecutor(2, spawning) as others:
        there = list(others.map(stored, [found] * 50, entries))
        assert [fetch(found, one) for one in there] == entries


def test_an_entry_that_somebody_replaced_is_refused(tmp_path: Path) -> None:
    found = project(tmp_path)
    with entry_files(found):
        cleared = stored(found, entry((b"one", b"", b"", b"")))
        file = found.state / ENTRIES / cleared.fragments.file
        file.unlink()
        with pytest.raises(EditionError, match="does not exist"):
            fetch(found, cleared)
        stored(found, entry((b"two", b"", b"", b"")))
        with pytest.raises(EditionError, match="was changed during the build; build again"):
            fetch(found, cleared)


def test_a_post_without_an_entry_stays_without_one(tmp_path: Path) -> None:
    found = project(tmp_path)
    with entry_files(found):
        assert store(found, None) is None


def test_a_build_leaves_no_stored_entries(tmp_path: Path) -> None:
    found = project(tmp_path)
    (found.state / ENTRIES).mkdir()
    (found.state / ENTRIES / "1").write_text("of a build that was killed")
    build(found, NOW, lambda *_: None)
    assert not (found.state / ENTRIES).exists()


def test_a_worker_that_renders_until_the_end_leaves_no_entries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Busy(Workers):
        def __exit__(self, *_: object) -> None:
            stored(found, entry((b"", b"", b"", b"")))

    found = project(tmp_path)
    monkeypatch.setattr(build_module, "Workers", Busy)
    build(found, NOW, lambda *_: None)
    assert not (found.state / ENTRIES).exists()


def test_without_room_the_build_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = project(tmp_path)
    (found.state / ENTRIES).write_text("")
    monkeypatch.setattr("feeds.pipeline.entry_store.remove", lambda _: None)
    with pytest.raises(EditionError, match="state/entries: a file exists where a folder"):
        build(found, NOW, lambda *_: None)


def test_an_entry_is_rendered_once_however_many_feeds_show_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = project(tmp_path)
    wanted = [Wanted(ShownPost(name, "", Template.POSTS), True) for name in "abacabaa"]
    rendered: list[str] = []

    class Noting:
        def html(self, shown: ShownPost) -> tuple[str, str]:
            rendered.append(shown.path)
            return shown.path, ""

    def made(_: Project, path: str, *__: object) -> RenderedEntry[Fragments]:
        return entry((path.encode(), b"", b"", b""))

    monkeypatch.setattr(entries_module, "_render_entry", made)
    with entry_files(found), Workers(found, processes=1) as workers:
        entries = Entries(found, workers, Noting(), lambda *_: None)  # type: ignore[arg-type]
        entries.want(wanted)
        there = [entries.get(one) for one in wanted]
        texts = [fetch(found, one).fragments[Format.ATOM] for one in there if one]
    assert rendered == ["a", "b", "c"]
    assert b"".join(texts) == b"abacabaa"
