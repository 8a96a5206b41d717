"""The configuration of Jekyll, its faults, and the defaults of front matter."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from feeds.errors import ConfigError
from feeds.generators.base import PostError, Settings
from feeds.generators.jekyll import Jekyll
from feeds.model import Person, Post, Site
from tests.support.yaml import MULTIPLYING

SITE = Site("Example", "https://example.com", "UTC")
DEFINED = "collections: [docs]\nfeed: {collections: [docs]}\n"
POST = "_posts/2020-01-02-a.md"


def _settings(tmp_path: Path, config: str, name: str = "_config.yml") -> Settings:
    (tmp_path / name).write_text(config, encoding="utf-8")
    return Jekyll(tmp_path).settings


@pytest.mark.parametrize(
    ("config", "line", "words"),
    [
        (
            "title: x\ntimezone: Asia/Beijing\n",
            2,
            "timezone must be a time zone, not 'Asia/Beijing'",
        ),
        ("title: [x\n", 2, "the YAML is not valid"),
        ("title: x\ntimezone: [UTC]\n", 2, "timezone must be a time zone, not a list"),
        ("x: 1\npermalink: [a]\n", 2, "permalink must be a string, not a list"),
        ("collections: {posts: {\n permalink: /:nope}}\n", 2, "the placeholder :nope in permalink"),
        ("- a\n", 1, "the configuration must be a mapping"),
        ("exclude: old\n", 1, "exclude must be a list, not a string; write exclude: [name]"),
        ("permalink: /:nothing/\n", 1, "the placeholder :nothing in permalink does not exist"),
        ("x: 1\ntime: soon\n", 2, "time 'soon' is not a date"),
        (
            "feed: {collections: [a]}\ncollections:\n  a: {permalink: /:no}\n",
            3,
            "the placeholder :no in collections.a.permalink does not exist",
        ),
    ],
)
def test_a_fatal_fault_of_the_configuration_is_raised_with_its_line(
    tmp_path: Path, config: str, line: int, words: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        _settings(tmp_path, config)
    [fault] = caught.value.faults
    assert (fault.path, fault.line) == ("_config.yml", line)
    assert words in fault.message


def test_broken_toml_is_raised_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"_config\.toml:1: the TOML is not valid"):
        _settings(tmp_path, "title = \n", "_config.toml")


def test_the_digest_changes_with_each_file_that_is_read(tmp_path: Path) -> None:
    digests = {Jekyll(tmp_path).inputs}
    for name in ("_config.yml", "_data/authors.yml", "CNAME", "Gemfile.lock"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("a: b\n")
        digests.add(Jekyll(tmp_path).inputs)
    assert len(digests) == 5
    assert Jekyll(tmp_path).inputs in digests


@pytest.mark.parametrize(
    ("lock", "address"),
    [
        ("    addressable (2.8.2)\n", "https://example.com/2020/01/02/%EF%BC%81"),
        ("", "https://example.com/2020/01/02/!"),
        ("    addressable (2.8.7)\n", "https://example.com/2020/01/02/%EF%BC%81"),
        ("    addressable (2.8.1)\n", "https://example.com/2020/01/02/!"),
    ],
)
def test_ids_follow_the_pinned_version_of_addressable(
    tmp_path: Path, lock: str, address: str
) -> None:
    (tmp_path / "Gemfile.lock").write_text(lock)
    site = Site("T", "https://example.com", "UTC")
    assert Jekyll(tmp_path).read("_posts/2020-01-02-！.md", "", site).post.id == address


@pytest.mark.parametrize(
    ("path", "author"),
    [
        ("_posts/2020-01-02-a.md", "All"),
        ("_posts/sub/2020-01-02-a.md", "Sub"),
        ("_posts/sub/deep/2020-01-02-a.md", "Deep"),
        ("_posts/sub/deeper/2020-01-02-a.md", "Sub"),
    ],
)
def test_the_default_of_the_longest_path_wins(tmp_path: Path, path: str, author: str) -> None:
    config = """
defaults:
- {scope: {path: '_posts/*/deep', type: post}, values: {author: Deep}}
- {scope: {path: _posts/sub}, values: {author: Sub}}
- {scope: {path: ''}, values: {author: All}}
- {scope: {path: _posts/sub/deep, type: pages}, values: {author: Page}}
- {values: nothing}
"""
    (tmp_path / "_config.yml").write_text(config)
    site = Site("T", "https://example.com", "UTC")
    assert Jekyll(tmp_path).read(path, "", site).post.authors == (Person(author),)


def test_all_faults_of_the_configuration_are_raised_together(tmp_path: Path) -> None:
    (tmp_path / "Gemfile.lock").write_bytes(b"GEM\n\xff")
    with pytest.raises(ConfigError) as caught:
        _settings(tmp_path, "url: x\ntimezone: Nowhere\nexclude: y\npermalink: /:a/:b\n")
    places = [(fault.path, fault.line) for fault in caught.value.faults]
    assert places == [("Gemfile.lock", 2), *(("_config.yml", line) for line in (1, 2, 3, 4, 4))]


@pytest.mark.parametrize(
    ("config", "name", "line"),
    [
        ("defaults:\n- values:\n    url: x\nurl: example.com\n", "_config.yml", 4),
        ("path: x\nother:\n  path: y\nfeed:\n\n  path: /feed.gz\n", "_config.yml", 6),
        ("path: x\nfeed: {z: 1, path: /feed.gz}\n", "_config.yml", 2),
        ("url: https://a.example\nurl: example.com\n", "_config.yml", 2),
        ("x: 1\n'feed':\n    'path' : /feed.gz\n", "_config.yml", 3),
        ('path = "x"\n[other]\npath = "y"\n[feed]\npath = "/feed.gz"\n', "_config.toml", 5),
        ('x = 1\nfeed.path = "/feed.gz"\n', "_config.toml", 2),
        ('x = 1\nfeed = {path = "/feed.gz"}\n', "_config.toml", 2),
        ('x = "= y"\n[ "feed" ]\nurl = 1\n  "path"="/feed.gz"\n', "_config.toml", 4),
    ],
)
def test_a_fault_has_the_line_of_its_key_not_of_another_key_with_its_name(
    tmp_path: Path, config: str, name: str, line: int
) -> None:
    [fault] = _settings(tmp_path, config, name).faults
    assert fault.line == line


@pytest.mark.parametrize("name", ["_config.yml", "_data/authors.yml", "Gemfile.lock", "CNAME"])
def test_a_file_that_exists_but_cannot_be_read_is_a_fault(tmp_path: Path, name: str) -> None:
    file = tmp_path / "site" / name
    file.parent.mkdir(parents=True)
    (tmp_path / "outside").write_text("url: https://example.com\n")
    makers: list[tuple[Callable[[], object], str]] = [
        (lambda: os.mkfifo(file), "is not a regular file"),
        (lambda: file.symlink_to(tmp_path / "outside"), "leads out of the folder"),
        (lambda: file.symlink_to(file.name), "symbolic links"),
        (lambda: file.write_bytes(b"# caf\xe9"), "byte 0xE9 is not UTF-8"),
    ]
    for make, words in makers:
        make()
        with pytest.raises(ConfigError, match=words) as caught:
            Jekyll(tmp_path / "site")
        assert {fault.path for fault in caught.value.faults} == {name}
        file.unlink()
    assert Jekyll(tmp_path / "site").settings.url is None


def test_data_outside_the_tree_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "authors.yml").write_text("ada: {name: Secret}\n")
    (tmp_path / "a/site").mkdir(parents=True)
    with pytest.raises(ConfigError, match="leads out of the folder") as caught:
        _settings(tmp_path / "a/site", "data_dir: ../..\n")
    assert caught.value.faults[0].path == "../../authors.csv"
    assert _settings(tmp_path / "a/site", 'data_dir: "a\\0b"\n').faults == ()


@pytest.mark.parametrize(
    "line",
    [
        *("title: *a10", "url: *a10", "timezone: *a10", "lang: *a10", "author: *a10"),
        *("permalink: *a10", "include: *a10", "markdown_ext: *a10", "excerpt_separator: *a10"),
        *("feed: {posts_limit: *a10}", "feed: {path: *a10}", "collections: {posts: *a10}"),
        *("defaults: *a10", "defaults: [{scope: {type: *a10}, values: {tags: *a10}}]"),
    ],
)
def test_a_configuration_that_multiplies_is_limited(tmp_path: Path, line: str) -> None:
    (tmp_path / "_config.yml").write_text(f"{MULTIPLYING}{line}\n")
    with suppress(ConfigError, PostError):
        Jekyll(tmp_path).read(POST, "", Site("T", "https://example.com", "UTC"))


def _read(tmp_path: Path, config: str, path: str, matter: str = "date: 2020-01-01") -> Post:
    (tmp_path / "_config.yml").write_text(config, encoding="utf-8")
    return Jekyll(tmp_path).read(path, f"---\n{matter}\n---\nText.\n", SITE).post


def test_defaults_can_be_for_one_collection(tmp_path: Path) -> None:
    config = (
        f"{DEFINED}defaults:\n- {{scope: {{path: '', type: docs}}, values: {{tags: [d]}}}}\n"
        "- {scope: {path: '', type: posts}, values: {tags: [p]}}\n"
    )
    assert [term.name for term in _read(tmp_path, config, "_docs/a.md").labels] == ["d"]
    assert [term.name for term in _read(tmp_path, config, "_posts/2020-01-01-a.md").labels] == ["p"]


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ("source: nothing", "source 'nothing' does not exist"),
        ("source: ./_config.yml", "source './_config.yml' is a file"),
        ("source: ..", "source '..' is not in the site's folder"),
        ("source: ../other", "source '../other' is not in the site's folder"),
        ("source: /", "source '/' is not in the site's folder"),
        ("source: out", "source 'out' is not in the site's folder"),
        ("source: loop", "source 'loop' does not exist"),
        ('source: "a\\0b"', "does not exist"),
        ("source: src\ncollections_dir: nothing", "collections_dir 'nothing' does not exist"),
        ("collections_dir: all", "collections_dir 'all' does not exist"),
        ("collections_dir: ../tree/..", "collections_dir '../tree/..' is not in the site's folder"),
    ],
)
def test_a_folder_that_holds_no_posts_is_a_fatal_fault(
    tmp_path: Path, config: str, words: str
) -> None:
    tree = tmp_path / "tree"
    (tree / "src/all").mkdir(parents=True)
    (tmp_path / "other").mkdir()
    (tree / "out").symlink_to("../other")
    (tree / "loop").symlink_to("loop")
    with pytest.raises(ConfigError) as error:
        _settings(tree, config)
    [fault] = error.value.faults
    assert words in fault.message
    assert fault.message.endswith("; name the folder that contains the posts")
    assert (fault.path, fault.line) == ("_config.yml", config.count("\n") + 1)


@pytest.mark.parametrize(
    "source", ["src", "./src/", "../tree/src", "other/../src", "{tree}/src", ".", "", "./", "~"]
)
def test_a_folder_inside_of_the_tree_is_the_source_however_it_is_written(
    tmp_path: Path, source: str
) -> None:
    (tmp_path / "tree/src/_posts").mkdir(parents=True)
    config = f"source: {source.format(tree=tmp_path / 'tree')}\n"
    _settings(tmp_path / "tree", config)
    post = POST if source in (".", "", "./", "~") else f"src/{POST}"
    assert Jekyll(tmp_path / "tree").is_post(post)
