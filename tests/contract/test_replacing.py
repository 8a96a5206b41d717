"""New feeds while clients ask"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import cycle

import pytest

from .client import Answer
from .reading import agrees, instant
from .servers import Host, Server, serving
from .site import FIRST, Site

PATHS = ("/feed.atom", "/feed.rss", "/feed.json", "/tags/%E7%A7%91%E6%8A%80/feed.atom")
ACCEPTED = ("identity", "gzip", "br", "zstd", "gzip, br, zstd")
Answers = list[tuple[str, Answer]]
SOON = 2.0
"""Seconds in which a change must be visible."""


@pytest.fixture
def changing(host: Host, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    site = Site(tmp_path_factory.mktemp("changing"))
    site.configure()
    site.write(FIRST)
    site.build()
    with serving(host, site) as running:
        yield running


def test_every_answer_is_wholly_one_version_while_versions_change(changing: Server) -> None:
    """Body, length, tag and coding agree; a version has one date, and dates go forward.

    A static host dates each file by itself: the coded one and the plain one do not take their
    places at the same moment. Caddy may send a file that was just replaced with the date and
    tag of the one before; whoever holds these gets the file once more.
    """
    polls = polled_while(changing, lambda: rebuild(changing.site, 4))
    versions: dict[str, set[tuple[int, bytes]]] = {path: set() for path in PATHS}
    for answers in polls:
        dates: dict[tuple[str, str | None], int] = {}
        for path, answer in answers:
            assert answer.status == 200
            date = instant(answer, "Last-Modified")
            file = path, None if changing.host.dynamic else answer.get("Content-Encoding")
            assert dates.get(file, 0) <= date
            dates[file] = date
            versions[path].add((date, agrees(answer)))
    for seen in versions.values():
        bodies = {body for _, body in seen}
        assert len(bodies) > 1
        if changing.host.dates_what_it_sends:
            assert len(seen) == len(bodies) == len({date for date, _ in seen})


@pytest.mark.static
def test_a_coded_file_that_is_away_for_a_moment_costs_no_answer(changing: Server) -> None:
    """A build removes it before it replaces the plain one."""
    file = changing.site.root / "public" / "feed.atom.gz"
    aside = file.with_name("aside.gz")
    plain = agrees(changing.get("/feed.atom"))
    ended = threading.Event()

    def flicker() -> None:
        while not ended.is_set():
            file.rename(aside)
            aside.rename(file)

    with ThreadPoolExecutor(1) as pool:
        flickering = pool.submit(flicker)
        try:
            answers = [changing.get("/feed.atom", "Accept-Encoding: gzip") for _ in range(1500)]
        finally:
            ended.set()
        flickering.result()
    assert {answer.status for answer in answers} == {200}
    assert {agrees(answer) for answer in answers} == {plain}


def polled_while(server: Server, change: Callable[[], None]) -> list[Answers]:
    """Read from three threads until the change is done; what each was answered, in its order."""
    ended = threading.Event()
    with ThreadPoolExecutor(3) as pool:
        polls = [pool.submit(poll, server, start, ended) for start in range(3)]
        try:
            change()
        finally:
            ended.set()
    return [found.result() for found in polls]


def poll(server: Server, start: int, ended: threading.Event) -> Answers:
    found: Answers = []
    accepted = cycle(ACCEPTED[start:] + ACCEPTED[:start])
    for path in cycle(PATHS):
        if ended.wait(0.001):
            break
        found.append((path, server.get(path, f"Accept-Encoding: {next(accepted)}")))
    return found


def rebuild(site: Site, times: int) -> None:
    for n in range(times):
        edit(site, f"edit {n}")
        site.build()


def test_a_change_is_visible_soon_and_moves_both_validators(changing: Server) -> None:
    before = changing.get("/feed.atom")
    edit(changing.site, "changed")
    changing.site.build()
    after = until(lambda: changing.get("/feed.atom"), before)
    assert agrees(after) == changing.site.builds[-1]["/feed.atom"].body
    assert instant(after, "Last-Modified") > instant(before, "Last-Modified")
    held = f"If-None-Match: {before['ETag']}"
    assert changing.get("/feed.atom", held).status == 200
    dated = f"If-Modified-Since: {before['Last-Modified']}"
    assert changing.get("/feed.atom", dated).status == 200


def test_a_build_that_changes_nothing_moves_nothing(changing: Server) -> None:
    before = {path: changing.get(path, "Accept-Encoding: gzip") for path in PATHS}
    time.sleep(1.1)
    changing.site.build("--force")
    for path, answer in before.items():
        assert changing.get(path, "Accept-Encoding: gzip").lasting == answer.lasting


def test_a_post_removed_moves_both_validators(changing: Server) -> None:
    before = changing.get("/feed.atom")
    changing.site.write({name: post for name, post in FIRST.items() if name != "f"})
    changing.site.build()
    after = until(lambda: changing.get("/feed.atom"), before)
    assert instant(after, "Last-Modified") > instant(before, "Last-Modified")


def until(ask: Callable[[], Answer], before: Answer) -> Answer:
    """Ask until the answer is another, at most as long as a change may take."""
    end = time.monotonic() + SOON
    while (answer := ask())["ETag"] == before["ETag"]:
        assert time.monotonic() < end, "the change did not show"
        time.sleep(0.02)
    return answer


def edit(site: Site, word: str) -> None:
    post = FIRST["e"]
    site.write(FIRST | {"e": replace(post, what=word)})
