"""What _config.yml says of a site and its feeds, and what is said of a broken one."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from feeds.errors import ConfigError, Fault
from feeds.generators.base import PostError, Settings
from feeds.generators.jekyll import Jekyll
from feeds.model import FeedKind, Format, Person, Site
from tests.support.yaml import MULTIPLYING

POST = "_posts/2020-01-02-a.md"


def _settings(tmp_path: Path, config: str, name: str = "_config.yml") -> Settings:
    (tmp_path / name).write_text(config, encoding="utf-8")
    return Jekyll(tmp_path).settings


def test_a_full_configuration_is_taken_over(tmp_path: Path) -> None:
    config = """
title: Ada's "site"
url: https://Example.com
baseurl: blog/
timezone: Asia/Tokyo
description: About
lang: zh_cn
author: {name: Ada Example, email: ada@example.com}
future: yes
style: :compressed
feed:
  path: /atom.xml
  posts_limit: 30
  excerpt_only: true
  icon: /icon.png
  logo: https://cdn.example/logo.png
  tags: {path: /by/}
"""
    assert _settings(tmp_path, config) == Settings(
        title="Ada’s “site”",
        url="https://example.com/blog",
        timezone="Asia/Tokyo",
        description="About",
        language="zh-CN",
        authors=(Person("Ada Example", email="ada@example.com"),),
        icon="https://example.com/blog/icon.png",
        logo="https://cdn.example/logo.png",
        paths={
            FeedKind.SITE: "/atom.{ext}",
            FeedKind.CATEGORY: "/feed/{name}.{ext}",
            FeedKind.TAG: "/by/{name}.{ext}",
            FeedKind.AUTHOR: "/feed/by_author/{name}.{ext}",
        },
        extensions={Format.ATOM: "xml", Format.RSS: "rss", Format.JSON: "json"},
        entries=30,
        full_content=False,
        shows_future=True,
        ties_ascend=True,
    )


def test_no_configuration_is_utc_and_says_so(tmp_path: Path) -> None:
    settings = Jekyll(tmp_path).settings
    assert (settings.title, settings.url, settings.timezone) == (None, None, "UTC")
    assert settings.entries == 10
    assert settings.paths[FeedKind.SITE] == "/feed.{ext}"
    assert settings.paths[FeedKind.TAG] == "/feed/by_tag/{name}.{ext}"
    assert settings.notes == ("no timezone in _config.yml: UTC, as on most CI machines",)


def test_the_name_serves_as_title_and_the_domain_file_as_url(tmp_path: Path) -> None:
    (tmp_path / "CNAME").write_text("blog.example.com\n")
    settings = _settings(tmp_path, "name: Named\nbaseurl: ''\n")
    assert (settings.title, settings.url) == ("Named", "https://blog.example.com")


def test_a_configuration_may_be_toml(tmp_path: Path) -> None:
    settings = _settings(tmp_path, 'title = "T"\n[feed]\nposts_limit = 3\n', "_config.toml")
    assert (settings.title, settings.entries) == ("T", 3)


@pytest.mark.parametrize(
    ("config", "line", "words"),
    [
        ("title: x\ntimezone: Asia/Beijing\n", 2, "timezone 'Asia/Beijing' is not known"),
        ("title: [x\n", 2, "YAML is broken"),
        ("title: x\ntimezone: [UTC]\n", 2, "timezone a list is not known"),
        ("x: 1\npermalink: [a]\n", 2, "permalink is a list"),
        ("collections: {posts: {\n permalink: /:nope}}\n", 2, "no placeholder :nope"),
        ("- a\n", 1, "the configuration is no mapping"),
        ("exclude: old\n", 1, "exclude is text; write exclude: [name]"),
        ("permalink: /:nothing/\n", 1, "permalink has no placeholder :nothing"),
        ("x: 1\ntime: soon\n", 2, "time 'soon' is not a date"),
        (
            "feed: {collections: [a]}\ncollections:\n  a: {permalink: /:no}\n",
            3,
            "collections.a.permalink has no placeholder :no",
        ),
    ],
)
def test_a_broken_configuration_is_told_with_its_line(
    tmp_path: Path, config: str, line: int, words: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        _settings(tmp_path, config)
    [fault] = caught.value.faults
    assert (fault.path, fault.line) == ("_config.yml", line)
    assert words in fault.message


def test_broken_toml_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"_config\.toml:1: TOML is broken"):
        _settings(tmp_path, "title = \n", "_config.toml")


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ("x: 1\nurl: example.com\n", "url: 'example.com' is no absolute URL"),
        ("x: 1\nurl: https://[foo\n", "no absolute URL"),
        ("x: 1\nurl: https://example.com:99999\n", "no absolute URL"),
        ('x: 1\nurl: "https://example.com\\nX-Y: z"\n', "no absolute URL"),
        ("x: 1\nurl: 'https://example.com>'\n", "no absolute URL"),
        ("x: 1\nurl: 'https://example.com\"'\n", "no absolute URL"),
        ("x: 1\nurl: https://ada:secret@example.com\n", "has a user name in it"),
        ("x: 1\nurl: https://example.com/?a\n", "has a query or fragment"),
        ("url: https://example.com\nbaseurl: /blog?a\n", "has a query or fragment"),
        ("x: 1\nlang: '!'\n", "lang '!' is no language tag"),
        ("feed:\n  posts_limit: many\n", "feed.posts_limit 'many' is no number from 1"),
        ("feed:\n  path: /feed.gz\n", "feed.path '/feed.gz' cannot be a feed's path"),
        ("x: 1\nlimit_posts: -1\n", "limit_posts '-1' is no number from 0"),
        ("x: 1\nlimit_posts: 5\n", "limit_posts keeps the newest 5 posts"),
        ("x: 1\nmarkdown: redcarpet\n", "posts are read as kramdown"),
        ("x: 1\nmarkdown: CommonMarkGhPages\n", "posts are read as commonmark"),
        ("feed:\n  collections: [a]\n", "feed.collections names 'a', which is no collection"),
        ("x: 1\ntitle: [a]\n", "title is a list"),
    ],
)
def test_what_is_odd_in_a_configuration_is_told_and_not_fatal(
    tmp_path: Path, config: str, words: str
) -> None:
    [fault] = _settings(tmp_path, config).faults
    assert fault == Fault("_config.yml", 2, fault.message, fatal=False)
    assert words in fault.message


def test_a_feed_of_the_sites_own_is_named(tmp_path: Path) -> None:
    """Its ids are whatever its template says, not jekyll-feed's."""
    (tmp_path / "feed.xml").write_text("---\n---\n<rss/>\n")
    note, _ = _settings(tmp_path, "title: x\n").notes
    assert note.startswith("/feed.xml is a file of the site, so jekyll-feed writes none there")
    assert len(_settings(tmp_path, "feed: {path: /atom.xml}\n").notes) == 1


@pytest.mark.parametrize(
    ("config", "entries"),
    [
        ("feed: {posts_limit: '7'}", 7),
        ("feed: {posts_limit: 0}", 10),
        ("limit_posts: 0", 10),
        ("limit_posts: 3", 3),
        ("limit_posts: 30", 10),
        ("limit_posts: 3\nfeed: {posts_limit: 2}", 2),
    ],
)
def test_feeds_are_as_long_as_the_shorter_of_two_limits(
    tmp_path: Path, config: str, entries: int
) -> None:
    assert _settings(tmp_path, config).entries == entries


def test_a_broken_file_of_authors_is_told(tmp_path: Path) -> None:
    (tmp_path / "_data").mkdir()
    (tmp_path / "_data/authors.yml").write_text("a: [\n")
    [fault] = Jekyll(tmp_path).settings.faults
    assert (fault.path, fault.fatal) == ("_data/authors.yml", False)


def test_the_digest_changes_with_everything_that_is_read(tmp_path: Path) -> None:
    digests = {Jekyll(tmp_path).inputs}
    for name in ("_config.yml", "_data/authors.yml", "CNAME", "Gemfile.lock"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("a: b\n")
        digests.add(Jekyll(tmp_path).inputs)
    assert len(digests) == 5
    assert Jekyll(tmp_path).inputs in digests


def test_a_url_with_a_last_slash_keeps_jekylls_ids(tmp_path: Path) -> None:
    settings = _settings(tmp_path, "url: https://example.com/\n")
    assert settings.url == "https://example.com"
    generator = Jekyll(tmp_path)
    native = generator.read(POST, "", Site("T", "https://example.com", "UTC")).post
    other = generator.read(POST, "", Site("T", "https://other.example", "UTC")).post
    assert native.id == "https://example.com//2020/01/02/a"
    assert other.id == "https://other.example/2020/01/02/a"


def test_the_sites_own_authors_win_over_the_configurations(tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_text("author: ada\n")
    (tmp_path / "_data").mkdir()
    (tmp_path / "_data/authors.json").write_text('{"ada": {"name": "Ada Example"}}')
    generator = Jekyll(tmp_path)
    same = Site("T", "https://example.com", "UTC", authors=generator.settings.authors)
    other = Site("T", "https://example.com", "UTC", authors=(Person("Bo"),))
    assert generator.read(POST, "", same).post.authors == (Person("Ada Example"),)
    assert generator.read(POST, "", other).post.authors == (Person("Bo"),)


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


def test_an_id_that_depends_on_the_version_is_remarked_on_unless_a_lock_file_decides(
    tmp_path: Path,
) -> None:
    site = Site("T", "https://example.com", "UTC")
    paths = "_posts/2020-01-02-！.md", "_posts/2020-01-02-中文.md"
    doubtful, plain = (Jekyll(tmp_path).read(path, "", site).problems for path in paths)
    assert plain == ()
    [(line, message)] = doubtful
    assert line == 1
    assert message.startswith("the id is /2020/01/02/! under Addressable before 2.8.2 and ")
    assert 'one that holds "    addressable (2.8.7)" for the second' in message
    (tmp_path / "Gemfile.lock").write_text("    addressable (2.8.1)\n")
    assert Jekyll(tmp_path).read(paths[0], "", site).problems == ()


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


def test_a_permalink_of_ours_is_refused_because_jekylls_own_counts(tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_text("permalink: pretty\n")
    with pytest.raises(ValueError, match="set it in _config"):
        Jekyll(tmp_path, "/{slug}.html")


def test_every_fault_of_a_configuration_is_told_at_once(tmp_path: Path) -> None:
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
def test_a_fault_is_where_its_key_is_and_not_where_another_of_its_name_is(
    tmp_path: Path, config: str, name: str, line: int
) -> None:
    [fault] = _settings(tmp_path, config, name).faults
    assert fault.line == line


@pytest.mark.parametrize("name", ["_config.yml", "_data/authors.yml", "Gemfile.lock", "CNAME"])
def test_a_file_that_is_there_and_cannot_be_read_is_not_passed_over(
    tmp_path: Path, name: str
) -> None:
    file = tmp_path / "site" / name
    file.parent.mkdir(parents=True)
    (tmp_path / "outside").write_text("url: https://example.com\n")
    makers: list[tuple[Callable[[], object], str]] = [
        (lambda: os.mkfifo(file), "is no regular file"),
        (lambda: file.symlink_to(tmp_path / "outside"), "leads out of the tree"),
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
    with pytest.raises(ConfigError, match="leads out of the tree") as caught:
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
def test_a_configuration_that_multiplies_ends(tmp_path: Path, line: str) -> None:
    (tmp_path / "_config.yml").write_text(f"{MULTIPLYING}{line}\n")
    with suppress(ConfigError, PostError):
        Jekyll(tmp_path).read(POST, "", Site("T", "https://example.com", "UTC"))
