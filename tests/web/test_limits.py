"""Who hammers is asked to wait; nobody else ever is."""

from __future__ import annotations

import json
import logging
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from limits import parse
from msgspec.structs import asdict
from werkzeug.test import Client, TestResponse

from feeds.config.schema import LimitsSection, MaxAge, ServeSection
from feeds.web import EditionSettings, create_app
from feeds.web.limits import Windows
from tests.support.edition import Clock, Place, feed, page
from tests.support.processes import free_port, listening

TAGS = [f"/tags/{number}.xml" for number in range(200)]
RATES = {"unconditional": "3/second", "conditional": "5/second", "address": "1000/second"}


READER = {"X-Forwarded-For": "192.0.2.1", "User-Agent": "a"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = Place(tmp_path_factory.mktemp("site"), Clock(1_700_000_000.5))
    place.pages = "/feeds/index.html"
    place.publish(
        feed(page="/feeds/index.html"), page(), page("/feeds/style.css"), *map(feed, TAGS)
    )
    return place


@pytest.fixture(scope="module")
def redis_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed")
    port = free_port()
    with redis_at(program, port, tmp_path_factory.mktemp("redis")):
        yield port


@pytest.fixture(params=["memory", "redis"])
def storage(request: pytest.FixtureRequest) -> str:
    if request.param == "memory":
        return "memory"
    port = request.getfixturevalue("redis_port")
    return f"redis://127.0.0.1:{port}/{request.getfixturevalue('database')}"


@pytest.fixture
def database() -> int:
    """Every test counts in one of its own."""
    return next(DATABASES)


DATABASES = iter(range(16))


def redis_at(
    program: str, port: int, directory: Path
) -> AbstractContextManager[subprocess.Popen[bytes]]:
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    return listening(command, port, directory)


def client_of(place: Place, storage: str = "memory", **rates: str) -> Client:
    limits = LimitsSection(storage=storage, **{**RATES, **rates})
    serve = ServeSection(limits=limits, trusted_proxies=("127.0.0.1",))
    return Client(create_app(EditionSettings(place.output, place.state, serve)))


def poll(
    client: Client, path: str = "/feed.xml", address: str = "192.0.2.1", **headers: str
) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(path, headers={"X-Forwarded-For": address, "User-Agent": "a", **named})


def statuses(answers: list[TestResponse]) -> list[int]:
    return [answer.status_code for answer in answers]


def test_without_a_storage_nobody_is_limited(place: Place) -> None:
    client = Client(create_app(EditionSettings(place.output, place.state)))
    assert {poll(client).status_code for _ in range(300)} == {200}


def test_a_reader_that_polls_too_often_gets_429_with_retry_after(
    place: Place, storage: str
) -> None:
    client = client_of(place, storage, unconditional="3/2 seconds")
    answers = [poll(client) for _ in range(5)]
    assert statuses(answers) == [200, 200, 200, 429, 429]
    refused = answers[-1]
    wait = int(refused.headers["Retry-After"])
    assert 1 <= wait <= 4
    assert refused.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert refused.headers["Cache-Control"] == "no-store"
    assert f"again in {wait} seconds" in refused.text
    assert len(refused.data) < 200
    time.sleep(wait)
    assert poll(client).status_code == 200


def test_the_refusal_is_a_problem_in_the_form_the_reader_accepts(place: Place) -> None:
    client = client_of(place, unconditional="1/minute")
    poll(client)
    refused = poll(client, Accept="application/json")
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert json.loads(refused.data)["status"] == 429


def test_conditional_requests_have_their_own_rate(place: Place, storage: str) -> None:
    client = client_of(place, storage, unconditional="2/minute", conditional="4/minute")
    held = poll(client).headers["ETag"]
    for headers in (
        {"If_None_Match": held},
        {"If_Modified_Since": "Tue, 14 Nov 2023 22:13:20 GMT"},
    ):
        assert statuses([poll(client, **headers) for _ in range(2)]) == [304, 304]
    assert poll(client, If_None_Match=held).status_code == 429
    assert statuses([poll(client) for _ in range(2)]) == [200, 429]


def test_a_reader_of_200_feeds_polls_them_all_at_once(place: Place, storage: str) -> None:
    """With the rates that hold where none are configured."""
    defaults = asdict(LimitsSection())
    defaults.pop("storage")
    client = client_of(place, storage, **defaults)
    held = {path: poll(client, path).headers["ETag"] for path in TAGS}
    again = [poll(client, path, If_None_Match=held[path]) for path in TAGS]
    assert set(statuses(again)) == {304}


def test_readers_that_honour_max_age_are_never_refused() -> None:
    """No window is longer than the shortest max-age, so none holds two of its polls."""
    defaults = LimitsSection(storage="memory")
    for rate in (defaults.unconditional, defaults.conditional):
        assert parse(rate).get_expiry() <= MaxAge().shortest
        assert parse(rate).amount > 1


def test_other_readers_at_the_same_address_are_not_refused(place: Place, storage: str) -> None:
    client = client_of(place, storage, unconditional="1/minute")
    assert statuses([poll(client) for _ in range(2)]) == [200, 429]
    assert poll(client, User_Agent="b").status_code == 200
    assert poll(client, TAGS[0]).status_code == 200
    assert poll(client, address="192.0.2.2").status_code == 200
    assert poll(client).status_code == 429


def test_pages_count_for_their_address_alone(place: Place, storage: str) -> None:
    """Many people may share an address and a browser; each loads a page and what belongs to it."""
    client = client_of(place, storage, unconditional="1/minute", address="8/minute")
    paths = ("/feeds/", "/feeds/style.css", "/feeds", "/")
    answers = [poll(client, path) for path in (*paths, *paths)]
    assert statuses(answers) == [200, 200, 308, 200] * 2
    assert poll(client, "/feeds/").status_code == 429


def test_a_browser_that_opens_a_feed_counts_for_its_address_alone(place: Place) -> None:
    client = client_of(place, unconditional="1/minute", address="5/minute")
    assert statuses([poll(client, Sec_Fetch_Dest="document") for _ in range(3)]) == [302] * 3
    assert statuses([poll(client) for _ in range(2)]) == [200, 429]
    assert poll(client, Sec_Fetch_Dest="document").status_code == 429


def test_head_counts_as_get_and_other_methods_for_their_address_alone(place: Place) -> None:
    client = client_of(place, unconditional="1/minute", address="4/minute")
    named = {"X-Forwarded-For": "192.0.2.1", "User-Agent": "a"}
    asked = [
        client.open("/feed.xml", method=m, headers=named).status_code
        for m in ("HEAD", "GET", "OPTIONS", "POST", "OPTIONS")
    ]
    assert asked == [200, 429, 204, 405, 429]


def test_a_method_in_another_case_counts_like_any_request(place: Place, storage: str) -> None:
    client = client_of(place, storage, unconditional="3/minute")
    asked = ("get", "Get", "head", "GET", "get")
    answers = [
        client.open("/feed.xml", headers=READER, environ_overrides={"REQUEST_METHOD": method})
        for method in asked
    ]
    assert statuses(answers) == [405, 405, 405, 429, 429]


def test_changing_agent_or_path_does_not_evade_the_address_limit(
    place: Place, storage: str
) -> None:
    client = client_of(place, storage, address="5/minute")
    answers = [poll(client, f"/{number}", User_Agent=str(number)) for number in range(7)]
    assert statuses(answers) == [404] * 5 + [429] * 2
    assert poll(client, address="192.0.2.2").status_code == 200


def test_a_subscriber_of_ipv6_is_one_address(place: Place) -> None:
    client = client_of(place, address="2/minute")
    addresses = [f"2001:db8:1:2::{number}" for number in range(1, 4)]
    assert statuses([poll(client, address=one) for one in addresses]) == [200, 200, 429]
    assert poll(client, address="2001:db8:1:3::1").status_code == 200


def test_readers_without_an_address_are_not_limited(place: Place) -> None:
    """A Unix socket: they would all count as one."""
    limits = LimitsSection(storage="memory", address="1/minute")
    serve = ServeSection(limits=limits)
    client = Client(create_app(EditionSettings(place.output, place.state, serve)))
    answers = [client.get("/feed.xml", environ_base={"REMOTE_ADDR": ""}) for _ in range(3)]
    assert statuses(answers) == [200] * 3


@pytest.mark.parametrize("page", ["/healthz", "/metrics"])
def test_health_checks_are_not_limited(place: Place, page: str) -> None:
    limits = LimitsSection(storage="memory", address="1/minute")
    serve = ServeSection(limits=limits, metrics=True)
    client = Client(create_app(EditionSettings(place.output, place.state, serve)))
    assert statuses([client.get(page) for _ in range(5)]) == [200] * 5


def test_two_servers_on_one_redis_count_together(
    place: Place, redis_port: int, database: int
) -> None:
    storage = f"redis://127.0.0.1:{redis_port}/{database}"
    one, other = (client_of(place, storage, unconditional="2/minute") for _ in range(2))
    assert statuses([poll(one), poll(other), poll(one), poll(other)]) == [200, 200, 429, 429]


def test_without_redis_everybody_is_answered_and_one_warning_logged(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    client = client_of(
        place, f"redis://:secret@127.0.0.1:{free_port()}/0", unconditional="1/minute"
    )
    with caplog.at_level(logging.INFO, "feeds"):
        assert {poll(client).status_code for _ in range(20)} == {200}
    assert len(caplog.messages) == 1
    assert "requests are not limited" in caplog.text
    assert "secret" not in caplog.text


def test_limits_work_again_when_redis_is_back(
    place: Place,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed")
    monkeypatch.setattr("feeds.web.limits._PAUSE", 0.0)
    port = free_port()
    client = client_of(place, f"redis://127.0.0.1:{port}/0", unconditional="2/minute")
    with caplog.at_level(logging.INFO, "feeds"):
        with redis_at(program, port, tmp_path):
            assert statuses([poll(client) for _ in range(3)]) == [200, 200, 429]
        assert {poll(client).status_code for _ in range(5)} == {200}
        with redis_at(program, port, tmp_path):
            assert statuses([poll(client) for _ in range(3)]) == [200, 200, 429]
    told = [message.partition(",")[0] for message in caplog.messages]
    assert told == [
        "the storage of the limits failed",
        "the storage of the limits works again",
    ]


def test_a_redis_that_hangs_delays_nobody(place: Place) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        client = client_of(place, f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        started = time.monotonic()
        assert {poll(client).status_code for _ in range(50)} == {200}
        assert time.monotonic() - started < 2


def test_a_flood_of_readers_neither_fills_memory_nor_resets_addresses() -> None:
    clock = Clock()
    windows = Windows(100, clock)
    for number in range(10_000):
        windows.incr(str(number), 600)
        assert len(windows._windows) <= 100
    assert windows.get("9999") == 1
    assert windows.get("0") == 0
    clock.now += 600
    windows.incr("new", 600)
    assert len(windows._windows) == 1


def test_the_oldest_window_is_dropped_not_the_busiest() -> None:
    windows = Windows(3, Clock())
    for key in ("a", "b", "c", "a", "a", "d"):
        windows.incr(key, 600)
    assert [windows.get(key) for key in "abcd"] == [0, 1, 1, 1]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 20)), max_size=40))
@settings(deadline=None)
def test_a_window_counts_until_its_end(steps: list[tuple[str, float]]) -> None:
    clock = Clock()
    windows = Windows(10, clock)
    expected: dict[str, tuple[float, int]] = {}
    for key, pause in steps:
        clock.now += pause
        end, count = expected.get(key, (0.0, 0))
        expected[key] = (end, count + 1) if end > clock.now else (clock.now + 10, 1)
        assert windows.incr(key, 10) == expected[key][1]
        assert windows.get_expiry(key) == expected[key][0]


@given(
    st.integers(1, 999),
    st.sampled_from(["/", " / ", " per "]),
    st.integers(0, 99),
    st.sampled_from(["second", "Minutes", "hours", "day"]),
)
def test_the_library_reads_every_valid_rate(
    amount: int, per: str, multiple: int, unit: str
) -> None:
    text = f"{amount}{per}{f'{multiple} ' if multiple else ''}{unit}"
    rate = parse(LimitsSection(storage="memory", address=text).address)
    seconds = {"s": 1, "m": 60, "h": 3600, "d": 86400}[unit[0].lower()]
    assert (rate.amount, rate.get_expiry()) == (amount, (multiple or 1) * seconds)
