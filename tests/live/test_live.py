"""While it runs, ``feeds serve`` follows the tree, the configuration and the time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from feeds.edition import BuildOutcome, read_outcome
from tests.support.live import Live, builds, documents_written, running, wait_until
from tests.support.processes import PATIENCE, are_gone, environment, family, stop
from tests.support.tree import Tree

pytest.importorskip("granian")
pytest.importorskip("watchfiles")
NOTHING = BuildOutcome(datetime.now(UTC), 0)
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")


@pytest.fixture
def live(tree: Tree) -> Iterator[Live]:
    tree.post("first.md", "First text.")
    with running(tree) as server:
        server.shows("First text.")
        yield server


def test_a_post_that_is_saved_is_served_within_two_seconds(live: Live) -> None:
    live.tree.post("second.md", "Second text.", tags=["new"])
    assert live.shows("Second text.") < 2
    live.shows("Second text.", "/tags/new/feed.atom")


def test_posts_in_new_directories_and_moved_or_removed_posts_are_noticed(
    live: Live,
) -> None:
    live.tree.post("a/b/c/deep.md", "Deep text.")
    live.shows("Deep text.")
    live.tree.post("a/b/c/deeper.md", "Deeper text.")
    live.shows("Deeper text.")
    (live.tree.posts / "a").rename(live.tree.root / "elsewhere")
    live.hides("Deep text.")
    (live.tree.root / "elsewhere").rename(live.tree.posts / "z")
    live.shows("Deep text.")


def test_saving_by_renaming_is_noticed(live: Live) -> None:
    for text in ("Second text.", "Third text."):
        live.tree.post("first.md.part", text).replace(live.tree.posts / "first.md")
        live.shows(text)


def test_a_broken_post_is_left_out_and_reported_once(live: Live) -> None:
    live.tree.write("broken.md", "---\ndate: tomorow\n---\nBroken text.\n")
    live.says("posts/broken.md:2: date 'tomorow' is not a date")
    live.tree.post("second.md", "Second text.")
    live.shows("Second text.")
    assert "First text." in live.get()
    assert live.said().count("broken.md:2") == 1


def test_an_index_damaged_while_watching_is_rebuilt_and_reported(live: Live) -> None:
    for name in ("catalogue.db", "edition.db"):
        file = live.tree.state / name
        content = bytearray(file.read_bytes())
        content[-100] ^= 1
        file.write_bytes(content)
    live.tree.post("second.md", "Second text.")
    live.shows("Second text.")
    live.says("note: the index in")
    assert "First text." in live.get()
    assert live.said().count("could not be used, so it was rebuilt") == 1


def test_a_broken_configuration_keeps_the_feeds_until_it_is_fixed(live: Live) -> None:
    config = live.tree.root / "config.yaml"
    good = config.read_text()
    config.write_text(good + "\nfeedz: {}\n")
    live.says("the feeds did not change: ")
    assert "config.yaml:" in live.said()
    assert "unknown key feedz" in live.said()
    assert "First text." in live.get()
    config.with_suffix(".new").write_text(good.replace("title: Example", "title: Mended"))
    config.with_suffix(".new").replace(config)
    live.shows("Mended")


def test_a_post_that_is_due_appears_at_its_moment_and_not_before(live: Live) -> None:
    moment = datetime.now(UTC) + timedelta(seconds=3)
    live.tree.post("later.md", "Later text.", date=moment.isoformat())
    live.shows("Later text.")
    assert timedelta(0) <= datetime.now(UTC) - moment < timedelta(seconds=2)


def test_ids_that_would_all_change_keep_the_feeds_and_say_so(live: Live) -> None:
    for number in range(4):
        live.tree.post(f"{number}.md", f"Text {number}.")
    live.shows("Text 3.")
    live.tree.site["url"] = "https://elsewhere.example"
    live.tree.configure()
    live.says("the feeds did not change: nothing was written")
    assert "https://example.com/blog" in live.get()


def test_files_published_inside_the_tree_cause_no_build(tree: Tree) -> None:
    tree.post("first.md", "First text.")
    config = tree.configure()
    config.write_text(config.read_text().replace("posts: posts", "posts: ."))
    with running(tree) as live:
        live.shows("First text.")
        tree.post("second.md", "Second text.")
        wait_until(lambda: len(documents_written(live.said())) == 2, "the build has ended")
        last = builds(tree)
        # Something that would be noticed by now, had the last build woken the next one.
        until = time.monotonic() + 1
        wait_until(lambda: builds(tree) != last or time.monotonic() > until, "a second passes")
        assert builds(tree) == last


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_all_of_it_with_0(live: Live, stop: signal.Signals) -> None:
    started = live.family()
    assert len(started) >= 3
    live.process.send_signal(stop)
    assert live.process.wait(PATIENCE) == 0
    wait_until(lambda: are_gone(started), "nothing is left running")
    assert "Traceback" not in live.said()


def test_no_process_outlives_a_killed_server(live: Live) -> None:
    started = live.family()
    live.process.kill()
    wait_until(lambda: are_gone(started), "nothing is left running", 5)


def test_a_builder_that_dies_is_replaced(live: Live) -> None:
    os.kill(live.builder(), signal.SIGKILL)
    live.tree.post("second.md", "Second text.")
    live.shows("Second text.")
    live.says("the process that updates the feeds ended with code -9")


def test_one_of_two_servers_builds_and_the_other_takes_over(live: Live) -> None:
    with running(live.tree, "serve", "log2") as second:
        second.says("so this one waits")
        live.tree.post("second.md", "Second text.")
        live.shows("Second text.")
        assert "Second text." in second.get()
        wait_until(lambda: documents_written(live.said())[1:], "the first says that it built")
        assert not documents_written(second.said())
        live.process.kill()
        assert second.says("so this one updates them") < 4
        second.tree.post("third.md", "Third text.")
        second.shows("Third text.")


def test_an_expired_post_disappears_without_a_restart(tree: Tree) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=4)
    tree.write("hugo.toml", 'baseURL = "https://example.com/"\ntitle = "Example"\n')
    matter = "---\ntitle: {}\ndate: 2026-01-02\n{}---\nText.\n"
    tree.write("content/posts/one.md", matter.format("Staying", ""))
    tree.write("content/posts/two.md", matter.format("Going", f"expiryDate: {soon.isoformat()}\n"))
    config = tree.configure()
    config.write_text("posts: posts\ngenerator: hugo\n")
    with running(tree, "watch"):
        feed = tree.output / "index.xml"
        wait_until(lambda: feed.exists() and "Going" in feed.read_text(), "it is there")
        wait_until(lambda: "Going" not in feed.read_text(), "it goes")
        assert datetime.now(UTC) >= soon
        assert "Staying" in feed.read_text()


def test_a_failed_first_build_ends_the_server_with_its_message(tree: Tree) -> None:
    tree.post("first.md")
    tree.configure()
    tree.state.write_text("a file")
    command = [sys.executable, "-m", "feeds", "serve", "--config", "config.yaml", "--port", "0"]
    ended = subprocess.run(command, cwd=tree.root, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert ".feeds: " in ended.stderr


def test_hundreds_of_changes_take_a_few_builds(live: Live) -> None:
    for number in range(300):
        live.tree.post(f"{number % 20}/{number}.md", f"Text {number}.", date="2026-03-04")
    live.shows("Text 289.")
    wait_until(lambda: (read_outcome(live.tree.state) or NOTHING).posts == 301, "all are read")
    assert len(documents_written(live.said())) <= 10


def test_a_watcher_stopped_during_a_build_ends_with_0_and_no_damage(
    tree: Tree,
) -> None:
    for number in range(400):
        tree.post(f"{number}.md", "Some text.\n\n" * 50, tags=[f"tag {number}"])
    with running(tree, "watch") as live:
        wait_until(lambda: list(tree.output.rglob("*.atom")), "something is published")
        live.process.terminate()
        assert live.process.wait(PATIENCE) == 0
        assert not documents_written(live.said())
        assert "Traceback" not in live.said()
    with running(tree, "watch", "log2") as live:
        live.says("400 posts published")


def test_a_server_that_is_stopped_before_it_serves_ends_with_0(tree: Tree) -> None:
    for number in range(400):
        tree.post(f"{number}.md", "Some text.\n\n" * 50, tags=[f"tag {number}"])
    config = str(tree.configure())
    command = [sys.executable, "-m", "feeds", "serve", "--config", config, "--port", "0"]
    log = tree.root / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment(), stdout=output, stderr=output)
    try:
        wait_until(lambda: list(tree.output.rglob("*.atom")), "something is published")
        started = family(process.pid)
        process.terminate()
        assert process.wait(PATIENCE) == 0
        wait_until(lambda: are_gone(started), "nothing is left running")
        assert "Traceback" not in log.read_text()
    finally:
        stop(process, log)
