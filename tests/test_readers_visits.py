"""Who comes again and again gets every post once: by 304, by what is new, or by the whole feed."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from tests.support.live import Live, running, wait_until
from tests.support.reader import Newsboat, PythonReader, Reader, RssToEmail
from tests.support.tree import Tree

pytest.importorskip("granian")
pytest.importorskip("watchfiles")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")

POSTS = {"first": "First text.", "second": "Второй текст.", "third": "第三篇文章。"}
TITLES = {name: f"The {name} & its <title>" for name in POSTS}


@dataclass
class Subscription:
    """A reader, and the feed of a running server it visits."""

    reader: Reader
    live: Live
    path: str

    def visit(self) -> list[int]:
        """Let the reader poll; return how what it asked was answered, by the access log."""
        before = len(self._statuses())
        self.reader.poll()
        return self._statuses()[before:]

    def _statuses(self) -> list[int]:
        said = self.live.said().splitlines()
        noted = [json.loads(line) for line in said if line.startswith('{"time"')]
        asked = (self.path, self.reader.agent)
        return [line["status"] for line in noted if (line["path"], line["reader"]) == asked]

    def settle(self) -> None:
        """Visit until the next visit is conditional."""
        for _ in range(self.reader.visits_until_it_is_conditional):
            self.reader.poll()

    def publish(self, name: str, text: str, day: int, title: str) -> None:
        """Publish a post, and wait until whoever holds the version before is told of it.

        A file takes its place shortly before the table tells of it.
        """
        held = self._asked().headers["ETag"]
        self.live.tree.post(f"{name}.md", text, f"2026-01-0{day}", title=title)
        self.live.shows(text, self.path)
        wait_until(lambda: self._asked(held).status == 200, "a new version", said=self.live.said)

    def _asked(self, held: str = '""') -> HTTPResponse:
        connection = HTTPConnection("127.0.0.1", self.live.port, timeout=10)
        connection.request("GET", self.path, headers={"If-None-Match": held})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer

    def published(self) -> list[tuple[str, str]]:
        items = json.loads(self.live.get("/feed.json"))["items"]
        return sorted((item["id"], item["title"]) for item in items)

    def shown(self) -> list[tuple[str, str]]:
        return sorted((entry.id, entry.title) for entry in self.reader.shown())

    def with_text(self, text: str) -> int:
        return sum(text in entry.text for entry in self.reader.shown())


@pytest.fixture
def live(tree: Tree) -> Iterator[Live]:
    """The site is served by ``feeds serve``, which notes every request."""
    for day, (name, text) in enumerate(POSTS.items(), start=1):
        tree.post(f"{name}.md", text, f"2026-01-0{day}", title=TITLES[name])
    with running(tree, "serve", "log", "--access-log", "json") as server:
        yield server


@pytest.fixture(params=["/feed.atom", "/feed.rss"])
def path(request: pytest.FixtureRequest) -> str:
    named: str = request.param
    return named


@pytest.fixture(params=[Newsboat, RssToEmail, PythonReader])
def reader(request: pytest.FixtureRequest, tmp_path: Path) -> Reader:
    kind: type[Reader] = request.param
    if kind.program and not shutil.which(kind.program):
        pytest.skip(f"{kind.program} is not installed")
    home = tmp_path / "home"
    home.mkdir()
    return kind(home)


@pytest.fixture
def subscription(reader: Reader, live: Live, path: str) -> Subscription:
    reader.subscribe(f"http://127.0.0.1:{live.port}{path}")
    return Subscription(reader, live, path)


def test_a_reader_misses_no_post_and_gets_none_twice(subscription: Subscription) -> None:
    subscription.settle()
    assert len(subscription.shown()) == len(POSTS)
    assert subscription.shown() == subscription.published()
    assert [subscription.with_text(text) for text in POSTS.values()] == [1] * len(POSTS)
    assert subscription.visit() == [304]

    subscription.publish("fourth", "Fourth text.", 4, "The fourth")
    assert subscription.visit() == [subscription.reader.status_for_news]
    assert len(subscription.shown()) == len(POSTS) + 1
    assert subscription.shown() == subscription.published()
    assert subscription.with_text("Fourth text.") == 1
    assert subscription.visit() == [304]

    subscription.publish("first", "Mended text.", 1, TITLES["first"])
    assert subscription.visit() == [subscription.reader.status_for_news]
    assert subscription.shown() == subscription.published()
    assert subscription.with_text("Mended text.") == subscription.reader.shows_edits
    assert subscription.visit() == [304]
    assert subscription.shown() == subscription.published()
