from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.urls import hub_url, percent_encoded, quote_path, served_path, site_url


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://example.com", "https://example.com"),
        ("https://example.com/", "https://example.com"),
        ("HTTP://Example.com/", "http://Example.com"),
        ("http://localhost:8000/a/b/", "http://localhost:8000/a/b"),
        ("http://[::1]:80/", "http://[::1]:80"),
        ("https://例え.jp:444/блог", "https://xn--r8jz45g.jp:444/%D0%B1%D0%BB%D0%BE%D0%B3"),
        ("https://example.com/%7Ea/~b", "https://example.com/%7Ea/~b"),
    ],
)
def test_a_sites_url_is_kept_in_ascii_without_a_trailing_slash(url: str, kept: str) -> None:
    assert site_url(url) == kept


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "not an http or https URL"),
        ("example.com", "not an http or https URL"),
        ("ftp://example.com", "not an http or https URL"),
        ("https://[foo", "not an http or https URL"),
        ("https://example.com:99999", "not an http or https URL"),
        ("https://example.com:port", "not an http or https URL"),
        ("https://example.com\nSet-Cookie: a=b", "not an http or https URL"),
        ("https://example.com>; rel=next, <https://other.example", "not an http or https URL"),
        ('https://example.com"', "not an http or https URL"),
        ("https://example.com/\ud800", "not an http or https URL"),
        ("https://exam＞ple.com", "no valid host"),
        ("https://a,b.example", "no valid host"),
        ("https://example.com:", "no valid host"),
        ("https://ada:secret@example.com", "user name"),
        ("https://ada:secret@例え.jp", "user name"),
        ("https://example.com/?a=1", "query or a fragment"),
        ("https://example.com/#top", "query or a fragment"),
    ],
)
def test_what_can_be_no_sites_url_is_refused_in_words(url: str, words: str) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        site_url(url)
    assert "secret" not in str(caught.value)
    assert str(caught.value).isprintable()


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=20), st.sampled_from(["https://", "https://example.com", "http://a/", ""]))
def test_any_text_is_a_url_that_headers_and_xml_can_hold_or_is_refused(
    text: str, start: str
) -> None:
    try:
        url = site_url(start + text)
    except ValueError:
        return
    assert url.isascii()
    assert url.isprintable()
    assert not set(url) & set(' <>"?#\\')
    assert "@" not in urlsplit(url).netloc
    assert site_url(url) == url


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://hub.example", "https://hub.example"),
        ("https://hub.example/", "https://hub.example/"),
        ("http://hub.example:8080/a/?b=c/d&e=%20?f", "http://hub.example:8080/a/?b=c/d&e=%20?f"),
        ("https://例え.jp/блог?я", "https://xn--r8jz45g.jp/%D0%B1%D0%BB%D0%BE%D0%B3?%D1%8F"),
    ],
)
def test_a_hub_s_url_is_kept_as_it_is_in_ascii(url: str, kept: str) -> None:
    assert hub_url(url) == kept


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "not an http or https URL"),
        ("/hub", "not an http or https URL"),
        ("ftp://hub.example", "not an http or https URL"),
        ("https://hub.example>; rel=self, <https://other.example", "not an http or https URL"),
        ("https://hub.example/\r\nSet-Cookie: a=b", "not an http or https URL"),
        ("https://hub.example:", "no valid host"),
        ("https://ada:secret@hub.example", "user name"),
        ("https://hub.example/#top", "a fragment"),
    ],
)
def test_what_can_be_no_hub_s_url_is_refused_in_words(url: str, words: str) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        hub_url(url)
    assert "secret" not in str(caught.value)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=20), st.sampled_from(["https://", "http://a/", "http://a/?", ""]))
def test_any_text_is_a_hub_that_headers_can_hold_or_is_refused(text: str, start: str) -> None:
    try:
        url = hub_url(start + text)
    except ValueError:
        return
    assert url.isascii()
    assert url.isprintable()
    assert not set(url) & set(' <>"#\\')
    assert hub_url(url) == url


def test_a_path_is_quoted_but_for_what_it_may_hold() -> None:
    assert quote_path("/a b/%技~!$&'()*+,;=:@?#") == "/a%20b/%25%E6%8A%80~!$&'()*+,;=:@%3F%23"
    assert quote_path("/%41?b", "%?") == "/%41?b"


@pytest.mark.parametrize(
    ("path", "served"),
    [
        ("/feeds/index.html", "/feeds/"),
        ("/index.html", "/"),
        ("/feeds/tag/index-2.html", "/feeds/tag/index-2.html"),
        ("/feeds/an-index.html", "/feeds/an-index.html"),
        ("/feed.atom", "/feed.atom"),
    ],
)
def test_an_index_page_is_served_at_its_folder(path: str, served: str) -> None:
    assert served_path(path) == served


@pytest.mark.parametrize(
    ("url", "encoded"),
    [
        ("https://example.com", "https://example.com"),
        ("https://bücher.example/ü", "https://bücher.example/%C3%BC"),
        ("https://example.com/a%20b?c=d e#f|", "https://example.com/a%20b?c=d%20e#f%7C"),
        ("/a b", "/a b"),
    ],
)
def test_only_what_follows_the_host_is_percent_encoded(url: str, encoded: str) -> None:
    assert percent_encoded(url) == encoded
    assert percent_encoded(encoded) == encoded
