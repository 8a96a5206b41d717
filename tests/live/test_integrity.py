"""While it runs, ``feeds serve`` repairs output and state that somebody deleted or edited."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from feeds.edition import TABLE, read_edition
from tests.support.live import Live, builds, running, wait_until
from tests.support.tree import Tree

pytest.importorskip("granian")
pytest.importorskip("watchfiles")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")
WORKERS = "--workers", "3"


@pytest.fixture
def tree(tmp_path: os.PathLike[str], tree: Tree) -> Tree:
    del tmp_path
    for number in range(4):
        tree.post(f"{number}.md", f"Text {number}.\n\n" * 30, tags=["one", "two"])
    return tree


@pytest.fixture
def live(tree: Tree) -> Iterator[Live]:
    with running(tree, "serve", "log", *WORKERS) as server:
        server.shows("Text 3.")
        yield server


Answer = tuple[int, str | None, str | None, bytes]


def ask(live: Live, path: str = "/feed.json", coding: str = "identity") -> Answer:
    request = Request(f"http://127.0.0.1:{live.port}{path}", headers={"Accept-Encoding": coding})
    try:
        with urlopen(request, timeout=10) as answer:
            body: bytes = answer.read()
            return answer.status, answer.headers["ETag"], answer.headers["Last-Modified"], body
    except HTTPError as error:
        return error.code, None, None, b""


def lose(directory: Path) -> None:
    """Delete a directory at one moment, also while others make files in it."""
    place = tempfile.mkdtemp(dir=directory.parents[1])
    directory.rename(Path(place, directory.name))
    shutil.rmtree(place)


def holds(tree: Tree, files: dict[str, bytes]) -> bool:
    """Say whether these are the published files; a build may be replacing some."""
    try:
        return tree.published() == files
    except FileNotFoundError:
        return False


def lose_state(tree: Tree) -> None:
    lose(tree.state)


def lose_table(tree: Tree) -> None:
    (tree.state / TABLE).unlink()


def spoil_table(tree: Tree) -> None:
    (tree.state / TABLE).write_bytes(b"no database" * 1000)


def lose_catalogue(tree: Tree) -> None:
    (tree.state / "catalogue.db").unlink()


def lose_coded_file(tree: Tree) -> None:
    (tree.output / "feed.json.gz").unlink()


def lose_plain_file(tree: Tree) -> None:
    (tree.output / "feed.json").unlink()


def edit_plain_file(tree: Tree) -> None:
    file = tree.output / "feed.json"
    file.write_bytes(file.read_bytes().replace(b"https://example.com", b"https://example.net"))


def edit_coded_file(tree: Tree) -> None:
    (tree.output / "feed.json.br").write_bytes(b"other bytes")


def touch_files(tree: Tree) -> None:
    for name in ("feed.json", "feed.json.gz"):
        os.utime(tree.output / name, (1, 1))


LOSSES = [lose_state, lose_table, spoil_table, lose_catalogue]
TOUCHES = [lose_coded_file, lose_plain_file, edit_plain_file, edit_coded_file, touch_files]


@pytest.mark.parametrize("tamper", [*LOSSES, *TOUCHES])
def test_changed_files_are_repaired_and_every_answer_is_right_meanwhile(
    live: Live, tamper: Callable[[Tree], None]
) -> None:
    tree = live.tree
    files, right = tree.published(), ask(live)
    times = tree.times()
    built = builds(tree)
    tamper(tree)
    answers: list[Answer] = []

    def is_repaired() -> bool:
        answers.extend(ask(live, coding=coding) for coding in ("identity", "gzip"))
        is_built = tree.state.exists() and builds(tree) not in (None, built)
        return is_built and holds(tree, files)

    wait_until(is_repaired, "it is repaired", said=live.said)
    assert {status for status, *_ in answers} == {200}
    versions = {(tag or "").strip('"').split("-")[0] for _, tag, _, _ in answers}
    assert versions == {(right[1] or "").strip('"')}
    assert ask(live)[::3] == right[::3]
    if tamper is not edit_plain_file:  # others may have read that, and its date
        assert tree.times() == times
    live.says("again\n")
    assert live.said().count("missing or changed") == 1
    requires_rest(live)


def publish_another(live: Live, text: str) -> None:
    built = builds(live.tree)
    live.tree.post("new.md", text)
    live.shows(text)
    wait_until(lambda: builds(live.tree) not in (None, built), "the build ends")


def requires_rest(live: Live) -> None:
    """A repair wakes no other one: wait as long as two looks take."""
    last = builds(live.tree)
    until = time.monotonic() + 5
    wait_until(lambda: builds(live.tree) != last or time.monotonic() > until, "time passes")
    assert builds(live.tree) == last
    assert "Traceback" not in live.said()


def test_a_deleted_output_is_made_again(live: Live) -> None:
    files = live.tree.published()
    right = ask(live)
    lose(live.tree.output)
    wait_until(lambda: holds(live.tree, files), "all files are back", said=live.said)
    assert ask(live) == right
    live.says(f"public: {len(files)} files were missing or changed, and were written again")
    lose(live.tree.output)
    lose(live.tree.state)
    wait_until(lambda: holds(live.tree, files), "all files are back", said=live.said)
    wait_until(lambda: ask(live)[0] == 200, "it is served")
    assert ask(live)[1] == right[1]
    wait_until(lambda: builds(live.tree), "the build ends")
    assert read_edition(live.tree.state).complete


def test_other_files_stay_and_cause_no_build(live: Live) -> None:
    (live.tree.output / "robots.txt").write_text("of somebody\n")
    requires_rest(live)
    publish_another(live, "New text.")
    assert (live.tree.output / "robots.txt").read_text() == "of somebody\n"
    assert "missing or changed" not in live.said()
    requires_rest(live)


def test_the_files_of_another_build_are_not_damage(live: Live) -> None:
    live.tree.build()
    own = datetime.fromtimestamp(live.tree.clock.now, UTC)
    wait_until(lambda: builds(live.tree) not in (None, own), "it is looked at", said=live.said)
    publish_another(live, "New text.")
    assert "missing or changed" not in live.said()


def test_one_of_two_watchers_builds_after_the_state_was_deleted(live: Live) -> None:
    with running(live.tree, "watch", "log2") as second:
        second.says("so this one waits")
        for number in range(2):
            lose(live.tree.state)
            wait_until(lambda: builds(live.tree), "the state is made again")
            time.sleep(3)
            publish_another(live, f"New text {number}.")
        said = live.said() + second.said()
        assert said.count("so this one updates them") + 1 == said.count("so this one waits")
        requires_rest(live)


def test_a_site_that_cannot_be_built_is_repaired_once_it_can(live: Live) -> None:
    config = live.tree.root / "config.yaml"
    good, files = config.read_text(), live.tree.published()
    config.write_text(good + "\nfeedz: {}\n")
    live.says("the feeds did not change: ")
    lose(live.tree.state)
    (live.tree.output / "feed.json.gz").unlink()
    time.sleep(3)
    assert ask(live)[0] == ask(live, coding="gzip")[0] == 200
    config.write_text(good)
    wait_until(lambda: holds(live.tree, files), "it is repaired", said=live.said)
