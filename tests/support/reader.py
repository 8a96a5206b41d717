"""Programs that people read feeds with, each in a home of its own, its memory on disk."""

from __future__ import annotations

import mailbox
import os
import sqlite3
import subprocess
from abc import ABC, abstractmethod
from contextlib import closing
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import ClassVar, NamedTuple

import feedparser  # type: ignore[import-untyped]
from reader import make_reader

PATIENCE = 60


class Shown(NamedTuple):
    """An entry as a reader has it, as often as it has it."""

    id: str
    title: str
    text: str


class Reader(ABC):
    """A reader of one feed that keeps between visits what it has read, and the validators."""

    program: ClassVar[str] = ""
    """What must be installed; empty where a Python package is enough."""
    agent: ClassVar[str]
    """Its name in the access log."""
    status_for_news: ClassVar[int] = 226
    shows_edits: ClassVar[bool] = True
    visits_until_it_is_conditional: ClassVar[int] = 1

    def __init__(self, home: Path) -> None:
        """Start with nothing, in an empty directory."""
        self.home = home

    @abstractmethod
    def subscribe(self, url: str) -> None: ...

    @abstractmethod
    def poll(self) -> None:
        """Visit the feed once, whatever its max-age."""

    @abstractmethod
    def shown(self) -> list[Shown]:
        """Return all that it has got, what came twice twice."""

    def run(self, *arguments: str) -> str:
        """Run the program as somebody who has nothing but this home; return what it said."""
        environment = {"HOME": str(self.home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        done = subprocess.run(
            [self.program, *arguments],
            cwd=self.home,
            env=environment,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        said = (done.stdout + done.stderr).decode()
        assert done.returncode == 0, said
        return said


class Newsboat(Reader):
    """newsboat (Debian's newsboat), without its screen."""

    program = agent = "newsboat"
    visits_until_it_is_conditional = 2
    """Older ones have no row to keep the validators in before the first visit is over."""

    def subscribe(self, url: str) -> None:
        (self.home / "urls").write_text(f"{url}\n", encoding="utf-8")
        (self.home / "config").touch()

    def import_opml(self, file: Path) -> list[str]:
        """Subscribe to every feed of a list; return the lines of the file of subscriptions."""
        self.run("-i", str(file), "-u", "urls", "-c", "cache.db", "-C", "config")
        return (self.home / "urls").read_text(encoding="utf-8").splitlines()

    def poll(self) -> None:
        self.run("-u", "urls", "-c", "cache.db", "-C", "config", "-x", "reload")

    def shown(self) -> list[Shown]:
        with closing(sqlite3.connect(self.home / "cache.db")) as cache:
            rows = cache.execute("SELECT guid, title, content FROM rss_item")
            return [Shown(*row) for row in rows]


class RssToEmail(Reader):
    """rss2email (Debian's rss2email), which puts its messages into a Maildir."""

    program = "r2e"
    agent = "feedparser"
    status_for_news = 200  # feedparser asks for deltas, rss2email takes 226 for an error
    shows_edits = False  # a message that was sent is not sent again

    def subscribe(self, url: str) -> None:
        self.run("new", "reader@example.org")
        (file,) = self.home.rglob("rss2email.cfg")
        settings = {"email-protocol": "maildir", "maildir-path": f"{self.home}/mail"}
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if line.partition(" = ")[0] not in settings]
        kept[1:1] = [f"{key} = {value}\n" for key, value in settings.items()]
        file.write_text("".join(kept), encoding="utf-8")
        (self.home / "mail").mkdir()
        self.run("add", "feed", url)

    def poll(self) -> None:
        said = self.run("run")
        assert "[ERROR]" not in said, said  # it ends with 0 all the same
        assert "[WARNING]" not in said, said

    def shown(self) -> list[Shown]:
        box = mailbox.Maildir(self.home / "mail" / "INBOX")
        parser = BytesParser(policy=policy.default)
        return [_mailed(parser.parsebytes(box.get_bytes(key))) for key in box.keys()]  # noqa: SIM118


def _mailed(message: EmailMessage) -> Shown:
    return Shown(str(message["X-RSS-ID"]), str(message["Subject"]), message.get_content())


class PythonReader(Reader):
    """The reader package, with its database in a file."""

    agent = "python-reader"

    @property
    def _database(self) -> str:
        return str(self.home / "reader.sqlite")

    def subscribe(self, url: str) -> None:
        with make_reader(self._database) as reader:
            reader.add_feed(url)

    def poll(self) -> None:
        with make_reader(self._database) as reader:
            for visit in reader.update_feeds_iter(scheduled=False):
                assert not isinstance(visit.value, Exception), visit.value

    def shown(self) -> list[Shown]:
        with make_reader(self._database) as reader:
            return [
                Shown(entry.id, entry.title or "", entry.content[0].value)
                for entry in reader.get_entries()
            ]


class Feedparser(Reader):
    """The feedparser package, as programs use it that keep nothing of their own."""

    agent = "feedparser"

    def subscribe(self, url: str) -> None:
        self._url = url

    def poll(self) -> None:
        self._found = feedparser.parse(self._url)

    def shown(self) -> list[Shown]:
        return [Shown(one.id, one.title, one.content[0].value) for one in self._found.entries]
