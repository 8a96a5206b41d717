"""Where the feeds of a Jekyll site are."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.generators.jekyll import Jekyll
from feeds.model import Format


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
def test_atom_lies_where_jekyll_feed_puts_it_and_the_others_beside_it(
    tmp_path: Path, path: str, pattern: str, atom: str | None
) -> None:
    assert _paths(tmp_path, f"feed: {{path: '{path}'}}\n") == (pattern, atom)
    collected = f"collections: [d]\nfeed: {{collections: {{d: {{path: '{path}'}}}}}}\n"
    assert _paths(tmp_path, collected, "d collection") == (pattern, atom)


@pytest.mark.parametrize("path", ["/{slug}.xml", "/a\\\\b.xml", "/feed.xml.gz", "/a\\0.xml"])
def test_a_path_that_cannot_be_is_told_and_the_usual_one_taken(tmp_path: Path, path: str) -> None:
    config = f'x: 1\nfeed: {{path: "{path}"}}\n'
    assert _paths(tmp_path, config) == ("/feed.{ext}", None)
    [fault] = Jekyll(tmp_path).settings.faults
    assert (fault.line, fault.fatal) == (2, False)
    assert "cannot be a feed's path; write one like /feed.xml" in fault.message


def test_the_posts_own_path_wins(tmp_path: Path) -> None:
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
