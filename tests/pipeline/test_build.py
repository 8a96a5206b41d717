"""Whole builds: what changed is read and written, and nothing else."""

from __future__ import annotations

import gc
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from feeds.edition import EditionWriter, read_edition
from feeds.errors import ConfigError, EditionError
from feeds.http import CODED_ENDINGS
from feeds.pipeline.build import build
from feeds.pipeline.project import open_project
from feeds.pipeline.survey import survey
from feeds.source import SourceFile
from tests.support import ROOT
from tests.support.tree import NOW, Tree

_BUILD = [sys.executable, "-W", "error", "-m", "feeds", "build"]


def _environment(**changes: str) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT)} | changes


def run(tree: Tree, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a build in a process of its own, in the tree's directory."""
    return subprocess.run(
        _BUILD,
        cwd=tree.root,
        env=_environment(**environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def names(published: Mapping[str, object]) -> set[str]:
    """Return the names of the feeds; tests/pipeline/test_lists.py looks at all beside them."""
    beside = re.compile(r"feeds[./].*")
    return {name for name in published if not (name.endswith(CODED_ENDINGS) or beside.match(name))}


def rewritten(before: Mapping[str, int], tree: Tree) -> set[str]:
    """Return the feeds whose time moved, all of them forwards."""
    after = tree.times()
    moved = {name for name in names(before) & after.keys() if before[name] != after[name]}
    assert all(after[name] > before[name] for name in moved)
    return moved


def in_formats(*stems: str) -> set[str]:
    return {f"{stem}.{ending}" for stem in stems for ending in ("atom", "rss", "json")}


@pytest.fixture
def blog(tree: Tree) -> Tree:
    """Three posts under two tags, and the feeds of them built."""
    tree.post("bread.md", "Flour and water.", "2026-01-01", tags=["bread"])
    tree.post("rye.md", "More of the same.", "2026-01-02", tags=["bread", "rye"])
    tree.post("walk.md", "Through the woods.", "2026-01-03")
    tree.build()
    return tree


SITE = in_formats("feed")
BREAD = in_formats("tags/bread/feed")
RYE = in_formats("tags/rye/feed")
ALL = SITE | BREAD | RYE


def test_a_build_publishes_the_site_and_every_term_in_every_format(blog: Tree) -> None:
    assert names(blog.published()) == ALL


def test_the_edition_names_the_list_of_feeds_if_there_is_one(tree: Tree) -> None:
    tree.post("a.md", tags=["reindex"])
    foreign = tree.output / "feeds" / "index.html"
    foreign.parent.mkdir(parents=True)
    foreign.write_text("not ours")
    for pages, expected in (({}, ""), (False, ""), ({"path": "/all"}, "/all/index.html")):
        tree.feeds["pages"] = pages
        tree.build()
        assert read_edition(tree.state).pages == expected
    assert 'href="/blog/all/tag/reindex.html"' in (tree.output / "all" / "index.html").read_text()


@pytest.mark.parametrize("seed", [1, 2])
def test_trees_elsewhere_give_the_same_bytes_whatever_zone_locale_and_hash_seed(
    tmp_path: Path, seed: int
) -> None:
    posts = [
        (f"{number}.md", {"tags": [f"tag {number % 3}", "技术"], "title": f"Ä {number}"})
        for number in range(12)
    ]
    one, other = Tree(tmp_path / "one"), Tree(tmp_path / "deeper" / "other")
    for place in (one, other):
        for path, matter in posts:
            place.post(path, "Text *with* <b>markup</b>.", "2020-01-02", **matter)
        random.Random(seed).shuffle(posts)
        place.configure()
    first = run(one, TZ="Asia/Shanghai", LC_ALL="C", PYTHONHASHSEED="0")
    second = run(other, TZ="America/St_Johns", LC_ALL="tr_TR.UTF-8", PYTHONHASHSEED=str(seed))
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert one.published()
    assert one.published() == other.published()


def test_posts_that_come_one_by_one_give_the_bytes_of_a_build_of_all(
    tree: Tree, tmp_path: Path
) -> None:
    by_and_by, at_once = tree, Tree(tmp_path / "other")
    for number in (2, 0, 1):
        for place in (by_and_by, at_once):
            place.post(f"{number}.md", f"Text {number}.", f"2026-01-0{number + 1}", tags=["A", "a"])
        by_and_by.build()
    at_once.build()
    assert by_and_by.published() == at_once.published()


def test_a_second_build_writes_nothing(blog: Tree) -> None:
    before = blog.times()
    report = blog.build()
    assert (report.written, report.removed, report.unchanged) == (0, 0, 3)
    assert blog.times() == before


def test_the_report_names_the_documents_that_were_written_or_removed(blog: Tree) -> None:
    assert blog.build().changed == ()
    blog.post("rye.md", "More of the same.", "2026-01-02", tags=["bread"])
    report = blog.build()
    changed = names({path.removeprefix("/"): None for path in report.changed})
    assert changed == SITE | in_formats("tags/bread/feed", "tags/rye/feed")
    assert len(changed) == report.written + report.removed


def test_without_the_state_removed_documents_are_still_named(blog: Tree) -> None:
    (blog.state / "edition.db").unlink()
    blog.post("rye.md", "More of the same.", "2026-01-02", tags=["bread"])
    report = blog.build()
    assert {"/tags/rye/feed.atom", "/tags/rye/feed.json", "/feeds/tag/rye.html"} <= {
        *report.changed
    }


def test_touched_files_write_nothing(blog: Tree) -> None:
    before = blog.times()
    for file in blog.posts.iterdir():
        os.utime(file, (1_700_000_000, 1_700_000_000))
    report = blog.build(NOW + timedelta(days=365))
    assert (report.written, report.unchanged) == (0, 3)
    assert blog.times() == before


def test_files_with_the_stamp_of_the_last_build_are_not_opened(blog: Tree) -> None:
    blog.clock.now = time.time() + 86_400
    blog.build()
    seen: list[str] = []
    blog.build(progress=lambda stage, *_: seen.append(stage))
    assert "reading posts" not in seen


def test_a_build_does_not_hold_the_files_that_it_has_yet_to_read(tree: Tree) -> None:
    for number in range(200):
        tree.post(f"{number}.md")
    held: list[int] = []

    def progress(stage: str, done: int, _: int) -> None:
        if stage == "reading posts" and done:
            held.append(sum(isinstance(one, SourceFile) for one in gc.get_objects()))

    progress("reading posts", 1, 1)
    tree.build(progress=progress)
    before, *reading = held
    assert len(reading) == 200
    assert before < max(reading) < before + 10


def test_a_changed_post_rewrites_its_own_feeds_alone(blog: Tree) -> None:
    before = blog.times()
    blog.post("rye.md", "Rewritten.", "2026-01-02", tags=["bread", "rye"])
    report = blog.build()
    assert rewritten(before, blog) == ALL
    assert (report.written, report.unchanged) == (9, 2)
    before = blog.times()
    blog.post("walk.md", "Rewritten.", "2026-01-03")
    assert blog.build().written == 3
    assert rewritten(before, blog) == SITE


def test_a_new_post_rewrites_its_own_feeds_alone(blog: Tree) -> None:
    before = blog.times()
    blog.post("new.md", date="2026-01-04", tags=["new"])
    assert blog.build().written == 6
    assert rewritten(before, blog) == SITE
    assert names(blog.published()) == ALL | in_formats("tags/new/feed")


def test_a_removed_post_leaves_its_feeds_with_a_later_time(blog: Tree) -> None:
    before = blog.times()
    (blog.posts / "rye.md").unlink()
    report = blog.build()
    assert (report.written, report.removed) == (6, 3)
    assert rewritten(before, blog) == SITE | BREAD
    assert names(blog.published()) == SITE | BREAD
    assert not (blog.output / "tags/rye").exists()


def _title(tree: Tree) -> None:
    tree.site["title"] = "Other"


def _entries(tree: Tree) -> None:
    tree.feeds["entries"] = 1


def _formats(tree: Tree) -> None:
    tree.feeds["formats"] = ["atom", "rss"]


def _paths(tree: Tree) -> None:
    tree.feeds["paths"] = {"tag": "/t/{slug}.{ext}"}


def _hubs(tree: Tree) -> None:
    tree.feeds["hubs"] = ["https://hub.example/"]


@pytest.mark.parametrize(
    ("change", "moved", "there"),
    [
        (_title, ALL, ALL),
        (_hubs, ALL, ALL),
        (_entries, SITE | BREAD, ALL),
        (_formats, set(), {name for name in ALL if not name.endswith("json")}),
        (_paths, set(), SITE | in_formats("t/bread", "t/rye")),
    ],
)
def test_a_changed_key_rewrites_what_shows_it_alone(
    blog: Tree, change: Callable[[Tree], None], moved: set[str], there: set[str]
) -> None:
    before = blog.times()
    change(blog)
    report = blog.build()
    assert rewritten(before, blog) == moved
    assert names(blog.published()) == there
    assert report.written == len(moved) + len(there - ALL)
    assert blog.build().written == 0


def test_hubs_come_and_go_in_every_feed_and_for_servers_ids_and_the_rest_stay(blog: Tree) -> None:
    bare = {name: blog.published()[name] for name in ALL}
    _hubs(blog)
    blog.build()
    announced = {name: blog.published()[name] for name in ALL}
    assert all(body.count(b"https://hub.example/") == 1 for body in announced.values())
    assert read_edition(blog.state).hubs == ("https://hub.example/",)
    ids = re.compile(rb"<id>.*?</id>|<guid.*?</guid>|\"id\":\".*?\"")
    for name in ALL:
        assert ids.findall(announced[name]) == ids.findall(bare[name]) != []
    blog.feeds = {}
    blog.build()
    assert {name: blog.published()[name] for name in ALL} == bare
    assert read_edition(blog.state).hubs == ()


def test_a_post_appears_when_it_is_due_though_no_file_changed(blog: Tree) -> None:
    blog.post("soon.md", date="2026-06-02 09:00", tags=["rye"])
    report = blog.build()
    assert (report.written, report.posts, report.left_out) == (0, 3, {"future": 1})
    before = blog.times()
    assert blog.build(NOW + timedelta(days=1)).written == 6
    assert rewritten(before, blog) == SITE | RYE


def test_force_rewrites_nothing_whose_bytes_are_equal(blog: Tree) -> None:
    before = blog.times()
    assert blog.build(force=True).written == 0
    assert blog.times() == before


def test_a_lost_state_directory_moves_no_byte_and_no_time(blog: Tree) -> None:
    before, published = blog.times(), blog.published()
    for file in blog.state.iterdir():
        file.unlink()
    assert blog.build().written == 0
    assert (blog.times(), blog.published()) == (before, published)


def test_git_ignores_a_state_directory_that_a_build_creates(tree: Tree) -> None:
    tree.post("a.md")
    tree.build()
    git = ["git", "-C", str(tree.root)]
    subprocess.run([*git, "init", "-q"], check=True)
    status = [*git, "status", "--porcelain", "--untracked-files=all"]
    listed = subprocess.run(status, capture_output=True, text=True, check=True).stdout
    assert "public/feed.atom" in listed
    assert ".feeds" not in listed


def test_a_directory_that_was_there_gets_no_gitignore(tree: Tree) -> None:
    tree.post("a.md")
    tree.state.mkdir()
    tree.build()
    assert not (tree.state / ".gitignore").exists()


def test_a_feed_that_somebody_removed_or_spoilt_is_put_back(blog: Tree) -> None:
    published = blog.published()
    (blog.output / "feed.atom").unlink()
    (blog.output / "feed.rss").write_text("spoilt")
    (blog.output / "feed.json.gz").write_bytes(b"spoilt")
    blog.build()
    assert blog.published() == published


def test_a_retired_feed_is_published_no_more(blog: Tree) -> None:
    blog.feeds = {"retired": ["/tags/bread/*"]}
    assert blog.build().removed == 3
    assert names(blog.published()) & BREAD == set()
    assert read_edition(blog.state).moves.is_retired("/tags/bread/feed.atom")
    assert blog.build().removed == 0


def test_lists_of_feeds_forget_a_format_that_is_retired_later(blog: Tree) -> None:
    """The feed itself stays, so nothing else in the lists changes."""
    blog.build()
    page = blog.output / "feeds" / "tag" / "index.html"
    assert "/tags/bread/feed.json" in page.read_text()
    blog.feeds = {"retired": ["/tags/bread/feed.json"]}
    blog.build()
    assert "/tags/bread/feed.json" not in page.read_text()
    assert "/tags/bread/feed.atom" in page.read_text()


def test_one_format_of_a_feed_can_be_retired_alone(blog: Tree) -> None:
    blog.feeds = {"retired": ["/feed.json", "/{kind}/{slug}/feed.json"]}
    report = blog.build()
    assert report.documents == 2 * report.feeds
    assert {name for name in names(blog.published()) if name.endswith(".json")} == set()
    assert {"feed.atom", "feed.rss"} <= names(blog.published())


def test_a_redirect_that_leads_to_no_feed_is_named(blog: Tree) -> None:
    blog.feeds = {"redirects": {"/old/{slug}": "/tags/{slug}/feed.atom", "/rss": "/rss.xml"}}
    assert blog.build().remarks == (
        "/rss leads to /rss.xml, but no feed has this path; correct feeds.redirects",
    )


def test_files_of_others_in_the_output_stay(blog: Tree) -> None:
    page = blog.output / "index.html"
    page.write_text("the site's own page")
    (blog.posts / "walk.md").unlink()
    blog.build()
    assert page.read_text() == "the site's own page"


def test_a_tree_without_posts_still_has_a_feed_of_the_site(tree: Tree) -> None:
    report = tree.build(accept_removals=True)
    assert (report.posts, report.feeds, report.documents) == (0, 1, 3)
    assert names(tree.published()) == SITE


@pytest.mark.parametrize("delay", [0.0, 0.07, 0.15])
def test_a_killed_build_is_repaired_by_the_next(tmp_path: Path, delay: float) -> None:
    killed, whole = Tree(tmp_path / "killed"), Tree(tmp_path / "whole")
    for place in (killed, whole):
        for number in range(100):
            place.post(f"{number}.md", "Text. " * 50, "2020-01-02", tags=[f"t{number}", "all"])
        place.configure()
    build = subprocess.Popen(_BUILD, cwd=killed.root, env=_environment())
    _wait_for((killed.state / "edition.db").exists, build)
    time.sleep(delay)
    build.send_signal(signal.SIGKILL)
    build.wait()
    assert run(killed).returncode == run(whole).returncode == 0
    assert killed.published() == whole.published()
    assert "102 feeds in 3 formats: 306 feed files, 0 written" in run(killed).stdout


def _wait_for(condition: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    while not condition() and process.poll() is None:
        time.sleep(0.01)


@pytest.mark.parametrize("place", ["public", ".feeds"])
def test_a_place_that_cannot_be_written_is_told_in_words(tree: Tree, place: str) -> None:
    tree.post("a.md")
    tree.posts.mkdir(exist_ok=True)
    (tree.root / place).write_text("a file, no directory")
    with pytest.raises(EditionError, match=f"{place}.*a file exists where a folder must be"):
        tree.build()


def test_only_one_build_runs_at_a_time(blog: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.edition.lock._TRIES", 1)
    with (
        EditionWriter(blog.output, blog.state),
        pytest.raises(EditionError, match="another build is running; wait until it ends"),
    ):
        blog.build()


def when_read(change: Callable[[], object]) -> Callable[[str, int, int], None]:
    """Return a progress that changes something between the reading and the rendering."""

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "reading posts" and done == total:
            change()

    return progress


def test_a_file_that_vanishes_before_it_is_rendered_costs_its_own_entry_alone(tree: Tree) -> None:
    tree.post("a.md", title="Stays")
    file = tree.post("b.md", title="Goes")
    content = file.read_bytes()
    report = tree.build(progress=when_read(file.unlink))
    assert (report.documents, b"Stays" in tree.published()["feed.atom"]) == (3, True)
    assert b"Goes" not in tree.published()["feed.atom"]
    assert report.remarks == ("b.md changed during the build; the next build reads it again",)
    file.write_bytes(content)
    tree.build()
    assert b"Goes" in tree.published()["feed.atom"]


@pytest.mark.parametrize("text", ["---\ntitle: [\n---\n", "---\ndraft: true\n---\n", "\udcff"])
def test_a_file_that_is_spoilt_before_it_is_rendered_never_breaks_a_build(
    tree: Tree, text: str
) -> None:
    tree.post("a.md", title="Stays")
    file = tree.post("b.md", title="Goes")
    content = file.read_bytes()
    spoilt = text.encode(errors="surrogateescape")
    tree.build(progress=when_read(lambda: file.write_bytes(spoilt)))
    assert b"Stays" in tree.published()["feed.atom"]
    file.write_bytes(content)
    tree.build()
    assert b"Goes" in tree.published()["feed.atom"]


def test_what_is_unpublished_during_a_build_is_not_shown_by_it(tree: Tree) -> None:
    """What a file says now has not been asked whether it may be published."""
    tree.post("a.md", "First.")
    tree.post("b.md", "Stays.")
    tree.build(progress=when_read(lambda: tree.post("a.md", "Secret.", date="2099-01-01")))
    assert b"Stays." in tree.published()["feed.atom"]
    assert b"Secret." not in tree.published()["feed.atom"]
    assert tree.build().left_out == {"future": 1}


def test_a_file_that_changes_during_a_build_leaves_its_feeds_as_they_were(tree: Tree) -> None:
    tree.post("a.md", "First.")
    tree.build()
    tree.post("b.md", "New.")
    tree.build(progress=when_read(lambda: tree.post("b.md", "Newer.")))
    assert b"First." in tree.published()["feed.atom"]
    assert b"New" not in tree.published()["feed.atom"]
    tree.build()
    assert b"Newer." in tree.published()["feed.atom"]


def test_what_was_built_is_never_read_as_posts(tree: Tree) -> None:
    """A configuration may well put the output inside the folder of posts."""
    tree.post("a.md", title="A")
    config = tree.project().config.replace(output="posts/out", state="posts/kept")
    for place in ("out", "kept"):
        tree.post(f"{place}/page.html", title="Not a post")
    project = open_project(config, tree.root)
    report = build(project, NOW, lambda *_: None, clock=tree.clock, sleep=tree.clock.sleep)
    assert (report.posts, report.files) == (1, 1)


def test_a_path_may_become_a_folder_of_others_and_back(tree: Tree) -> None:
    tree.post("a.md", title="A")
    for pattern in ("/feed/{ext}", "/feed/{ext}/feed.{ext}", "/feed/{ext}"):
        tree.feeds = {"paths": {"site": pattern}}
        tree.configure()
        assert tree.build(accept_removals=True).written == 3
    assert names(tree.published()) == {"feed/atom", "feed/json", "feed/rss"}


def test_a_directory_that_vanishes_before_the_walk_ends_is_no_traceback(tree: Tree) -> None:
    tree.post("a/a.md")
    tree.post("b.md")
    tree.build()
    (tree.posts / "a/a.md").unlink()
    (tree.posts / "a").rmdir()
    assert tree.build().posts == 1


def test_a_survey_finds_what_a_build_would_and_writes_nothing(tree: Tree) -> None:
    tree.post("a.md", tags=["x"])
    tree.write("bad.md", "---\ndate: never\n---\n")
    with survey(tree.project(), NOW, lambda *_: None) as found:
        assert [spec.term.name if spec.term else None for spec in found.plan.specs] == [None, "x"]
        assert [fault.path for fault in found.faults()] == ["bad.md"]
        assert found.catalogue.posts() == 1
    assert sorted(file.name for file in tree.root.iterdir()) == ["config.yaml", "posts"]


def test_a_state_directory_that_would_be_published_is_refused(tree: Tree) -> None:
    tree.post("a.md", title="A")
    project = tree.project()
    config = project.config.replace(state="public/.feeds")
    with pytest.raises(ConfigError, match="is inside the output folder, which is published"):
        open_project(config, tree.root)


@pytest.mark.parametrize("output", ["posts", "."])
def test_an_output_that_holds_the_posts_is_refused(tree: Tree, output: str) -> None:
    """Publishing it would publish drafts too."""
    tree.post("a.md", title="A")
    config = tree.project().config.replace(output=output)
    with pytest.raises(ConfigError, match="contains the posts and would publish them"):
        open_project(config, tree.root)
