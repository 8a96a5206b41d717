"""URLs are written as Addressable writes them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.generators.jekyll.urls import absolute, encode, normalise_path, normalise_site


@pytest.mark.parametrize(
    ("path", "normal"),
    [
        ("/2020/plain-name.html", "/2020/plain-name.html"),
        ("/中/a b", "/%E4%B8%AD/a%20b"),
        ("/%41%2f%e4%b8%ad", "/A%2F%E4%B8%AD"),
        ("/100% true", "/100%25%20true"),
        ("/Cafe\u0301", "/Caf%C3%A9"),
        ("/%FF/x", "/%FF/x"),
        ("/%2e%2e/x/.", "/x/"),
        ("/a/../b", "/b"),
        ("/?q=a+b%2bc;d&e f", "/?q=a+b%2Bc%3Bd&e%20f"),
        ("/a#中", "/a#%E4%B8%AD"),
        ("/a?#", "/a"),
    ],
)
def test_a_path_is_normalised_as_addressable_does(path: str, normal: str) -> None:
    assert normalise_path(path, "NFC") == normal


def test_an_old_addressable_folds_compatible_characters() -> None:
    assert normalise_path("/！", "NFKC") == "/!"
    assert normalise_path("/！", "NFC") == "/%EF%BC%81"


@settings(max_examples=100)
@given(st.text(max_size=20))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise_path(f"/{text}", "NFC")
    assert normalise_path(once, "NFC") == once
    assert once.isascii()


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("https://Example.COM:443/", "https://example.com/"),
        ("HTTP://example.com:80", "http://example.com"),
        ("http://example.com:443", "http://example.com:443"),
        ("https://bücher.example/a b", "https://xn--bcher-kva.example/a%20b"),
    ],
)
def test_the_url_of_a_site_is_normalised(url: str, normal: str) -> None:
    assert normalise_site(url, "NFC") == normal


def test_an_absolute_reference_stays_as_it_is() -> None:
    start = "https://example.com/b"
    assert absolute("https://cdn.example/a b.png", start, "NFC") == "https://cdn.example/a b.png"
    assert absolute("a b.png", start, "NFC") == "https://example.com/b/a%20b.png"


@pytest.mark.parametrize("text", ["日: x", ":x"])
def test_a_value_that_looks_like_a_broken_url_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="x"):
        encode(text)
