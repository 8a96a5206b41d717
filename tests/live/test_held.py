"""``feeds serve`` and ``feeds watch`` keep the last good feeds while posts are missing."""

from __future__ import annotations

import shutil
import sys

import pytest

from feeds.edition import read_outcome
from tests.support.live import Live, builds, running, wait_until
from tests.support.tree import Tree

pytest.importorskip("granian")
pytest.importorskip("watchfiles")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")

HELD = "the feeds did not change: nothing was written"


@pytest.fixture
def blog(tree: Tree) -> Tree:
    for day in range(1, 9):
        tree.post(f"sub/{day}.md", f"Text {day}.", f"2026-01-0{day}", tags=["all"])
    return tree


def is_built(tree: Tree) -> bool:
    found = read_outcome(tree.state)
    return found is not None and found.outcome == "built"


def test_a_server_keeps_its_feeds_says_so_once_and_recovers(blog: Tree) -> None:
    with running(blog) as live:
        assert live.health()["held"] is False
        before = live.get("/tags/all/feed.json")
        for post in sorted((blog.posts / "sub").iterdir()):  # one by one, as git removes them
            shutil.move(post, blog.root / post.name)
        live.says(HELD)
        wait_until(lambda: "8 of 8" in str(live.health().get("reason")), "the count of all")
        found = live.health()
        assert (found["held"], found["build"]) == (True, "kept")
        assert found["reason"] == "8 of 8 published posts are missing (8 not found)"
        assert live.answers("/healthz") == 200
        assert live.get("/tags/all/feed.json") == before
        assert live.said().count(HELD) == 1
        for day in range(1, 9):
            shutil.move(blog.root / f"{day}.md", blog.posts / "sub" / f"{day}.md")
        wait_until(lambda: live.health()["held"] is False, "it recovers", said=live.said)
        assert "reason" not in live.health()
        assert live.get("/tags/all/feed.json") == before


def test_a_missing_folder_of_posts_is_reported_once(blog: Tree) -> None:
    with running(blog) as live:
        before = live.get("/tags/all/feed.json")
        blog.posts.rename(blog.root / "away")
        live.says("the feeds did not change")
        wait_until(lambda: live.health()["held"], "it is held", said=live.said)
        assert live.health()["reason"] == "the posts folder does not exist"
        builds_twice(live)
        assert live.said().count("the feeds did not change") == 1
        assert live.get("/tags/all/feed.json") == before
        (blog.root / "away").rename(blog.posts)
        wait_until(lambda: live.health()["held"] is False, "it recovers", said=live.said)


def builds_twice(live: Live) -> None:
    """Wait until two more builds were tried."""
    seen = {builds(live.tree)}

    def are_three() -> bool:
        seen.add(builds(live.tree))
        return len(seen) == 3

    wait_until(are_three, "two builds", said=live.said)


def test_a_server_without_posts_and_edition_starts_answers_503_and_waits(tree: Tree) -> None:
    tree.posts.mkdir(parents=True)
    with running(tree) as live:
        live.says("answers 503 until there are posts")
        assert live.process.poll() is None
        assert live.answers() == 503
        assert live.answers("/healthz") == 503
        assert live.health()["reason"] == "the site has no posts to publish"
        tree.post("first.md", "First text.")
        live.shows("First text.")
        wait_until(lambda: live.health()["held"] is False, "it recovers", said=live.said)


def test_a_watcher_waits_for_posts_and_keeps_the_feeds_meanwhile(blog: Tree) -> None:
    shutil.move(blog.posts, blog.root / "away")
    blog.posts.mkdir()
    with running(blog, "watch") as live:
        live.says(HELD)
        assert not blog.output.exists()
        blog.posts.rmdir()
        shutil.move(blog.root / "away", blog.posts)
        wait_until(lambda: is_built(blog), "feeds", said=live.said)
        before = blog.published()
        shutil.rmtree(blog.posts / "sub")
        wait_until(lambda: live.said().count(HELD) == 2, "the second", said=live.said)
        assert blog.published() == before
