from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.config import Author, Config, load
from feeds.errors import ConfigError, Fault
from feeds.model import FeedKind, Format


def loaded(directory: Path, content: str | bytes) -> Config:
    path = directory / "config.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return load(path)


def faults_of(directory: Path, content: str | bytes) -> tuple[Fault, ...] | None:
    try:
        loaded(directory, content)
    except ConfigError as error:
        return error.faults
    return None


def faults(directory: Path, content: str | bytes) -> list[str]:
    return [str(fault) for fault in faults_of(directory, content) or ()]


@pytest.mark.parametrize("content", ["", "---\n", "# nothing yet\n", "site:\nfeeds:\n  paths:\n"])
def test_nothing_needs_to_be_said(tmp_path: Path, content: str) -> None:
    assert loaded(tmp_path, content).read_from("configuration", {}) == Config()


def test_every_key_is_read(tmp_path: Path) -> None:
    config = loaded(
        tmp_path,
        """
site:
  title: Bread
  url: https://bread.example/blog/
  description: On loaves.
  language: en-GB
  author: {name: Ada Example, uri: "https://ada.example/", email: ada@example.org}
  timezone: Europe/Paris
  icon: /icon.png
  logo: /logo.png
  rights: CC BY
posts: posts
permalink: /{year}/{slug}/
max_post_size: 2 MiB
generator: plain
dates: git
ignore: [README.md, drafts/]
feeds:
  kinds: [site, tag]
  formats: [json]
  entries: 30
  content: summary
  minimum: 2
  paths: {tag: "/t/{slug}.{ext}"}
  include: {tag: [bread, "3"]}
  exclude: {author: [Nobody]}
  retired: [/old/*]
  hubs: ["https://hub.example/", "https://other.example/?of=bread"]
output: out
state: kept
serve:
  host: "::1"
  port: 0
  workers: 2
  trusted_proxies: [127.0.0.1, "fd00::/8"]
  access_log: json
  metrics: false
  limits: {storage: memory, address: 9/second, unconditional: 1 per minute, conditional: 5/hour}
check: {ignore: [no-title, dead-link]}
""",
    )
    assert config.site.url == "https://bread.example/blog"
    assert config.site.author == (Author("Ada Example", "https://ada.example/", "ada@example.org"),)
    assert config.feeds.kinds == (FeedKind.SITE, FeedKind.TAG)
    assert config.feeds.formats == (Format.JSON,)
    assert config.feeds.include == {FeedKind.TAG: ("bread", "3")}
    assert config.feeds.hubs == ("https://hub.example/", "https://other.example/?of=bread")
    assert (config.permalink, config.generator) == ("/{year}/{slug}/", "plain")
    assert (config.serve.host, config.serve.port, config.serve.workers) == ("::1", 0, 2)
    assert config.check.ignore == ("no-title", "dead-link")
    assert not [key for key in Config.fields() if getattr(config, key) == getattr(Config(), key)]


def test_every_fault_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    content = """\
site:
  titel: x
  url: example.com
  language: no
  timezone: Mars/Phobos
  author:
    - nmae: x
    - name: ""
    - 5
feeds:
  kinds: tag
  formats: [atom, rsss]
  entries: many
  content: partial
  minimum: 0
  paths:
    tag: feed
    page: 7
  include:
    site: [a]
  exclude:
    tag: x
  hubs:
    - https://hub.example
    - hub.example
    - 5
generater: plain
"serve": {port: 99999, host: 5}
output: [a]
state:
  a: b
"""
    lines = [
        "2: unknown key site.titel; did you mean title?",
        "3: site.url: 'example.com' is not an http or https URL; write one such as https://example.com",
        "4: site.language: must be a string; put it in quotes",
        "5: site.timezone: 'Mars/Phobos' is not a time zone; write one like Europe/Paris or UTC",
        "7: unknown key site.author.0.nmae; did you mean name?",
        "8: site.author.1.name: is empty; write a name",
        "9: site.author.2: must be a mapping; write its keys below it, indented",
        "11: feeds.kinds: must be a list; write one such as [one, two]",
        "12: feeds.formats.1: must be atom, rss or json",
        "13: feeds.entries: must be a whole number from 1 to 100000",
        "14: feeds.content: must be full or summary",
        "15: feeds.minimum: must be a whole number, 1 or more",
        "16: feeds.paths: tag: 'feed' must begin with /; tag: 'feed' must contain {slug} or {name}",
        "18: feeds.paths.page: must be a string; put it in quotes",
        "19: feeds.include: the site's feed has no terms; use category, tag or author",
        "22: feeds.exclude.tag: must be a list; write one such as [one, two]",
        "25: feeds.hubs.1: 'hub.example' is not an http or https URL; write one such as https://example.com",
        "26: feeds.hubs.2: must be a string; put it in quotes",
        "27: unknown key generater; did you mean generator?",
        "28: serve.host: must be a string; put it in quotes",
        "28: serve.port: must be a whole number from 0 to 65535",
        "29: output: must be a string; put it in quotes",
        "30: state: must be a string; put it in quotes",
    ]
    assert faults(tmp_path, content) == [f"config.yaml:{line}" for line in lines]


def test_a_renamed_key_is_answered_with_its_new_name(tmp_path: Path) -> None:
    assert faults(tmp_path, "posts: posts\ndialect: plain\n") == [
        "config.yaml:2: unknown key dialect; it is now called generator"
    ]


def test_an_unknown_key_like_none_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    assert faults(tmp_path, "serve: {xyzzy: 1}") == [
        "config.yaml:1: unknown key serve.xyzzy; use one of "
        "host, port, workers, browsers, trusted_proxies, access_log, metrics, limits"
    ]


@pytest.mark.parametrize("content", ["1: 2", "true: x", "2026-01-01: x", "~: 1"])
def test_a_key_that_is_no_text_is_unknown(tmp_path: Path, content: str) -> None:
    (fault,) = faults(tmp_path, content)
    assert "unknown key" in fault


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("- a", "config.yaml:1: must be a mapping; write keys such as site: and posts:"),
        ("words", "config.yaml:1: must be a mapping; write keys such as site: and posts:"),
        (b"a: \xff", "config.yaml: is not UTF-8; save it as UTF-8"),
        (
            "a: b: c",
            "config.yaml:1: the YAML is not valid (mapping values are not allowed here); "
            "add the missing quotes or brackets",
        ),
        (
            "a: 1\nb: [\nc: 2\n",
            "config.yaml:2: the YAML is not valid (expected ',' or ']', but got the end of the "
            "file); add the missing quotes or brackets",
        ),
        (
            "a: 1\nb: \x01",
            "config.yaml:2: the YAML contains a control character; remove it",
        ),
        ("a: " + "[" * 100_000, "config.yaml: the YAML is nested too deeply; use fewer levels"),
        (
            "site: {title: 2026-13-01}",
            "config.yaml: contains a value that YAML cannot read (month must be in 1..12); "
            "put it in quotes",
        ),
        (
            'site: {title: "\\ud800"}',
            "config.yaml:1: site.title: contains half a character (one surrogate of a pair); "
            "write the whole character",
        ),
    ],
)
def test_what_is_no_configuration_is_a_fault(
    tmp_path: Path, content: str | bytes, expected: str
) -> None:
    assert faults(tmp_path, content) == [expected]


@pytest.mark.parametrize("tag", ["!!bool x", "!!int ''", "!!float ''"])
def test_a_value_that_yaml_cannot_read_is_a_fault(tmp_path: Path, tag: str) -> None:
    (fault,) = faults(tmp_path, f"site: {{title: {tag}}}")
    assert "put it in quotes" in fault


def test_of_a_key_written_twice_the_last_counts(tmp_path: Path) -> None:
    assert faults(tmp_path, "posts: a\noutput: b\nposts: [c]") == [
        "config.yaml:3: posts: must be a string; put it in quotes"
    ]


def test_a_missing_file_is_told_with_the_option_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "none.yaml")
    place = str(tmp_path / "none.yaml")
    message = "does not exist; name a configuration file"
    assert caught.value.faults == (Fault(place, 0, message),)


def test_a_missing_file_is_named_with_the_folder_it_was_looked_for_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError) as caught:
        load(Path("feeds.yaml"))
    message = f"does not exist in {tmp_path}; name a configuration file"
    assert caught.value.faults == (Fault("feeds.yaml", 0, message),)


def test_a_byte_order_mark_and_anchors_do_no_harm(tmp_path: Path) -> None:
    config = loaded(tmp_path, "\ufeffsite: &site {title: Bread}\n")
    assert config.site.title == "Bread"
    config = loaded(tmp_path, "feeds: {include: &same {tag: [a]}, exclude: *same}")
    assert config.feeds.include == config.feeds.exclude


def test_aliases_without_end_are_faults(tmp_path: Path) -> None:
    assert faults(tmp_path, "site: &a\n  title: *a") == [
        "config.yaml:2: site.title: must be a string; put it in quotes"
    ]
    bomb = ["a0: &a0 {x: y}"]
    for level in range(1, 11):
        below = ", ".join(f"k{key}: *a{level - 1}" for key in range(9))
        bomb.append(f"a{level}: &a{level} {{{below}}}")
    assert len(faults(tmp_path, "\n".join([*bomb, "site: *a10"]))) == 11 + 9


WORDS = """
site url title author name timezone language feeds kinds formats entries paths tag include
serve port permalink posts output nonsense
"""
KEYS = st.sampled_from(WORDS.split()) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=5
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.sampled_from(["https://example.com", "atom", "site", "UTC", "/{slug}.{ext}"])
    | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=10)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_any_mapping_is_a_configuration_or_faults_with_lines(
    tmp_path: Path, values: dict[str, Any]
) -> None:
    found = faults_of(tmp_path, yaml.safe_dump(values, allow_unicode=True))
    assert found is None or found
    assert all(fault.line and fault.message for fault in found or ())


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_a_configuration_or_faults(tmp_path: Path, text: str) -> None:
    found = faults_of(tmp_path, text)
    assert found is None or found


def test_what_shows_only_later_is_told_with_its_line_too(tmp_path: Path) -> None:
    config = loaded(tmp_path, "site:\n  title: x\nposts: elsewhere\n")
    assert str(config.fault("posts", "no")) == "config.yaml:3: posts: no"
    assert str(config.fault("site.url", "no")) == "config.yaml:1: site.url: no"
    assert str(config.fault("state", "no")) == "config.yaml: state: no"


@pytest.mark.parametrize("key", ["posts", "output", "state"])
def test_a_directory_without_a_name_is_a_fault(tmp_path: Path, key: str) -> None:
    for value in ("''", r'"a\0b"'):
        found = faults(tmp_path, f"{key}: {value}\n")
        assert [one.partition(f" {key}: ")[0] for one in found] == ["config.yaml:1:"]


def test_a_path_like_that_of_compressed_feeds_is_a_fault(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, "feeds: {paths: {tag: '/{ext}/{slug}.gz'}}")
    assert "must not end in .gz" in fault


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("serve: {access_log: foo}", "serve.access_log: must be text or json"),
        ("serve: {access_log: [text]}", "serve.access_log: must be text or json"),
        ("serve: {port: 1.0e+400}", "serve.port: must be a whole number from 0 to 65535"),
        ("serve: {metrics: 1.0e+400}", "serve.metrics: must be true or false"),
        ("feeds: {entries: .inf}", "feeds.entries: must be a whole number from 1 to 100000"),
        ("feeds: {accept_new_ids: .nan}", "feeds.accept_new_ids: must be a number from 0 to 1"),
        ("feeds: {minimum: 1.5}", "feeds.minimum: must be a whole number, 1 or more"),
    ],
)
def test_what_a_value_must_be_is_told(tmp_path: Path, written: str, wrong: str) -> None:
    assert faults(tmp_path, written) == [f"config.yaml:1: {wrong}"]


@pytest.mark.parametrize("written", ["8000", "'8000'", "' 8000 '", "8000.0"])
def test_a_number_may_be_quoted(tmp_path: Path, written: str) -> None:
    assert loaded(tmp_path, f"serve: {{port: {written}}}").serve.port == 8000


@pytest.mark.parametrize(("written", "meant"), [("y", True), ("'on'", True), ("'No'", False)])
def test_all_of_yamls_words_for_true_and_false_are_understood(
    tmp_path: Path, written: str, meant: bool
) -> None:
    assert loaded(tmp_path, f"serve: {{metrics: {written}}}").serve.metrics is meant
