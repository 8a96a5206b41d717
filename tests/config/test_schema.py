from __future__ import annotations

import pytest

from feeds.config import Author, Config
from feeds.errors import ConfigError


def config(**values: object) -> Config:
    return Config.of(values)


def messages(**values: object) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        config(**values)
    return [fault.message for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://example.com", "https://example.com"),
        ("https://example.com/", "https://example.com"),
        ("http://localhost:8000/a/b/", "http://localhost:8000/a/b"),
        ("http://[::1]:80/", "http://[::1]:80"),
        ("https://例え.jp/блог", "https://xn--r8jz45g.jp/%D0%B1%D0%BB%D0%BE%D0%B3"),
        ("https://例え.jp:444", "https://xn--r8jz45g.jp:444"),
        ("https://example.com/%7Ea/~b", "https://example.com/%7Ea/~b"),
        (" https://example.com ", "https://example.com"),
    ],
)
def test_a_sites_url_is_kept_in_ascii_without_a_trailing_slash(url: str, kept: str) -> None:
    assert config(site={"url": url}).site.url == kept


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("example.com", "no absolute URL"),
        ("/blog", "no absolute URL"),
        ("ftp://example.com", "no absolute URL"),
        ("https://", "no absolute URL"),
        ("https:///blog", "no absolute URL"),
        ("http://[bad", "no absolute URL"),
        ("https://example.com:99999", "no absolute URL"),
        ("https://example.com:port", "no absolute URL"),
        ("https://exam ple.com", "no absolute URL"),
        ("https://example.com/a\\b", "no absolute URL"),
        ("https://" + "例" * 70 + ".jp", "no absolute URL"),
        ("https://example.com/?a=1", "query or fragment"),
        ("https://example.com/#top", "query or fragment"),
        ("https://ada:secret@example.com", "user name"),
    ],
)
def test_what_can_be_no_sites_url_is_refused(url: str, words: str) -> None:
    (message,) = messages(site={"url": url})
    assert words in message
    assert "secret" not in message


@pytest.mark.parametrize(
    ("kind", "pattern", "words"),
    [
        ("tag", "/t/{slug}", "needs {ext}"),
        ("tag", "/t.{ext}", "needs {slug} or {name}"),
        ("tag", "t/{slug}.{ext}", "must begin with /"),
        ("tag", "/t/{slugg}.{ext}", "unknown {slugg}; use {ext}, {name}, {slug}"),
        ("site", "/{slug}.{ext}", "unknown {slug}; use {ext}"),
        ("tag", "/../{slug}.{ext}", "empty, . or .. part"),
        ("tag", "//{slug}.{ext}", "empty, . or .. part"),
        ("tag", "/{slug}.{ext}/", "empty, . or .. part"),
    ],
)
def test_a_feeds_path_gives_every_format_and_term_a_file(
    kind: str, pattern: str, words: str
) -> None:
    (message,) = messages(feeds={"paths": {kind: pattern}})
    assert words in message


@pytest.mark.parametrize(
    ("author", "authors"),
    [
        ("Ada", (Author("Ada"),)),
        ({"name": "Ada", "email": "ada@example.org"}, (Author("Ada", None, "ada@example.org"),)),
        (["Ada", {"name": "Bo", "uri": "/bo"}], (Author("Ada"), Author("Bo", "/bo"))),
        (None, ()),
        ([], ()),
    ],
)
def test_an_author_is_a_name_a_mapping_or_a_list(
    author: object, authors: tuple[Author, ...]
) -> None:
    assert config(site={"author": author}).site.author == authors


@pytest.mark.parametrize("author", ["", "  ", {"name": ""}, {"email": "a@example.org"}, 5, [["a"]]])
def test_an_author_has_a_name(author: object) -> None:
    assert messages(site={"author": author})


@pytest.mark.parametrize(
    ("given", "hubs"),
    [
        (None, ()),
        ([], ()),
        ("https://hub.example/", ("https://hub.example/",)),
        (["http://a", "http://b"], ("http://a", "http://b")),
    ],
)
def test_hubs_are_one_or_a_list_and_none_unless_said(given: object, hubs: tuple[str, ...]) -> None:
    assert config(feeds={"hubs": given}).feeds.hubs == hubs


@pytest.mark.parametrize("language", ["en", "zh-CN", "sr-Latn-RS"])
def test_a_language_is_a_tag(language: str) -> None:
    assert config(site={"language": language}).site.language == language


@pytest.mark.parametrize("language", ["", "e", "en_GB", "english please", False])
def test_what_is_no_language_tag_is_refused(language: object) -> None:
    assert messages(site={"language": language})


def test_the_command_line_may_add_to_the_site() -> None:
    config = Config().with_site(url="https://example.com/", timezone=None)
    assert (config.site.url, config.site.timezone) == ("https://example.com", None)
    again = config.with_site(timezone="UTC", title="Bread")
    assert again.site.url == "https://example.com"
    assert (again.site.timezone, again.site.title) == ("UTC", "Bread")
    with pytest.raises(ConfigError, match="no time zone") as caught:
        config.with_site(timezone="Mars")
    assert [fault.path for fault in caught.value.faults] == ["--timezone"]
