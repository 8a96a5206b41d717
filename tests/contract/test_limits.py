"""Limits"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .servers import Host, Server, serving
from .site import FIRST, LIMITED, Site

pytestmark = pytest.mark.dynamic
UNCONDITIONAL, CONDITIONAL = 3, 6


@pytest.fixture(scope="module")
def limited(host: Host, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that allows a reader three whole feeds an hour, and six questions for news."""
    made = Site(tmp_path_factory.mktemp("limited"), LIMITED)
    made.configure()
    made.write(FIRST)
    made.build()
    with serving(host, made) as running:
        yield running


def statuses(server: Server, times: int, *lines: str) -> list[int]:
    return [server.get("/feed.atom", *lines).status for _ in range(times)]


def test_whoever_hammers_is_told_when_to_come_back_rfc_6585_4(limited: Server) -> None:
    agent = "User-Agent: hammer"
    assert statuses(limited, UNCONDITIONAL, agent) == [200] * UNCONDITIONAL
    answer = limited.get("/feed.atom", agent)
    assert answer.status == 429
    assert 0 < int(answer["Retry-After"]) <= 3601  # 10.2.3, in seconds
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert len(answer.body) < 2000


def test_whoever_asks_for_news_may_ask_more_often(limited: Server) -> None:
    lines = "User-Agent: polite", f"If-None-Match: {limited.head('/feed.atom')['ETag']}"
    found = statuses(limited, CONDITIONAL + 1, *lines)
    assert found == [304] * CONDITIONAL + [429]


def test_a_method_in_another_case_counts_as_any_request_9_1(limited: Server) -> None:
    agent = "User-Agent: lower case"
    refused = {limited.get("/feed.atom", agent, method="get").status for _ in range(UNCONDITIONAL)}
    assert refused <= {400, 405, 501}
    if limited.host.name == "granian":  # the others never hand it on
        assert statuses(limited, 1, agent) == [429]


def test_people_who_share_an_address_and_a_browser_all_get_pages(limited: Server) -> None:
    lines = "User-Agent: everybody's", "Sec-Fetch-Dest: document"
    for path, status in (("/feeds/", 200), ("/feeds/style.css", 200), ("/feed.atom", 302)):
        asked = [limited.get(path, *lines).status for _ in range(UNCONDITIONAL + 1)]
        assert asked == [status] * (UNCONDITIONAL + 1)
    assert limited.get("/feeds/", lines[0]).status == 200


def test_readers_who_share_an_address_are_told_apart_by_their_names(limited: Server) -> None:
    assert statuses(limited, UNCONDITIONAL, "User-Agent: one") == [200] * UNCONDITIONAL
    assert statuses(limited, 1, "User-Agent: another") == [200]


def test_readers_behind_a_trusted_proxy_are_told_apart_by_their_addresses(
    limited: Server,
) -> None:
    for address in ("192.0.2.1", "192.0.2.2"):
        lines = "User-Agent: same", f"X-Forwarded-For: {address}"
        assert statuses(limited, UNCONDITIONAL + 1, *lines) == [200] * UNCONDITIONAL + [429]


def test_nobody_is_limited_unless_the_configuration_says_so(server: Server) -> None:
    assert set(statuses(server, 100, "User-Agent: hammer")) == {200}
