"""What _config.yml says of a site, of its feeds and of their paths."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.errors import Fault
from feeds.generators.base import Settings
from feeds.generators.jekyll import Jekyll
from feeds.model import Channel, FeedKind, Format, Person, Site, Term

POST = "_posts/2020-01-02-a.md"


def _settings(tmp_path: Path, config: str, name: str = "_config.yml") -> Settings:
    (tmp_path / name).write_text(config, encoding="utf-8")
    return Jekyll(tmp_path).settings


def test_settings_come_from_the_configuration(tmp_path: Path) -> None:
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
    assert settings.notes == (
        "_config.yml has no timezone, so feeds uses UTC; set it if that is wrong",
    )


def test_name_is_the_title_and_cname_the_url_of_a_site_without_them(tmp_path: Path) -> None:
    (tmp_path / "CNAME").write_text("blog.example.com\n")
    settings = _settings(tmp_path, "name: Named\nbaseurl: ''\n")
    assert (settings.title, settings.url) == ("Named", "https://blog.example.com")


def test_a_configuration_can_be_toml(tmp_path: Path) -> None:
    settings = _settings(tmp_path, 'title = "T"\n[feed]\nposts_limit = 3\n', "_config.toml")
    assert (settings.title, settings.entries) == ("T", 3)


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ("x: 1\nurl: example.com\n", "url: 'example.com' is not an http or https URL"),
        ("x: 1\nurl: https://[foo\n", "not an http or https URL"),
        ("x: 1\nurl: https://example.com:99999\n", "not an http or https URL"),
        ('x: 1\nurl: "https://example.com\\nX-Y: z"\n', "not an http or https URL"),
        ("x: 1\nurl: 'https://example.com>'\n", "not an http or https URL"),
        ("x: 1\nurl: 'https://example.com\"'\n", "not an http or https URL"),
        ("x: 1\nurl: https://ada:secret@example.com\n", "the URL contains a user name"),
        ("x: 1\nurl: https://example.com/?a\n", "has a query or a fragment"),
        ("url: https://example.com\nbaseurl: /blog?a\n", "has a query or a fragment"),
        ("x: 1\nlang: '!'\n", "lang '!' is not a language tag"),
        (
            "feed:\n  posts_limit: many\n",
            "feed.posts_limit must be a whole number of at least 1, not 'many'",
        ),
        ("feed:\n  path: /feed.gz\n", "feed.path '/feed.gz' cannot be the path of a feed"),
        ("x: 1\nlimit_posts: -1\n", "limit_posts must be a whole number of at least 0, not '-1'"),
        ("x: 1\nlimit_posts: 5\n", "limit_posts shows only the newest 5 posts"),
        ("x: 1\nmarkdown: redcarpet\n", "kramdown renders the posts"),
        ("x: 1\nmarkdown: CommonMarkGhPages\n", "commonmark renders the posts"),
        ("feed:\n  collections: [a]\n", "feed.collections names 'a', which is not a collection"),
        ("x: 1\ntitle: [a]\n", "title must be a string, not a list"),
    ],
)
def test_a_smaller_fault_of_the_configuration_is_reported_with_its_line(
    tmp_path: Path, config: str, words: str
) -> None:
    [fault] = _settings(tmp_path, config).faults
    assert fault == Fault("_config.yml", 2, fault.message, fatal=False)
    assert words in fault.message


def test_a_file_of_the_site_that_replaces_its_feed_is_named(tmp_path: Path) -> None:
    """Its ids are whatever its template says, not jekyll-feed's."""
    (tmp_path / "feed.xml").write_text("---\n---\n<rss/>\n")
    note, _ = _settings(tmp_path, "title: x\n").notes
    assert note.startswith("/feed.xml is a file of the site, so jekyll-feed does not write it")
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


def test_a_url_that_ends_in_a_slash_keeps_jekylls_ids(tmp_path: Path) -> None:
    settings = _settings(tmp_path, "url: https://example.com/\n")
    assert settings.url == "https://example.com"
    generator = Jekyll(tmp_path)
    native = generator.read(POST, "", Site("T", "https://example.com", "UTC")).post
    other = generator.read(POST, "", Site("T", "https://other.example", "UTC")).post
    assert native.id == "https://example.com//2020/01/02/a"
    assert other.id == "https://other.example/2020/01/02/a"


def test_authors_of_our_configuration_win(tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_text("author: ada\n")
    (tmp_path / "_data").mkdir()
    (tmp_path / "_data/authors.json").write_text('{"ada": {"name": "Ada Example"}}')
    generator = Jekyll(tmp_path)
    same = Site("T", "https://example.com", "UTC", authors=generator.settings.authors)
    other = Site("T", "https://example.com", "UTC", authors=(Person("Bo"),))
    assert generator.read(POST, "", same).post.authors == (Person("Ada Example"),)
    assert generator.read(POST, "", other).post.authors == (Person("Bo"),)


def test_a_permalink_in_our_configuration_is_refused(tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_text("permalink: pretty\n")
    with pytest.raises(ValueError, match="set it in _config"):
        Jekyll(tmp_path, "/{slug}.html")


def _paths(tmp_path: Path, config: str, kind: str = "site") -> tuple[str, str | None]:
    """Return a kind's pattern, and the path of its Atom where that is another."""
    (tmp_path / "_config.yml").write_text(config, encoding="utf-8")
    settings = Jekyll(tmp_path).settings
    return settings.paths[kind], settings.document_paths.get((kind, Format.ATOM))


@pytest.mark.parametrize(
    ("path", "pattern", "atom"),
    [
        ("atom.xml", "/atom.{ext}", None),
        ("//a/../b/./c.d.xml", "/a/b/c.d.{ext}", None),
        ("/feed.atom", "/feed.{ext}", "/feed.atom"),
        ("/feed.rss", "/feed.rss.{ext}", "/feed.rss"),
        ("/feed.json", "/feed.json.{ext}", "/feed.json"),
        ("/feed/", "/feed/index.{ext}", "/feed/index"),
        ("/.xml", "/.xml.{ext}", "/.xml"),
    ],
)
def test_atom_is_where_jekyll_feed_puts_it_and_other_formats_are_next_to_it(
    tmp_path: Path, path: str, pattern: str, atom: str | None
) -> None:
    assert _paths(tmp_path, f"feed: {{path: '{path}'}}\n") == (pattern, atom)
    collected = f"collections: [d]\nfeed: {{collections: {{d: {{path: '{path}'}}}}}}\n"
    assert _paths(tmp_path, collected, "d collection") == (pattern, atom)


@pytest.mark.parametrize("path", ["/{slug}.xml", "/a\\\\b.xml", "/feed.xml.gz", "/a\\0.xml"])
def test_an_unusable_path_is_reported_and_the_default_is_used(tmp_path: Path, path: str) -> None:
    config = f'x: 1\nfeed: {{path: "{path}"}}\n'
    assert _paths(tmp_path, config) == ("/feed.{ext}", None)
    [fault] = Jekyll(tmp_path).settings.faults
    assert (fault.line, fault.fatal) == (2, False)
    assert "cannot be the path of a feed; write one like /feed.xml" in fault.message


def test_the_path_of_the_collection_posts_wins(tmp_path: Path) -> None:
    config = "feed: {path: a.xml, collections: {posts: {path: b.xml}}}\n"
    assert _paths(tmp_path, config) == ("/b.{ext}", None)


@pytest.mark.parametrize(
    ("tags", "pattern"),
    [
        ("true", "/feed/by_tag/{name}.{ext}"),
        ("{path: by/}", "/by/{name}.{ext}"),
        ("{path: //t-}", "/t-{name}.{ext}"),
    ],
)
def test_the_feeds_of_tags_begin_as_configured(tmp_path: Path, tags: str, pattern: str) -> None:
    assert _paths(tmp_path, f"feed: {{tags: {tags}}}\n", "tag") == (pattern, None)


def test_a_collection_and_its_categories_have_feeds(tmp_path: Path) -> None:
    config = "collections: {d: {}, e: {}}\nfeed: {collections: [posts, d]}\n"
    assert _paths(tmp_path, config, "d collection") == ("/feed/{name}.{ext}", None)
    assert _paths(tmp_path, config, "d category") == ("/feed/d/{name}.{ext}", None)
    assert len(Jekyll(tmp_path).settings.paths) == 6


TITLED = (
    'title: "Tom\'s <i>site</i> -- x"\ncollections: [recipes]\n'
    "feed: {tags: true, collections: {recipes: {categories: [a]}}}\n"
)


@pytest.mark.parametrize(
    ("kind", "name", "title"),
    [
        ("category", "UX", "Tom’s site – x | Ux"),
        ("category", "éCOLE d'été", "Tom’s site – x | École d’été"),
        ("category", "'90s", "Tom’s site – x | ’90s"),
        ("category", "ΣΑΣ", "Tom’s site – x | Σασ"),
        ("category", "ǆ", "Tom’s site – x | ǅ"),
        ("category", "ﬁle", "Tom’s site – x | File"),
        ("category", "中文", "Tom’s site – x | 中文"),
        ("tag", "UX", "Tom’s site – x"),
        ("author", "Ada Example", "Tom’s site – x | Ada Example"),
        ("recipes collection", "recipes", "Tom’s site – x | Recipes"),
        ("recipes category", "SWEET", "Tom’s site – x | Recipes | Sweet"),
        ("recipes category", "recipes", "Tom’s site – x | Recipes | Recipes"),
    ],
)
def test_feeds_are_titled_as_the_feed_template_titles_them(
    tmp_path: Path, kind: str, name: str, title: str
) -> None:
    (tmp_path / "_config.yml").write_text(TITLED, encoding="utf-8")
    generator = Jekyll(tmp_path)
    site = Site(generator.settings.title or "", "https://example.com/b", "UTC", language="de")
    found = generator.channel(Term(kind, name, "x"), site)
    assert found == Channel(title, "https://example.com/b/", "de", "Tom’s site – x", name)


def test_a_title_of_our_configuration_stays_as_it_is_in_every_feed(tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_text(TITLED, encoding="utf-8")
    site = Site('My "own"', "https://example.com", "UTC")
    found = Jekyll(tmp_path).channel(Term("category", "UX 'n", "x"), site)
    assert found.title == 'My "own" | Ux ‘n'


def test_the_name_of_a_site_is_its_title_if_it_has_no_other(tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_text("name: It's\ntitle: ''\n", encoding="utf-8")
    generator = Jekyll(tmp_path)
    site = Site(generator.settings.title or "", "https://example.com", "UTC")
    assert generator.channel(Term("category", "a", "a"), site).title == "It’s | A"
