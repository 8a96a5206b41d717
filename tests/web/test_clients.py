"""Who asks is told by the connection, or by proxies that are trusted; by nobody else."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.web.clients import Agent, Clients, agent, subscriber

PROXIES = ("10.0.0.0/8", "fd00::/8", "127.0.0.1/32")


def address(peer: str, *, trusted: tuple[str, ...] = PROXIES, **headers: str) -> str:
    environ = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    return Clients(trusted).address({"REMOTE_ADDR": peer, **environ})


@pytest.mark.parametrize(
    ("peer", "reported", "client"),
    [
        ("192.0.2.1", "198.51.100.7", "192.0.2.1"),  # no proxy of ours
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "1.2.3.4, 198.51.100.7", "198.51.100.7"),  # the client wrote the first
        ("10.0.0.1", "198.51.100.7, 10.9.9.9", "198.51.100.7"),
        ("10.0.0.1", "198.51.100.7,10.9.9.9,127.0.0.1", "198.51.100.7"),
        ("10.0.0.1", "10.2.2.2, 10.9.9.9", "10.2.2.2"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "unknown", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.7, unknown, 10.9.9.9", "10.9.9.9"),
        ("10.0.0.1", "198.51.100.7:5678", "198.51.100.7"),
        ("10.0.0.1", "[2001:db8::1]:443", "2001:db8::1"),
        ("10.0.0.1", "2001:DB8:0::1", "2001:db8::1"),
        ("10.0.0.1", "fe80::1%eth0", "fe80::1"),
        ("fd00::5", "198.51.100.7", "198.51.100.7"),
        ("::ffff:10.0.0.1", "::ffff:198.51.100.7", "198.51.100.7"),
        ("", "198.51.100.7", "198.51.100.7"),  # a Unix socket
    ],
)
def test_the_client_is_the_last_address_that_is_not_a_trusted_proxy(
    peer: str, reported: str, client: str
) -> None:
    assert address(peer, x_forwarded_for=reported) == client


@pytest.mark.parametrize(
    ("reported", "client"),
    [
        ("for=198.51.100.7", "198.51.100.7"),
        ('For="[2001:db8:cafe::17]:4711"', "2001:db8:cafe::17"),
        ("proto=https; for=198.51.100.7;by=203.0.113.43", "198.51.100.7"),
        ("for=1.2.3.4, for=198.51.100.7, for=10.1.1.1", "198.51.100.7"),
        ("for=198.51.100.7, for=_hidden", "10.0.0.1"),
        ("by=198.51.100.7", "10.0.0.1"),
    ],
)
def test_the_standard_header_is_understood_too(reported: str, client: str) -> None:
    """RFC 7239."""
    assert address("10.0.0.1", forwarded=reported) == client
    both = address("10.0.0.1", forwarded=reported, x_forwarded_for="203.0.113.9")
    assert both == "203.0.113.9"


def test_without_trusted_proxies_headers_are_ignored() -> None:
    for peer, client in (("127.0.0.1", "127.0.0.1"), ("", "")):
        assert address(peer, trusted=(), x_forwarded_for="198.51.100.7") == client
        assert address(peer, trusted=(), forwarded="for=198.51.100.7") == client


@pytest.mark.parametrize("kept", range(1, 13))
def test_an_address_cut_off_in_a_long_header_is_ignored(kept: int) -> None:
    """Only the nearest 1024 characters are looked at."""
    nearer = "," + ",".join(["10.0.0.2"] * 120)
    nearer = nearer[: 1024 - kept]
    nearer = nearer[: nearer.rindex(",")].ljust(1024 - kept)
    reported = "198.51.100.7" + nearer
    client = "198.51.100.7" if len(reported) <= 1024 else "10.0.0.2"
    assert address("10.0.0.1", x_forwarded_for=reported) == client


@given(
    st.text(max_size=50),
    st.text(st.sampled_from('0123456789abcdef.:,[]%"; for=x'), max_size=80) | st.text(),
    st.sampled_from(["x_forwarded_for", "forwarded"]),
)
def test_any_header_gives_an_address_or_none(peer: str, reported: str, header: str) -> None:
    for one in (peer, "10.0.0.1", ""):
        if header == "forwarded":
            client = address(one, forwarded=reported)
        else:
            client = address(one, x_forwarded_for=reported)
        assert client == "" or str(ip_address(client)) == client


@given(st.ip_addresses(), st.lists(st.ip_addresses(), max_size=5))
def test_an_untrusted_client_cannot_forge_an_address(peer: object, reported: list[object]) -> None:
    header = ", ".join(map(str, reported))
    expected = Clients().address({"REMOTE_ADDR": str(peer)})
    trusted = ("192.0.2.77/32",)
    if expected != "192.0.2.77":
        assert address(str(peer), trusted=trusted, x_forwarded_for=header) == expected


def test_an_ipv6_subscriber_has_a_whole_network() -> None:
    assert subscriber("2001:db8:1:2::1") == subscriber("2001:db8:1:2:ffff::9")
    assert subscriber("2001:db8:1:2::1") != subscriber("2001:db8:1:3::1")
    assert subscriber("192.0.2.1") == "192.0.2.1"
    assert subscriber("") == ""


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
def test_the_name_and_subscribers_of_a_user_agent(
    user_agent: str | None, name: str, subscribers: int | None
) -> None:
    assert agent(user_agent) == Agent(name, subscribers)


@given(st.text(max_size=600) | st.text(max_size=600).map("Mozilla/5.0 ({}".format))
def test_any_user_agent_gives_a_short_printable_name(user_agent: str) -> None:
    found = agent(user_agent)
    name, subscribers = found.name, found.subscribers
    assert len(name) <= 40
    assert name.isascii()
    assert name.isprintable()
    assert '"' not in name
    assert subscribers is None or 0 <= subscribers < 10**9


@pytest.mark.parametrize(
    "piece", ["a ", "(", "Mozilla/5.0 (", "compatible; ", "1 subscribers", "a-"]
)
def test_a_long_user_agent_is_read_quickly(piece: str) -> None:
    agent(("Mozilla/5.0 " + piece * 100_000)[:1_000_000])
    agent((piece * 100_000)[:1_000_000])
