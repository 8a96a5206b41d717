"""Where Jekyll puts posts: styles, placeholders, slugs, ids and their escapes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.generators.jekyll.permalinks import (
    STYLES,
    PermalinkFields,
    UnknownPermalinkPlaceholder,
    identifier,
    slugify,
    template,
    unknown_placeholders,
    url,
)
from feeds.generators.jekyll.urls import absolute, encode, normalise_path, normalise_site

PLACE = PermalinkFields(
    date=datetime(2013, 2, 3, 4, 5, 6, tzinfo=UTC),
    slug="The_Title & more",
    basename="2013-02-03-The_Title & more",
    cleaned_path="/2013-02-03-The_Title & more",
    categories=("News", "C#", "A b"),
    output_ext=".html",
)


@pytest.mark.parametrize(
    ("style", "path"),
    [
        ("date", "/news/c%23/a%20b/2013/02/03/The_Title-&-more.html"),
        ("pretty", "/news/c%23/a%20b/2013/02/03/The_Title-&-more/"),
        (":pretty", "/news/c%23/a%20b/2013/02/03/The_Title-&-more/"),
        ("ordinal", "/news/c%23/a%20b/2013/034/The_Title-&-more.html"),
        ("weekdate", "/news/c%23/a%20b/2013/W05/Sun/The_Title-&-more.html"),
        ("none", "/news/c%23/a%20b/The_Title-&-more.html"),
        ("/:slugified_categories/:slug", "/news/c/a-b/the-title-more"),
        (
            "/:collection:path/:name",
            "/posts/2013-02-03-The_Title%20&%20more/2013-02-03-the-title-more",
        ),
        ("/:short_year:i_month:i_day", "/1323"),
        ("/:short_month/:long_month/:long_day", "/Feb/February/Sunday"),
        ("/:hour/:minute/:second/:y_day", "/04/05/06/034"),
        ("/:w_year/:week/:w_day", "/2013/05/7"),
        ("/:month_:day", "/02_03"),
        ("about", "/about"),
        ("", "/"),
        ("/../up/./:slug", "/up/the-title-more"),
    ],
)
def test_a_permalink_is_filled_as_jekyll_fills_it(style: str, path: str) -> None:
    assert url(template(style), PLACE) == path


def test_a_placeholder_that_does_not_exist_is_named() -> None:
    with pytest.raises(UnknownPermalinkPlaceholder, match=":nothing"):
        url("/:year/:nothing/", PLACE)
    assert unknown_placeholders("/:year/:nothing/:month_") == ("nothing",)
    assert [unknown_placeholders(style) for style in STYLES.values()] == [()] * len(STYLES)


@pytest.mark.parametrize(
    ("path", "slug", "expected"),
    [
        (
            "/news/2013/12/12/dec-the-second.html",
            "dec-the-second",
            "/news/2013/12/12/dec-the-second",
        ),
        ("/news/2013/12/12/dec-the-second/", "dec-the-second", "/news/2013/12/12/dec-the-second"),
        ("/about/", "slug", "/slug"),
        ("/", "slug", "/slug"),
        ("/a/b", "Raw Slug", "/a/Raw Slug"),
    ],
)
def test_an_id_is_the_directory_and_the_raw_slug(path: str, slug: str, expected: str) -> None:
    assert identifier(path, slug) == expected


@pytest.mark.parametrize(
    ("text", "default", "pretty"),
    [
        ("The _config.yml file", "the-config-yml-file", "The-_config.yml-file"),
        ("-a--b-", "a-b", "a-b"),
        ("C++", "c", "C++"),
        ("UX/UI", "ux-ui", "UX-UI"),
        ("LF (逻辑基础)", "lf-逻辑基础", "LF-(逻辑基础)"),
        ("中文、标题！", "中文-标题", "中文-标题"),
        ("Cafe\u0301 ½ ٣", "cafe\u0301-٣", "Cafe\u0301-٣"),
        ("ΟΔΟΣ", "οδοσ", "ΟΔΟΣ"),
        ("!", "", "!"),
        ("", "", ""),
    ],
)
def test_a_slug_keeps_letters_marks_and_digits(text: str, default: str, pretty: str) -> None:
    assert slugify(text) == default
    assert slugify(text, pretty=True) == pretty


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
def test_a_path_is_normal_as_addressable_writes_it(path: str, normal: str) -> None:
    assert normalise_path(path, "NFC") == normal


def test_an_old_addressable_folds_compatible_characters() -> None:
    assert normalise_path("/！", "NFKC") == "/!"
    assert normalise_path("/！", "NFC") == "/%EF%BC%81"


@settings(max_examples=100)
@given(st.text(max_size=20))
def test_what_is_normal_stays_as_it_is(text: str) -> None:
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
def test_a_sites_url_is_normal(url: str, normal: str) -> None:
    assert normalise_site(url, "NFC") == normal


def test_an_absolute_reference_is_left_alone() -> None:
    start = "https://example.com/b"
    assert absolute("https://cdn.example/a b.png", start, "NFC") == "https://cdn.example/a b.png"
    assert absolute("a b.png", start, "NFC") == "https://example.com/b/a%20b.png"


@pytest.mark.parametrize("text", ["日: x", ":x"])
def test_a_value_that_looks_like_a_broken_url_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="x"):
        encode(text)
