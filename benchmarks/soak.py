"""Load while posts change five times a second: no failure, no torn answer, no change kept back.

Every body must hash to its entity tag and decode, and a request that begins two seconds after
a change was saved must show it, whichever worker answers.
"""

from __future__ import annotations

import gzip
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import zstandard

from benchmarks.servers import Server, ours
from feeds.http import content_digest

_CHANGES_A_SECOND = 5
_VISIBLE_WITHIN = 2.0
_THREADS = 4
_POSTS = 20
_DECODERS = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": zstandard.decompress,
    None: bytes,
}
_ACCEPTED = ("", "gzip", "br", "zstd", "gzip, br, zstd")
_CHANGE = re.compile(rb"change-(\d+)-")
_TAG = re.compile(r'"([0-9a-f]{32})(?:-(?:gz|br|zst)\.([0-9a-f]{32}))?"')


@dataclass
class Record:
    """What happened, shared by all threads."""

    saved: list[float] = field(default_factory=list)
    """When each change was saved, by its number."""
    answers: Counter[int] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)
    """Seconds from saving a change to the first answer that showed it."""
    seen: int = -1
    lock: threading.Lock = field(default_factory=threading.Lock)


def soak(place: Path, seconds: float, workers: int = 2) -> tuple[str, bool]:
    """Run for so long; return what happened as Markdown, and whether all was well."""
    source = place / "site"
    _write_site(source)
    record, stop = Record(), threading.Event()
    with ours(source, place, "--workers", str(workers)) as server:
        jobs = [threading.Thread(target=_change, args=(source, record, stop))]
        jobs += [
            threading.Thread(target=_ask_on, args=(server, record, stop, number))
            for number in range(_THREADS)
        ]
        for job in jobs:
            job.start()
        stop.wait(seconds)
        stop.set()
        for job in jobs:
            job.join()
    return _page(record, seconds, workers), not record.failures


def _write_site(source: Path) -> None:
    (source / "_posts").mkdir(parents=True)
    (source / "_config.yml").write_text("url: https://soak.example\ntitle: Soak\n")
    for number in range(_POSTS):
        _write_post(source, number, 0)


def _write_post(source: Path, number: int, change: int) -> None:
    text = f"---\ntitle: Post {number}\ntags: [all]\n---\n{'text ' * 200}change-{change}-\n"
    file = source / "_posts" / f"2026-01-{number + 1:02}-post.md"
    part = source / f"part-{number}"
    part.write_text(text)
    part.replace(file)


def _change(source: Path, record: Record, stop: threading.Event) -> None:
    """Save changes, each in the newest post, at a steady pace."""
    begun = time.monotonic()
    while not stop.is_set():
        number = len(record.saved)
        _write_post(source, _POSTS - 1, number)
        record.saved.append(time.monotonic())
        stop.wait(max(begun + (number + 1) / _CHANGES_A_SECOND - time.monotonic(), 0))


def _ask_on(server: Server, record: Record, stop: threading.Event, number: int) -> None:
    dice = random.Random(number)
    held = ""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
    while not stop.is_set():
        headers = {"Accept-Encoding": dice.choice(_ACCEPTED)}
        if held and dice.random() < 0.3:
            headers |= {"If-None-Match": held} | dice.choice([{}, {"A-IM": "feed"}])
        path = dice.choice(["/feed.xml", "/feed/by_tag/all.xml", "/feed.json", "/feed.rss"])
        begun = time.monotonic()
        try:
            if dice.random() < 0.1:
                connection.close()  # the next connection may be another worker's
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
        except (HTTPException, OSError) as error:
            record.failures.append(f"{path}: {error!r}")
            connection.close()
            continue
        record.answers[answer.status] += 1
        record.failures.extend(_wrong(answer.status, answer.headers, body))
        if answer.status == 200:
            held = answer.headers["ETag"]
            _look(record, path, body, answer.headers.get("Content-Encoding"), begun)


def _wrong(status: int, headers: Message, body: bytes) -> Iterator[str]:
    if status not in (200, 226, 304):
        yield f"status {status}"
        return
    tag = _TAG.fullmatch(headers["ETag"])
    if tag is None:
        yield f"entity tag {headers['ETag']}"
    elif status == 200:
        plain = _DECODERS[headers.get("Content-Encoding")](body)
        if content_digest(plain) != tag[1] or (tag[2] and content_digest(body) != tag[2]):
            yield f"torn: {headers['ETag']}, {len(body)} bytes"
        if int(headers["Content-Length"]) != len(body):
            yield f"torn: {headers['Content-Length']} bytes told, {len(body)} sent"


def _look(record: Record, path: str, body: bytes, coding: str | None, begun: float) -> None:
    shown = max(map(int, _CHANGE.findall(_DECODERS[coding](body))), default=-1)
    with record.lock:
        for change in range(record.seen + 1, min(shown + 1, len(record.saved))):
            record.delays.append(time.monotonic() - record.saved[change])
        record.seen = max(record.seen, shown)
    late = [at for at in record.saved[shown + 1 :] if at < begun - _VISIBLE_WITHIN]
    if late:
        record.failures.append(f"{path}: {begun - late[0]:.1f} s after a change it is not shown")


def _page(record: Record, seconds: float, workers: int) -> str:
    delays = sorted(record.delays) or [0.0]
    counts = ", ".join(f"{count} × {status}" for status, count in sorted(record.answers.items()))
    return "\n".join(
        (
            "## Under load while posts change",
            "",
            f"`feeds serve --workers {workers}` ran for {seconds:.0f} s. In this time,"
            f" {len(record.saved)} changes were saved ({_CHANGES_A_SECOND} a second), and"
            f" {_THREADS} clients sent requests without pause. The server answered {counts}."
            f" {len(record.failures)} answers failed, were incomplete, or showed a change more than"
            f" {_VISIBLE_WITHIN:.0f} s late. The first answer with a change came after"
            f" {delays[len(delays) // 2]:.2f} s (median), at most {delays[-1]:.2f} s.",
            *(f"- {failure}" for failure in record.failures[:10]),
        )
    )
