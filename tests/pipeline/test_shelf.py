"""Entries on their way from those who render them to the feeds that show them."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.catalogue.found import Shown
from feeds.config import Config
from feeds.errors import EditionError
from feeds.model import Format, Template
from feeds.pipeline import build as build_module
from feeds.pipeline.build import build
from feeds.pipeline.entries import Entries, Wanted
from feeds.pipeline.project import Project, open_project
from feeds.pipeline.shelf import SHELF, Fragments, Place, Rendered, lay, shelf, take
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


def entry(texts: tuple[bytes, bytes, bytes], id: str = "x") -> Rendered[Fragments]:
    return Rendered(id, NOW, NOW, dict(zip(Format, texts, strict=True)))


def laid(found: Project, one: Rendered[Fragments]) -> Rendered[Place]:
    there = lay(found, one)
    assert there is not None
    return there


@settings(deadline=None)
@given(st.lists(st.tuples(*[st.binary(max_size=300)] * 3)))
def test_whatever_is_laid_down_is_taken_as_it_was(
    tmp_path_factory: pytest.TempPathFactory,
    texts: list[tuple[bytes, bytes, bytes]],
) -> None:
    found = project(tmp_path_factory.mktemp("shelf"))
    entries = [entry(one, str(number)) for number, one in enumerate(texts)]
    with shelf(found):
        there = [laid(found, one) for one in entries]
        assert [take(found, one) for one in reversed(there)] == list(reversed(entries))


def test_others_find_what_one_process_laid_down(tmp_path: Path) -> None:
    found = project(tmp_path)
    entries = [entry((b"%d" % number, b"", b"z" * number), str(number)) for number in range(50)]
    spawning = multiprocessing.get_context("spawn")
    with shelf(found), ProcessPoolExecutor(2, spawning) as others:
        there = list(others.map(laid, [found] * 50, entries))
        assert [take(found, one) for one in there] == entries


def test_what_lies_where_an_entry_lay_is_not_taken_for_it(tmp_path: Path) -> None:
    found = project(tmp_path)
    with shelf(found):
        cleared = laid(found, entry((b"one", b"", b"")))
        file = found.state / SHELF / cleared.held.file
        file.unlink()
        with pytest.raises(EditionError, match="No such file"):
            take(found, cleared)
        laid(found, entry((b"two", b"", b"")))
        with pytest.raises(EditionError, match="was changed during the build; build again"):
            take(found, cleared)


def test_that_a_post_has_no_entry_is_told_too(tmp_path: Path) -> None:
    found = project(tmp_path)
    with shelf(found):
        assert lay(found, None) is None


def test_nothing_of_it_is_left(tmp_path: Path) -> None:
    found = project(tmp_path)
    (found.state / SHELF).mkdir()
    (found.state / SHELF / "1").write_text("of a build that was killed")
    build(found, NOW, lambda *_: None)
    assert not (found.state / SHELF).exists()


def test_nothing_is_left_of_those_who_render_to_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Busy(Workers):
        def __exit__(self, *_: object) -> None:
            laid(found, entry((b"", b"", b"")))

    found = project(tmp_path)
    monkeypatch.setattr(build_module, "Workers", Busy)
    build(found, NOW, lambda *_: None)
    assert not (found.state / SHELF).exists()


def test_without_room_the_build_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = project(tmp_path)
    (found.state / SHELF).write_text("")
    monkeypatch.setattr("feeds.pipeline.shelf.remove", lambda _: None)
    with pytest.raises(
        EditionError, match=r"state/entries: File exists; see that it can be written"
    ):
        build(found, NOW, lambda *_: None)


def test_an_entry_is_rendered_once_however_many_feeds_show_it(tmp_path: Path) -> None:
    found = project(tmp_path)
    posts = [Wanted(Shown(name, "", Template.POSTS), True) for name in "abacabaa"]
    done: list[str] = []

    def render(one: Wanted) -> Rendered[Place] | None:
        done.append(one.post.path)
        return laid(found, entry((one.post.path.encode(), b"", b"")))

    with shelf(found), Workers(found, processes=1) as workers:
        entries = Entries(workers, posts, render)
        there = [entries.get(one) for one in posts]
        texts = [take(found, one).held[Format.ATOM] for one in there if one]
    assert done == ["a", "b", "c"]
    assert b"".join(texts) == b"abacabaa"
