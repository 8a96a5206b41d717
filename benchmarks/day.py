"""A day of a thousand feed readers of all kinds, in which twenty posts appear.

The kinds follow what logs of feed servers show: half of the readers send back the validators
they were given, a fifth of all ask for deltas too, most take gzip, some Brotli, some nothing.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPResponse
from pathlib import Path

from benchmarks.building import build
from benchmarks.corpus import write_news, write_news_post
from benchmarks.servers import Server, nginx, ours, plain_flask

PATH = "/feed.xml"
_HOURS = 24
_NEW_POSTS = 20
_ACCEPTED = {"gzip, deflate": 55, "gzip, deflate, br": 15, "gzip, deflate, br, zstd": 10, "": 20}
"""What readers accept, and how many of a hundred do."""


@dataclass
class Reader:
    """One reader: what it sends, and what it was given last."""

    accepted: str
    sends_validators: bool
    asks_for_deltas: bool
    held: dict[str, str] = field(default_factory=dict)

    def headers(self) -> dict[str, str]:
        """Return what it sends with its next request."""
        sent = {"Accept-Encoding": self.accepted} if self.accepted else {}
        if self.sends_validators:
            sent |= self.held
        return sent | ({"A-IM": "feed"} if self.asks_for_deltas else {})

    def take(self, answer: HTTPResponse) -> None:
        """Remember the validators of an answer."""
        for name, given_as in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
            value = answer.headers.get(given_as)
            if value:
                self.held[name] = value


@dataclass
class Day:
    """What one server sent in a day."""

    sent: int = 0
    """Bytes of heads and bodies."""
    statuses: dict[int, int] = field(default_factory=dict)

    def add(self, answer: HTTPResponse, body: bytes) -> None:
        """Count one answer."""
        head = sum(len(name) + len(value) + 4 for name, value in answer.getheaders())
        self.sent += len(f"HTTP/1.1 {answer.status} {answer.reason}\r\n\r\n") + head + len(body)
        self.statuses[answer.status] = self.statuses.get(answer.status, 0) + 1


def simulate(place: Path, posts: int, readers: int) -> str:
    """Let a day pass for each of the three servers; return what they sent as Markdown."""
    source = place / "news"
    write_news(source, posts)
    build(source, place / "public", place / "state")
    with ExitStack() as stack:
        servers = [
            stack.enter_context(each)
            for each in (ours(source, place), nginx(place), plain_flask(place))
        ]
        days = _day(servers, source, place, posts, readers)
    return _page(days, readers)


def _day(
    servers: Sequence[Server], source: Path, place: Path, posts: int, readers: int
) -> dict[str, Day]:
    crowds = {server.name: crowd(readers) for server in servers}
    days = {server.name: Day() for server in servers}
    appeared = 0
    for hour in range(_HOURS):
        due = _NEW_POSTS * (hour + 1) // _HOURS
        for number in range(appeared, due):
            write_news_post(source / "_posts", posts + number)
        if due > appeared:
            build(source, place / "public", place / "state")
        appeared = due
        for server in servers:
            for reader in crowds[server.name]:
                answer, body = server.ask(PATH, reader.headers())
                reader.take(answer)
                days[server.name].add(answer, body)
    return days


def crowd(readers: int) -> list[Reader]:
    """Return readers of every kind, the same ones each time."""
    dice = random.Random(1)
    crowd = []
    for number in range(readers):
        accepted = dice.choices(list(_ACCEPTED), list(_ACCEPTED.values()))[0]
        share = number / readers
        crowd.append(Reader(accepted, sends_validators=share < 0.5, asks_for_deltas=share < 0.2))
    return crowd


def _page(days: dict[str, Day], readers: int) -> str:
    mine = days["feeds serve"].sent
    lines = [
        "## A day of feed readers",
        "",
        f"For one day, {readers} feed readers fetch the site's feed of a newsroom every hour, and"
        f" {_NEW_POSTS} posts appear. Half of the feed readers send validators, and a fifth ask"
        " for only the new entries (226). 80 % accept gzip, 25 % Brotli, 10 % Zstandard. All"
        " three servers serve the same files. nginx uses `gzip_static`. The plain view"
        " does not compress.",
        "",
        "| server | 200 | 226 | 304 | megabytes sent | to `feeds serve` |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name, day in days.items():
        counts = " | ".join(str(day.statuses.get(status, 0)) for status in (200, 226, 304))
        lines.append(f"| {name} | {counts} | {day.sent / 1e6:.1f} | {day.sent / mine:.2f} |")
    return "\n".join(lines)
