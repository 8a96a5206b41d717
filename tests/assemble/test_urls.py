"""A URL in an entry is absolute, in ASCII, and safe to follow."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.assemble.urls import SCHEMES, absolute

BASE = "https://site.example/a/b.html?q=1"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://h.example/x", "http://h.example/x"),
        ("HTTP://h.example/X", "http://h.example/X"),
        ("//h.example/x", "https://h.example/x"),
        ("/x", "https://site.example/x"),
        ("x.png", "https://site.example/a/x.png"),
        ("../x", "https://site.example/x"),
        ("../../../x", "https://site.example/x"),
        ("?p=2", "https://site.example/a/b.html?p=2"),
        ("#part", "https://site.example/a/b.html?q=1#part"),
        ("mailto:ada@site.example", "mailto:ada@site.example"),
        ("tel:+441234", "tel:+441234"),
        (" \n/x\t ", "https://site.example/x"),
        ("/a\nb", "https://site.example/ab"),
        ("/a b", "https://site.example/a%20b"),
        ("/é?é#é", "https://site.example/%C3%A9?%C3%A9#%C3%A9"),
        ("/#a/b.html#//c d", "https://site.example/#a/b.html#//c%20d"),
        ("/%C3%A9%2F", "https://site.example/%C3%A9%2F"),
        ("/100%", "https://site.example/100%25"),
        ("/[x]", "https://site.example/%5Bx%5D"),
        ("\\\\h.example\\x", "https://h.example/x"),
        ("/x?a\\b", "https://site.example/x?a%5Cb"),
        ("http://例え.example/", "http://xn--r8jz45g.example/"),
        ("http://例え.example:8080/", "http://xn--r8jz45g.example:8080/"),
        ("http://[::1]/x", "http://[::1]/x"),
        ("irc://#channel", "irc://#channel"),
        ("irc:///channel", "irc:///channel"),
        ("IRC://irc.example/##a b", "irc://irc.example/#%23a%20b"),
        ("irc://irc.example,isserver", "irc://irc.example,isserver"),
        ("irc://例え.example/", "irc://xn--r8jz45g.example/"),
        ("matrix:r/room:site.example", "matrix:r/room:site.example"),
        ("xmpp:ada@site.example/x?message;body=a", "xmpp:ada@site.example/x?message;body=a"),
        ("magnet:?xt=urn:btih:a&dn=b c", "magnet:?xt=urn:btih:a&dn=b%20c"),
        ("geo:37.8,-122.4;u=35", "geo:37.8,-122.4;u=35"),
        ("sip:ada@[::1]:5060", "sip:ada@[::1]:5060"),
        ('irc:"><script>', "irc:%22%3E%3Cscript%3E"),
    ],
)
def test_a_url_of_any_kind_becomes_absolute(url: str, expected: str) -> None:
    assert absolute(url, BASE) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "  \n",
        "javascript:alert(1)",
        " JaVa\nScript:alert(1)",
        "\x01javascript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/hosts",
        "blob:https://site.example/x",
        "http://[",
        "http://",
        "http:x.html",
        "irc:",
        "sip://",
        "http://h.example:port/",
        "http://h.example:99999/",
        "http://a b/",
        "http://h<x>/",
        "http://例" + "え" * 70 + ".example/",
        "/\ud800",
    ],
)
def test_a_url_that_is_broken_or_unsafe_is_left_out(url: str) -> None:
    assert absolute(url, BASE) is None


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("http://site.example/a", "http://h.example/x"),
        ("https:a", "https://h.example/x"),
        ("mailto:ada@site.example", None),
        ("", None),
    ],
)
def test_a_url_without_a_scheme_has_that_of_its_base(base: str, expected: str | None) -> None:
    assert absolute("//h.example/x", base) == expected


def test_a_url_relative_to_nothing_is_left_out() -> None:
    assert absolute("x.png", "") is None


@given(st.text() | st.text(alphabet="ht:/\\[]@?#%.\n aé", max_size=30))
@settings(max_examples=100)
def test_any_text_gives_nothing_or_a_safe_absolute_url_that_stays_as_it_is(text: str) -> None:
    url = absolute(text, BASE)
    if url is not None:
        assert url.isascii()
        assert url.isprintable()
        assert urlsplit(url).scheme in SCHEMES
        assert absolute(url, "https://other.example/") == url
