"""Keys of the configuration: what they accept, and what is said of wrong values."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.config import Author, Config, load
from feeds.config.schema import LimitsSection
from feeds.errors import ConfigError
from feeds.web.settings import settings_from_config


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
        ("example.com", "not an http or https URL"),
        ("/blog", "not an http or https URL"),
        ("ftp://example.com", "not an http or https URL"),
        ("https://", "not an http or https URL"),
        ("https:///blog", "not an http or https URL"),
        ("http://[bad", "not an http or https URL"),
        ("https://example.com:99999", "not an http or https URL"),
        ("https://example.com:port", "not an http or https URL"),
        ("https://exam ple.com", "not an http or https URL"),
        ("https://example.com/a\\b", "not an http or https URL"),
        ("https://" + "例" * 70 + ".jp", "not an http or https URL"),
        ("https://example.com/?a=1", "query or a fragment"),
        ("https://example.com/#top", "query or a fragment"),
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
        (
            "tag",
            "/t/{slug}",
            "the formats atom, rss, json would share the file '/t/{slug}'; add {ext}",
        ),
        ("tag", "/t.{ext}", "must contain {slug} or {name}"),
        ("tag", "t/{slug}.{ext}", "must begin with /"),
        ("tag", "/t/{slugg}.{ext}", "unknown placeholder {slugg}; use {ext}, {name}, {slug}"),
        ("site", "/{slug}.{ext}", "unknown placeholder {slug}; use {ext}"),
        ("tag", "/../{slug}.{ext}", "must not contain an empty part, . or .."),
        ("tag", "//{slug}.{ext}", "must not contain an empty part, . or .."),
        ("tag", "/{slug}.{ext}/", "must not contain an empty part, . or .."),
    ],
)
def test_a_feeds_path_gives_every_format_and_term_a_file(
    kind: str, pattern: str, words: str
) -> None:
    (message,) = messages(feeds={"paths": {kind: pattern}})
    assert words in message


@pytest.mark.parametrize("formats", [["rss"], ["rss", "rss"]])
def test_with_one_format_a_path_needs_no_ext(formats: list[str]) -> None:
    paths = {"site": "/rss.xml", "tag": "/t/{slug}.xml", "category": "/c/{name}"}
    config = Config.of({"feeds": {"formats": formats, "paths": paths}})
    assert config.feeds.paths == paths


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
    with pytest.raises(ConfigError, match="is not a time zone") as caught:
        config.with_site(timezone="Mars")
    assert [fault.path for fault in caught.value.faults] == ["--timezone"]


def faults(directory: Path, serve: str) -> list[str]:
    file = directory / "config.yaml"
    file.write_text(f"serve:\n{serve}")
    with pytest.raises(ConfigError) as found:
        load(file)
    return [str(fault) for fault in found.value.faults]


def loaded(directory: Path, serve: str) -> Config:
    file = directory / "config.yaml"
    file.write_text(f"serve:\n{serve}")
    return load(file)


def test_every_fault_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    serve = """\
  acces_log: text
  metrics: perhaps
  trusted_proxies: [10.0.0.0/33, 10.1.2.3, proxy.example]
  limits:
    storge: memory
    address: fast
    unconditional: 0/minute
    conditional: 5
"""
    network = "is not an IP address or network; write one like 10.0.0.5 or fd00::/8"
    rate = "is not a rate; write one like 10/minute or 10/10 minutes"
    assert faults(tmp_path, serve) == [
        "config.yaml:2: unknown key serve.acces_log; did you mean access_log?",
        "config.yaml:3: serve.metrics: must be true or false",
        f"config.yaml:4: serve.trusted_proxies.0: '10.0.0.0/33' {network}",
        f"config.yaml:4: serve.trusted_proxies.2: 'proxy.example' {network}",
        "config.yaml:6: unknown key serve.limits.storge; did you mean storage?",
        f"config.yaml:7: serve.limits.address: 'fast' {rate}",
        f"config.yaml:8: serve.limits.unconditional: '0/minute' {rate}",
        "config.yaml:9: serve.limits.conditional: must be a string; put it in quotes",
    ]


@pytest.mark.parametrize(
    "rate",
    [
        *("", "10", "10/", "/minute", "-1/minute", "1.5/minute", "1/fortnight", "1/minute; 2/hour"),
        *("1/0 minutes", "1//minute", "٣/minute", "1/minute\n1/hour", "9999999999/second"),
    ],
)
def test_what_is_no_rate_is_refused(tmp_path: Path, rate: str) -> None:
    serve = f"  limits: {{storage: memory, address: {rate!r}}}\n"
    (fault,) = faults(tmp_path, serve)
    assert "is not a rate" in fault


@pytest.mark.parametrize("storage", ["postgres://x", "redis", "memory://", "redis:/u:secret@x"])
def test_what_is_no_storage_is_refused_without_repeating_a_password(
    tmp_path: Path, storage: str
) -> None:
    assert faults(tmp_path, f"  limits:\n    storage: {storage}\n") == [
        "config.yaml:3: serve.limits.storage: must be memory or redis://HOST:6379/0"
    ]


def test_rates_that_would_limit_nothing_are_told(tmp_path: Path) -> None:
    assert faults(tmp_path, "  limits: {address: 5/minute}\n") == [
        "config.yaml:2: serve.limits: storage is missing; add storage: memory"
    ]


@pytest.mark.parametrize("nothing", ["  limits:\n", "  limits: {}\n", "  limits: {storage: }\n"])
def test_limits_are_off_unless_there_is_a_storage(tmp_path: Path, nothing: str) -> None:
    assert loaded(tmp_path, nothing).serve.limits == LimitsSection()
    assert LimitsSection().storage is None


@pytest.mark.parametrize("value", ["off", "false", "no", ""])
def test_the_access_log_may_be_called_off(tmp_path: Path, value: str) -> None:
    assert loaded(tmp_path, f"  access_log: {value}\n").serve.access_log is None


def test_a_place_below_a_section_has_its_line(tmp_path: Path) -> None:
    config = loaded(tmp_path, "  limits:\n    address: 9/minute\n    storage: memory\n")
    assert str(config.fault("serve.limits.storage", "x")) == (
        "config.yaml:4: serve.limits.storage: x"
    )


def test_another_server_is_told_all_of_it(tmp_path: Path) -> None:
    config = loaded(
        tmp_path, "  trusted_proxies: 10.1.2.3/8\n  access_log: json\n  metrics: true\n"
    )
    assert config.serve.trusted_proxies == ("10.0.0.0/8",)
    assert settings_from_config(tmp_path / "config.yaml").serve == config.serve


SITED = {"site": {"title": "T", "url": "https://a.example"}}


@pytest.mark.parametrize("path", ["feeds", "/a//b", "/..", "/{slug}", "/a\\b", "/" + "é" * 60])
def test_what_cannot_be_the_folder_of_pages_is_refused(path: str) -> None:
    with pytest.raises(ConfigError, match=r"feeds\.pages\.path: "):
        Config.of({**SITED, "feeds": {"pages": {"path": path}}})


def test_the_folder_of_pages_may_have_100_bytes() -> None:
    pages = {"path": "/" + "x" * 99}
    assert Config.of({**SITED, "feeds": {"pages": pages}}).feeds.pages.path == pages["path"]
