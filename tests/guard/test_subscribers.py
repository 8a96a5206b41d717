"""A blog leaves jekyll-feed for this program, and none of its subscribers notices."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from reader import Entry, Reader, make_reader
from werkzeug.serving import WSGIRequestHandler, make_server

from feeds.cli import main

pytestmark = pytest.mark.skipif(
    shutil.which("jekyll") is None, reason="jekyll is not installed, so nobody can move away"
)

POSTS = 300
_CONFIG = "title: Example\nurl: {url}\ntimezone: Europe/Paris\nplugins: [jekyll-feed]\ntheme:\n"
_TITLES = (
    "Bread & salt",
    "“It's” rye",
    "A day -- in May",
    "面包与盐",
    "Notes",
    "C++ <em>again</em>",
)
_START = datetime(2022, 1, 3, 7, 30, tzinfo=UTC)


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing."""


@dataclass
class Blog:
    """A Jekyll site, and the server that its feed is asked from: one address, whoever built it."""

    tree: Path
    url: str
    body: bytes = b""

    @property
    def feed(self) -> str:
        return f"{self.url}/feed.xml"

    def configure(self, more: str = "") -> None:
        (self.tree / "_config.yml").write_text(_CONFIG.format(url=self.url) + more, "utf-8")

    def serve_native(self) -> None:
        """Build with Jekyll, and serve its feed."""
        environment = {**os.environ, "LANG": "C.UTF-8", "JEKYLL_ENV": "production"}
        environment["JEKYLL_NO_BUNDLER_REQUIRE"] = "true"
        site = self.tree.parent / "native"
        subprocess.run(
            ["jekyll", "build", "--quiet", "--disable-disk-cache", "--destination", str(site)],
            cwd=self.tree,
            env=environment,
            check=True,
            capture_output=True,
        )
        self.body = (site / "feed.xml").read_bytes()

    def serve_ours(self) -> None:
        """Build with this program, and serve its feed."""
        self.run("build")
        self.body = (self.tree.parent / "public" / "feed.xml").read_bytes()

    def run(self, *arguments: str, code: int = 0) -> str:
        """Run one of our commands on the site."""
        places = ["--output", str(self.tree.parent / "public")]
        places += ["--state", str(self.tree.parent / "state"), "--source", str(self.tree)]
        result = CliRunner().invoke(main, [*arguments, *places], catch_exceptions=False)
        assert result.exit_code == code, result.output
        return result.output


def _write_posts(tree: Path) -> None:
    """Titles come back, several posts have one day, and some were written to in a hurry."""
    (tree / "_posts").mkdir(parents=True)
    for number in range(POSTS):
        moment = _START + timedelta(hours=17 * number)
        title = f"{_TITLES[number % len(_TITLES)]} {number // 12 or ''}".strip()
        matter = f"title: '{title.replace(chr(39), chr(39) * 2)}'\ntags: [a, b]\n"
        if number % 3:
            matter += f"date: {moment:%Y-%m-%d %H:%M:%S} +0000\n"
        name = f"{moment:%Y-%m-%d}-post-{number}.md"
        text = f"---\n{matter}---\nThe *words* of post {number}.\n"
        (tree / "_posts" / name).write_text(text, encoding="utf-8")


@pytest.fixture
def blog(tmp_path: Path) -> Iterator[Blog]:
    """A blog of 300 posts and a server for its feed."""
    found = Blog(tmp_path / "site", "")

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        known = environ["PATH_INFO"] == "/feed.xml"
        start("200 OK" if known else "404 Not Found", [("Content-Type", "application/atom+xml")])
        return [found.body if known else b""]

    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    found.url = f"http://127.0.0.1:{server.port}"
    _write_posts(found.tree)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def subscriber() -> Iterator[Reader]:
    """Somebody who has read all there was."""
    with make_reader(":memory:") as reader:
        yield reader


def subscribe(reader: Reader, blog: Blog) -> None:
    reader.add_feed(blog.feed)
    reader.update_feed(blog.feed)
    for entry in reader.get_entries():
        reader.mark_entry_as_read(entry)


def unread(reader: Reader, blog: Blog) -> list[Entry]:
    """Ask for the feed again; return what is shown as new."""
    reader.update_feed(blog.feed)
    return list(reader.get_entries(read=False))


def shown(blog: Blog) -> set[str]:
    """Return the ids of the feed as somebody sees it who subscribes today."""
    with make_reader(":memory:") as reader:
        subscribe(reader, blog)
        return {entry.id for entry in reader.get_entries()}


@pytest.mark.parametrize("window", [10, POSTS])
def test_a_reader_sees_nothing_new_and_loses_nothing(
    blog: Blog, subscriber: Reader, window: int
) -> None:
    blog.configure(f"feed: {{posts_limit: {window}}}\n")
    blog.serve_native()
    subscribe(subscriber, blog)
    known = {entry.id for entry in subscriber.get_entries()}
    assert len(known) == window
    assert "Safe to switch" in blog.run("compare", blog.feed)
    blog.serve_ours()
    assert unread(subscriber, blog) == []
    assert shown(blog) == known


@pytest.mark.parametrize("permalink", ["/posts/:slug/", "/:year/:title.html", "/p/:y_day/:title"])
def test_a_reader_does_not_notice_another_permalink_style(
    blog: Blog, subscriber: Reader, permalink: str
) -> None:
    limit = f"feed: {{posts_limit: {POSTS}}}\n"
    blog.configure(limit)
    blog.serve_native()
    subscribe(subscriber, blog)
    known = {entry.id: entry.link for entry in subscriber.get_entries()}
    blog.configure(f"{limit}permalink: {permalink}\n")
    assert f"{POSTS} posts again" in blog.run("compare", blog.feed, code=1)
    assert f"{POSTS} ids adopted" in blog.run("adopt", blog.feed)
    assert "Safe to switch" in blog.run("compare", blog.feed)
    blog.serve_ours()
    assert unread(subscriber, blog) == []
    assert shown(blog) == set(known)
    links = {entry.id: entry.link for entry in subscriber.get_entries()}
    assert all(links[id] != known[id] for id in known)


def test_without_adopting_a_reader_sees_every_post_again(blog: Blog, subscriber: Reader) -> None:
    """The subscriber can tell."""
    blog.configure()
    blog.serve_native()
    subscribe(subscriber, blog)
    blog.configure("permalink: /posts/:slug/\n")
    blog.serve_ours()
    assert len(unread(subscriber, blog)) == 10
