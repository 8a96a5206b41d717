"""What a build looks at when little changed, and the changes that reach further than their post."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from feeds.catalogue.catalogue import Catalogue, ShownPost
from feeds.edition import EditionWriter, soundness
from feeds.model import FeedSpec
from feeds.pipeline import build as build_module
from feeds.pipeline import scan as looking
from feeds.pipeline.rendering import FeedToRender, Renderer
from feeds.source import GitTree
from tests.support.incremental import NOW, Site, day

REF = 'To [that]({{< ref "/lone" >}}).'


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Five posts under three tags, and the feeds of them built."""
    made = Site(tmp_path, feeds={"entries": 3})
    for number in range(1, 6):
        made.post(f"p{number}.md", date=f"2026-05-0{number}", title=f"P{number}", tags=["all"])
    made.post("p1.md", date="2026-05-01", tags=["all", "one"])
    made.post("p2.md", date="2026-05-02", tags=["all", "two"])
    made.build()
    made.changed.clear()
    return made


def _jekyll(folder: Path, **posts: str) -> Site:
    """Return a Jekyll site with a post of each name under a tag of its own, and build it."""
    made = Site(folder, "jekyll", {"entries": 3, "codings": ["gzip"]})
    for name, body in posts.items():
        made.post(f"2026-05-01-{name}.md", body, title=name, tags=[name])
    made.build()
    made.changed.clear()
    return made


def agrees(site: Site, told: bool = False, now: datetime = NOW) -> Any:
    """Build, find that it comes out as from nothing, and return what did."""
    found = site.outcome(site.build_watched(now) if told else site.build(now))
    assert found == site.from_nothing(now)
    return found


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the terms whose newest posts are asked for."""
    asked: list[str] = []
    window = Catalogue.window

    def noted(self: Catalogue, spec: FeedSpec) -> list[ShownPost]:
        asked.append(spec.term.name if spec.term else "")
        return window(self, spec)

    monkeypatch.setattr(Catalogue, "window", noted)
    return asked


@pytest.mark.parametrize("told", [False, True], ids=["walked", "told"])
def test_a_new_post_has_its_own_feeds_looked_at_alone(
    site: Site, windows: list[str], told: bool
) -> None:
    site.post("new.md", date="2026-05-09", tags=["two"])
    report = site.build_watched() if told else site.build()
    assert sorted(set(windows)) == ["", "two"]
    assert (report.posts, report.written) == (6, 6)


@pytest.mark.parametrize("told", [False, True], ids=["walked", "told"])
def test_where_nothing_changed_no_feed_is_looked_at_and_no_table_written(
    site: Site, windows: list[str], told: bool
) -> None:
    def times() -> dict[str, int]:
        files = [*site.output.rglob("*"), *site.state.glob("*.db")]
        return {str(file): file.stat().st_ctime_ns for file in files}

    before = times()
    report = site.build_watched() if told else site.build()
    assert windows == []
    assert report.written == 0
    assert times() == before


def test_a_post_is_due_though_nothing_was_noted_of_builds_before(site: Site) -> None:
    site.post("later.md", date="2026-06-05", tags=["later"])
    assert site.build().left_out == {"future": 1}
    for days in (1, 3, 2, 5):
        written = site.build(now=NOW + timedelta(days=days)).written
        assert (written > 0) == (days == 5)
    assert (site.output / "tags" / "later" / "feed.json").exists()
    assert site.build(now=NOW + timedelta(days=2)).removed == 3


def test_who_is_told_of_changes_lists_no_output_and_asks_no_git(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("that was not to be looked at")

    for owner, name in (
        (soundness, "regular_files"),
        (EditionWriter, "is_sound"),
        (GitTree, "__init__"),
        (looking, "compare_stamps"),
    ):
        monkeypatch.setattr(owner, name, refuse)
    site.post("new.md", date="2026-05-09", tags=["two"])
    assert site.build_watched().written == 6


def _edit_with_time_kept_apart(file: Path) -> None:
    file.write_bytes(b"x" * file.stat().st_size)


def _add_a_coded_form(file: Path) -> None:
    file.unlink()
    file.with_name("feed.json.br").write_bytes(b"x")


@pytest.mark.parametrize(
    "tamper",
    [
        _edit_with_time_kept_apart,
        Path.unlink,
        _add_a_coded_form,
        lambda file: os.utime(file, (1, 1)),
        lambda file: file.rename(file.with_name("other.json")),
        lambda file: os.replace(file.with_name("feed.rss"), file),
    ],
    ids=["edited", "removed", "coded", "touched", "renamed", "replaced"],
)
def test_whatever_is_done_to_published_files_is_noticed_and_mended(
    site: Site, tamper: Callable[[Path], None]
) -> None:
    published = site.output / "tags" / "one" / "feed.json"
    before = published.read_bytes()
    tamper(published)
    site.build()
    published.with_name("other.json").unlink(missing_ok=True)
    assert published.read_bytes() == before
    assert published.stat().st_mtime > 1
    agrees(site)


def test_a_coded_form_that_is_not_asked_for_is_removed(tmp_path: Path) -> None:
    site = Site(tmp_path, feeds={"codings": ["gzip"]})
    site.post("a.md", tags=["one"])
    site.build()
    (site.output / "feed.json.br").write_bytes(b"x")
    agrees(site)


def test_a_path_changes_hands_when_the_oldest_post_of_who_has_it_goes(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.post("a.md", date="2026-05-01", tags=["Swift"])
    site.post("b.md", date="2026-05-02", tags=["swift"])
    site.post("c.md", date="2026-05-03", tags=["Swift"])
    site.build()
    bare = site.output / "tags" / "swift" / "feed.json"
    assert '"Example | Swift"' in bare.read_text(encoding="utf-8")
    site.remove(site.place("a.md"))
    agrees(site)
    assert '"Example | swift"' in bare.read_text(encoding="utf-8")


def test_an_id_passes_to_the_next_post_when_the_oldest_with_it_goes(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.post("a.md", date="2026-05-01", id="tag:x", tags=["first"])
    site.post("b.md", date="2026-05-02", id="tag:x", tags=["second"])
    site.post("c.md", date="2026-05-03", tags=["second"])
    assert [fault.path for fault in site.build().faults] == ["posts/b.md"]
    site.remove(site.place("a.md"))
    agrees(site)
    assert site.build().faults == ()


def test_an_id_passes_when_its_post_expires_or_an_older_one_is_due(tmp_path: Path) -> None:
    site = Site(tmp_path, "hugo")
    site.post("a.md", date="2026-05-01", url="/x/", tags=["a"], expiryDate=day(2).isoformat())
    site.post("b.md", date="2026-05-02", url="/x/", tags=["b"], publishDate=day(1).isoformat())
    site.post("c.md", date="2026-05-03", url="/x/", tags=["c"])
    for moment in (0, 1, 2, 0):
        agrees(site, now=day(moment))


@pytest.mark.parametrize("how", ["removed", "given another id"])
def test_an_id_that_looks_like_that_of_a_later_post_changes_it(tmp_path: Path, how: str) -> None:
    site = Site(tmp_path)
    mark = sha256(b"posts/b.md").hexdigest()[:8]
    site.post("a.md", date="2026-05-01", id="tag:x")
    site.post("b.md", date="2026-05-02", id="tag:x", tags=["b"])
    site.build()
    site.post("c.md", date="2026-05-03", id=f"tag:x#{mark}", tags=["c"])
    agrees(site)
    if how == "removed":
        site.remove(site.place("c.md"))
    else:
        site.post("c.md", date="2026-05-03", id="tag:y", tags=["c"])
    agrees(site)
    assert f"tag:x#{mark}" in (site.output / "tags/b/feed.json").read_text(encoding="utf-8")


def test_posts_that_list_others_change_with_any_of_them(tmp_path: Path) -> None:
    listing = "{% for one in site.posts %}{{ one.title }}{% endfor %}"
    site = _jekyll(tmp_path, lister=listing, other="Some text.")
    site.post("2026-05-01-other.md", "Other text.", title="Renamed", tags=["other"])
    found = agrees(site)
    assert b"Renamed" in found["published"]["feed/by_tag/lister.xml"]


def test_posts_that_refer_to_others_change_with_one_that_no_feed_has(tmp_path: Path) -> None:
    lone = "---\ntitle: Lone\ndate: 2026-05-01\nurl: {}\nbuild: {{list: local}}\n---\nText.\n"
    site = Site(tmp_path, "hugo", {"content": "full"})
    site.post("refers.md", REF, title="Refers", tags=["refers"])
    for url in ("/one/", "/other/"):
        site.write("content/lone.md", lone.format(url))
        site.build()
    assert b"/other/" in agrees(site)["published"]["tags/refers/index.xml"]


def test_a_template_that_falls_out_of_all_feeds_is_told_of_no_more(tmp_path: Path) -> None:
    site = _jekyll(tmp_path, a="{% include missing.html %}")
    assert any("missing.html" in fault.message for fault in site.build().faults)
    for number in range(2, 6):
        site.post(f"2026-05-0{number}-p{number}.md", date=f"2026-05-1{number}", tags=["a"])
    assert agrees(site)["faults"] == ()


def test_a_template_that_falls_out_of_one_feed_alone_is_still_told_of(tmp_path: Path) -> None:
    site = _jekyll(tmp_path, a="{% include missing.html %}")
    for number in range(2, 6):
        site.post(f"2026-05-0{number}-p{number}.md", date=f"2026-05-1{number}", tags=["b"])
    (fault,) = agrees(site)["faults"]
    assert "missing.html" in fault.message


def test_what_failed_midway_is_published_though_nothing_changed_since(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    site.post("p5.md", date=day(2).isoformat(), tags=["two"])
    with monkeypatch.context() as patch:
        patch.setattr(build_module, "note_outcome", fail)
        patch.setattr(build_module, "_settle", fail)
        with pytest.raises(MemoryError):
            site.build(day(3))
    agrees(site)


def test_what_a_failed_build_left_is_watched_over_as_all_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(tmp_path, feeds={"kinds": ["tag"]})
    site.post("old.md", tags=["old"])
    site.build()
    site.post("new.md", tags=["a", "b"])
    parts = Renderer._parts

    def fail(renderer: Renderer, feed: FeedToRender) -> Any:
        if feed.spec.term and feed.spec.term.name == "b":
            raise MemoryError
        return parts(renderer, feed)

    with monkeypatch.context() as patch:
        patch.setattr(Renderer, "_parts", fail)
        with pytest.raises(MemoryError):
            site.build()
    site.build()
    (site.output / "tags" / "a" / "feed.json").unlink()
    agrees(site)


def test_a_file_that_cannot_be_read_is_told_of_whoever_watched(site: Site) -> None:
    site.link(site.place("lost.md"), "nowhere.md")
    first = site.build_watched()
    assert [fault.path for fault in first.faults] == [site.place("lost.md")]
    site.post("new.md", tags=["two"])
    assert agrees(site, told=True)["faults"] == first.faults


def test_a_linked_post_changes_with_its_target_whoever_watched(site: Site) -> None:
    site.write("aside.txt", "---\ntitle: Linked\ndate: 2026-05-08\n---\nBefore.\n")
    site.link(site.place("linked.md"), "aside.txt")
    site.build_watched()
    site.write("aside.txt", "---\ntitle: Linked\ndate: 2026-05-08\n---\nAfter.\n")
    found = agrees(site, told=True)
    assert b"After." in found["published"]["feed.json"]


def test_a_linked_folder_gets_posts_whoever_watched(site: Site) -> None:
    site.write(".aside/a.md", "---\ndate: 2026-05-08\n---\nThere.\n")
    site.link(site.place("linked"), ".aside")
    site.build_watched()
    site.write(".aside/b.md", "---\ndate: 2026-05-09\n---\nLater.\n")
    found = agrees(site, told=True)
    assert b"Later." in found["published"]["feed.json"]


def test_a_folder_whose_place_a_file_takes_holds_posts_no_more(site: Site) -> None:
    site.write(site.place("f.md/a.md"), "---\ndate: 2026-05-08\n---\nThere.\n")
    site.build_watched()
    site.remove(site.place("f.md"))
    site.post("f.md")
    agrees(site, told=True)


@pytest.mark.parametrize("change", ["renamed", "removed"])
def test_of_a_folder_alone_it_is_enough_to_be_told(site: Site, change: str) -> None:
    site.post("f/a.md", date="2026-05-08", tags=["two"])
    site.build_watched()
    folder = site.place("f")
    if change == "renamed":
        site.rename(folder, site.place("g"))
    else:
        site.remove(folder)
    agrees(site, told=True)


def test_time_that_goes_back_unpublishes_what_came_due(site: Site) -> None:
    site.post("p5.md", date=day(2).isoformat(), tags=["two"])
    for now in (day(3), NOW, day(3)):
        assert site.outcome(site.build(now)) == site.from_nothing(now)
