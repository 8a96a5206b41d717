"""Readers are known by the name they give themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.web.agents import Agent, agent


@pytest.mark.parametrize(
    ("user_agent", "name", "subscribers"),
    [
        ("Feedly/1.0 (+http://www.feedly.com/fetcher.html; 16 subscribers; like X)", "Feedly", 16),
        ("NetNewsWire (RSS Reader; https://netnewswire.com/)", "NetNewsWire", None),
        ("newsboat/2.30.1 (Linux 6.1.0 x86_64)", "newsboat", None),
        ("Mozilla/5.0 (compatible; Miniflux/2.0.50; +https://miniflux.app)", "Miniflux", None),
        ("Tiny Tiny RSS/21.05 (Unsupported) (http://tt-rss.org/)", "Tiny Tiny RSS", None),
        (
            "NewsBlur Feed Fetcher - 12 subscribers - http://x (Mozilla/5.0)",
            "NewsBlur Feed Fetcher",
            12,
        ),
        ("Feedbin feed-id:1234 - 50 subscribers", "Feedbin", 50),
        ("Inoreader/1.0 (+http://www.inoreader.com/feed-fetcher; 1 subscriber; )", "Inoreader", 1),
        ("Bloglines/3.1 (http://www.bloglines.com; 5 readers)", "Bloglines", 5),
        ("UniversalFeedParser/6.0 +https://example.org/", "UniversalFeedParser", None),
        ("python-requests/2.31", "python-requests", None),
        (
            "Mozilla/5.0 (X11; Linux; rv:115.0) Gecko/20100101 Thunderbird/115.6.0",
            "Thunderbird",
            None,
        ),
        ("Mozilla/5.0 (X11) AppleWebKit/537 (KHTML, like Gecko) Chrome/1 Safari/5", "Chrome", None),
        ("Mozilla/5.0 (Mac) AppleWebKit/6 (KHTML, like Gecko) Version/17 Safari/6", "Safari", None),
        ("Mozilla/4.0", "Mozilla", None),
        ("", "", None),
        (None, "", None),
        ("-", "", None),
        ("200 OK", "", None),
        ("x 99999999999 subscribers", "x", None),
    ],
)
def test_a_reader_is_called_what_it_calls_itself(
    user_agent: str | None, name: str, subscribers: int | None
) -> None:
    assert agent(user_agent) == Agent(name, subscribers)


@given(st.text(max_size=600) | st.text(max_size=600).map("Mozilla/5.0 ({}".format))
def test_any_user_agent_gives_a_short_printable_name(user_agent: str) -> None:
    name, subscribers = agent(user_agent)
    assert len(name) <= 40
    assert name.isascii()
    assert name.isprintable()
    assert '"' not in name
    assert subscribers is None or 0 <= subscribers < 10**9


@pytest.mark.parametrize(
    "piece", ["a ", "(", "Mozilla/5.0 (", "compatible; ", "1 subscribers", "a-"]
)
def test_a_long_user_agent_costs_no_time(piece: str) -> None:
    agent(("Mozilla/5.0 " + piece * 100_000)[:1_000_000])
    agent((piece * 100_000)[:1_000_000])
